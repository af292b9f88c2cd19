"""Every mistake of an author is one line: file, place, what is wrong, how to mend it."""

import ast
import re
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


STOPS = ("Fault", "fault", "PluginError", "SystemExit", "ValueError", "PermissionError", "exit", "info")


def said(path):
    """The fixed words, at least eight letters in a row, of whatever a file of the glue says when something is wrong."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        parts = []
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in STOPS:
            parts = node.args
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("what", "why", "mend", "wrong", "right"):
            parts = [node.value]
        elif isinstance(node, ast.Assert) and node.msg:
            parts = [node.msg]
        texts = [one.value for part in parts for one in ast.walk(part) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        yield from (run.strip() for text in texts for run in re.findall(r"[\w ,]+", text) if len(run.strip()) >= 8)


def test_each_message_of_the_glue_is_seen_by_a_test():
    tests = "".join(path.read_text("utf-8") for path in Path("tests").rglob("test_*.py")).replace("\\", "")
    messages = [(path.name, one) for path in sorted(Path("exhibit").glob("*.py")) for one in said(path)]
    assert len(messages) > 100 and not [(name, one) for name, one in messages if one not in tests]
