"""Every mistake of an author is one line: file, place, what is wrong, how to mend it."""

from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from exhibit.words import Fault, line_of, stop, told
from tests.exhibit_project import fault


def test_a_fault_is_one_line_and_its_details_follow():
    assert str(Fault(Path("docs", "a.md"), 3, "it is wrong", "mend it")) == "docs/a.md:3: it is wrong; mend it"
    assert str(Fault("a.py", 1, "it differs", "look", "\n    '-1'\n    '+2'")) == "a.py:1: it differs; look\n    '-1'\n    '+2'"


def test_mkdocs_shows_a_fault_without_a_traceback():
    assert issubclass(Fault, PluginError)


@pytest.mark.parametrize(("nth", "line"), [(1, 2), (2, 4), (3, 1)])
def test_the_line_of_the_nth_place(tmp_path, nth, line):
    file = tmp_path / "page.md"
    file.write_text("one\n/// exhibit | a\n///\n/// exhibit | b\n", "utf-8")
    assert line_of(file, "/// exhibit", nth) == line


def test_the_line_in_a_file_that_is_not_there_is_the_first(tmp_path):
    assert line_of(tmp_path / "none.md", "a", 2) == 1


def test_where_nobody_collects_faults_the_first_stops():
    assert fault(stop, Fault("a.md", 1, "it is wrong", "mend it")) == "a.md:1: it is wrong; mend it"


def test_a_fault_is_reported_and_stands_escaped_in_its_place():
    seen = []
    html = told({"report": seen.append}, Fault("a.md", 7, "'<b>' is no tag & wrong", "leave it out"))
    assert [str(one) for one in seen] == ["a.md:7: '<b>' is no tag & wrong; leave it out"]
    assert html.startswith('<span class="exhibit-error" role="alert">a.md:7: ')
    assert "&lt;b&gt;" in html and "&amp; wrong; leave it out</span>" in html
