"""The code of an exercise's solution stands on the page with what it printed; what is wrong is told in its place."""

import html
import re

import pytest

from exhibit import runs
from tests.exhibit_project import in_folder

project = pytest.fixture(in_folder)
SOURCE = "# SPDX-License-Identifier: 0BSD\ndef half(x):\n    return x / 2\n\n\nprint('half of 3:', half(3), '<', 2)\n"
PAGE = """//// details | Hint
Think of {{ 01_half: half of 3: }}.
////

//// details | Solution
/// solution | 01_half
///

Done.
////
"""


@pytest.fixture
def solved(project):
    project.write("exercises/01_half.py", SOURCE)
    project.write("exercises/expected/01_half.txt", "half of 3: 1.5 < 2\n")
    return project


def draw(project):
    return project.draw(PAGE, extra=["pymdownx.blocks.details"])


def test_the_page_shows_the_code_and_what_it_printed(solved):
    drawn = draw(solved)
    assert not solved.faults and "wzxhzdk" not in drawn
    hint, solution = re.findall(r"(?s)<details>(.*?)</details>", drawn)
    assert "<summary>Hint</summary>" in hint and '<span class="exhibit-number">1.5</span>' in hint
    assert "<summary>Solution</summary>" in solution and "<p>Done.</p>" in solution
    inside = re.search(r'(?s)<div class="solution" data-search-exclude="" data-solution="01_half">(.*)</div>', solution)[1]
    code, output = re.findall(r"(?s)<pre.*?</pre>", inside)
    assert html.unescape(re.sub("<[^>]*>", "", code)) == SOURCE
    assert html.unescape(re.sub("<[^>]*>", "", output)) == "half of 3: 1.5 < 2\n" and 'aria-label="What it printed"' in output


def test_an_empty_first_line_of_the_output_is_kept(solved):
    solved.write("exercises/01_half.py", SOURCE.replace("print(", "print(); print("))
    runs.output("01_half", True)
    assert '">\n\nhalf of 3' in draw(solved)


def test_a_solution_that_prints_something_else(solved):
    solved.write("exercises/expected/01_half.txt", "half of 3: 2\n")
    drawn, place = draw(solved), "exercises/expected/01_half.txt:1: exercises/01_half.py prints something else; `make accept`"
    assert len(solved.faults) == 2 and all(fault.startswith(place) for fault in solved.faults)
    assert "exercises/01_half.py prints something else" in re.search('<div class="solution".*', drawn)[0]


def test_a_solution_that_stops(solved):
    solved.write("exercises/01_half.py", SOURCE.replace("half(3)", "half('3')"))
    draw(solved)
    assert re.match(
        r"exercises/01_half\.py:\d: it stopped with code 1: .*TypeError.*; see `python -I exercises/01_half.py`$", solved.faults[-1]
    )


@pytest.mark.parametrize("name", ["02_missing", "one"])  # the second is a snippet
def test_a_solution_that_is_not_there(solved, name):
    solved.draw(f"Some words.\n\n/// solution | {name}\n///\n")
    assert solved.faults == [f"docs/page.en.md:3: there is no exercises/{name}.py; write it or correct the name"]
