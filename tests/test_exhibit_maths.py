"""LaTeX becomes MathML that keeps its source, and what does not parse is told with its place."""

import pytest
from bs4 import BeautifulSoup

from exhibit.words import mathml
from tests.exhibit_project import fault, in_folder

project = pytest.fixture(in_folder)


@pytest.mark.parametrize("tex", [r"y = 2x", r"\frac{a}{b} < c & d", r"\text{độ dài của } \mathbf{v}", r'a "b"'])
def test_the_latex_stays_to_the_letter(tex):
    found = BeautifulSoup(mathml(tex.replace("&", r"\&")), "html.parser")
    assert found.annotation["encoding"] == "application/x-tex"
    assert found.annotation.text == tex.replace("&", r"\&")


def test_a_formula_is_a_block_or_stands_in_its_line():
    assert 'display="block"' in mathml("x", display=True)
    assert 'display="block"' not in mathml("x")


@pytest.mark.parametrize(("tex", "place"), [(r"\nosuch{x}", 1), (r"a + \frac{1}{", 14), (r"a + }", 5)])
def test_what_does_not_parse_is_told_with_its_place(project, tex, place):
    told = fault(mathml, tex, project.write("a.md", f"# A\n\n{tex}\n").relative_to(project.root))
    assert told.startswith(f"a.md:3: the formula {tex!r} does not parse at character {place}: ") and told.endswith("; correct the LaTeX")


def test_formulas_in_prose_become_mathml(project):
    page = BeautifulSoup(project.draw("Let $a < b$ and\n\n$$\n\\sqrt{c} < \\begin{matrix}d & e\\end{matrix}\n$$\n"), "html.parser")
    inline, display = page.find_all("math")
    assert (inline.annotation.text, display.annotation.text) == ("a < b", "\\sqrt{c} < \\begin{matrix}d & e\\end{matrix}")
    assert inline.get("display") != "block" and display["display"] == "block"
    assert page.find(class_="arithmatex").name == "span" and not project.faults


@pytest.mark.parametrize(
    ("text", "line", "tex"),
    [("# A\n\nLet $\\nosuch$ be\n", 3, r"\nosuch"), ("# A\n\nSo\n\n$$\n\\nosuch\n$$\n", 6, r"\nosuch")],
)
def test_a_formula_in_prose_that_does_not_parse_is_told_in_its_place(project, text, line, tex):
    html = project.draw(text)
    assert len(project.faults) == 1
    assert project.faults[0].startswith(f"docs/page.en.md:{line}: the formula {tex!r} does not parse at character 1: ")
    assert project.faults[0].endswith("; correct the LaTeX")
    assert BeautifulSoup(html, "html.parser").find(class_="exhibit-error").text == project.faults[0]
