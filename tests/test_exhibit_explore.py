"""An explorable stands on its page with its still content and the size of its data; every mistake is told."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from exhibit import figure
from exhibit.words import stop
from tests.exhibit_project import fault, in_folder

project = pytest.fixture(in_folder)
PAGE = "/// explore | one\nStill $x$.\n\n| a |\n|---|\n| 1 |\n///\n"
MAKES = "from pathlib import Path\n\nJAVASCRIPT = 'é' * 1500 + Path('snippets/one.txt').read_text()\n"


@pytest.fixture
def ready(project):
    project.write("docs/assets/explore/one.js", "")
    project.write("snippets/one.txt", "data")
    return project


def section(project, text=PAGE, **options):
    html = BeautifulSoup(project.draw(text, **options), "html.parser")
    assert not project.faults, project.faults
    return html.find("section", class_="explore")


def test_it_holds_the_still_content_alone(ready):
    found = section(ready, root="../../")
    assert found.attrs == {"class": ["explore"], "data-explore": "one", "data-size": "0"}
    assert found.find("p").find("math") and found.find("table") and not found.find("script")


@pytest.mark.parametrize(("lang", "size"), [("vi", "12\u202f003"), ("en", "12,003")])
def test_it_tells_the_size_of_its_data_in_kilobytes(ready, lang, size):
    ready.write("data/explore/one.py", MAKES.replace("1500", "6001500"))
    assert section(ready, lang=lang)["data-size"] == size


def test_data_is_made_once_for_a_given_content_and_written_beside_the_script(ready):
    script = ready.write("data/explore/one.py", MAKES + "with open('runs', 'a') as file:\n    file.write('x')\n")
    (ready.root / "site/assets/explore").mkdir(parents=True)
    for _ in range(2):
        figure.write(ready.root / "site", stop)
        assert (ready.root / "site/assets/explore/one.data.js").read_text("utf-8") == "é" * 1500 + "data"
    assert (ready.root / "runs").read_text() == "x"
    ready.write("snippets/one.txt", "new data")
    assert figure.data("one").endswith("new data")
    script.write_text("JAVASCRIPT = 'other'\n", "utf-8")
    assert figure.data("one") == "other"


def test_an_explorable_without_a_script_is_told(ready):
    html = ready.draw(PAGE.replace("| one", "| two"))
    told = "docs/assets/explore/two.js:1: there is no such explorable; write it or correct the name on the page"
    assert ready.faults == [told] and "Still" in html


def test_data_that_cannot_be_made_is_told_on_the_page_and_at_the_end(ready):
    ready.write("data/explore/one.py", "1 / 0\n")
    told = "data/explore/one.py:1: it stopped: ZeroDivisionError('division by zero'); mend it"
    assert fault(figure.data, "one") == told
    ready.draw(PAGE)
    ready.write("data/explore/two.py", "JAVASCRIPT = 'two'\n")
    ready.write("docs/assets/explore/two.js", "")
    (ready.root / "site/assets/explore").mkdir(parents=True)
    ready.faults.append("")
    figure.write(ready.root / "site", ready.report)
    assert ready.faults == [told, "", told] and [path.name for path in ready.root.glob("site/assets/*/*")] == ["two.data.js"]


def test_one_that_is_not_closed_is_told(ready):
    html = ready.draw("# A title\n\n" + re.sub("///\n$", "", PAGE) + "\nMore text.\n")
    assert ready.faults == ["docs/page.en.md:3: '/// explore | one' is not closed with a line ///; see CONTRIBUTING"]
    assert "exhibit-error" in html and json.dumps(html).count("<script") == 0
