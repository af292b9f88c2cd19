"""What a formula builds on is stated once, and stands on its card, on the map and in the list of formulas."""

import re

import pytest
from bs4 import BeautifulSoup

from exhibit import builds, pages
from tests.exhibit_project import CARD, in_folder

FORMULAS = ("F1: y = 2x", "F12.vi: hai\nF12.en: two\n    builds on: F1, F3\nF2: z\n    builds on: F12\nF4: u"), ("# F1", "# F12")
MARKS = ("    return y", "    z = y  # F2\n    u = z  # F4\n    return y")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """F1 and F3 on the card `one`; F12 on F1 and F3, F2 on F12, and F4 alone on the card `a_b`."""
    made = in_folder(tmp_path, monkeypatch)
    made.snippet(("F1: y = 2x", "F1: y = 2x\nF3: w"), ("    return y", "    w = y  # F3\n    return y"))
    made.snippet(*FORMULAS, MARKS, name="a_b")
    made.claimed(name="a_b")
    made.write("snippets/expected/a_b.txt", "twice 3: 6\n")
    for lang in ("vi", "en"):
        made.write(f"docs/part/01-first.{lang}.md", f"# First {lang}\n\n{CARD}")
        made.write(f"docs/part/index.{lang}.md", f"# Second {lang}\n\n{CARD.replace('one', 'a_b')}")
    return made


def test_what_a_snippet_states(project):
    assert builds.stated("a_b") == {"F12": ["F1", "F3"], "F2": ["F12"], "F4": []}
    assert builds.stated("one") == {"F1": [], "F3": []}


def test_the_card_links_to_the_cards_that_it_builds_on(project):
    text = "/// exhibit | a_b\nF12: a\nF2: b\nF4: c\n///\n"
    for lang, where, word in (("en", "../en/", "Builds on"), ("vi", "../", "Dựa trên")):
        html = project.draw(text, lang=lang, root="../", below=pages.below)
        assert not project.faults, project.faults
        below = BeautifulSoup(html, "html.parser").select_one(".exhibit-below")
        assert " ".join(below.text.split()) == f"{word}: F1 F3 (one)"
        assert [a["href"] for a in below.select("a")] == [f"{where}part/01-first/#F1", f"{where}part/01-first/#F3"]


def test_a_card_that_builds_on_no_other_says_nothing(project):
    html = project.draw("/// exhibit | one\nF1: a\nF3: b\n///\n", below=pages.below)
    assert not project.faults and "exhibit-below" not in html


def test_the_list_names_what_each_formula_builds_on(project):
    listed = pages.made("formulas", "en")
    assert re.findall(r"\[(F\d+)\]\(([\w/.#-]+)\)", listed) == [
        *(("F1", "part/01-first.md#F1"), ("F3", "part/01-first.md#F3")),
        *(("F12", "part/index.md#F12"), ("F1", "part/01-first.md#F1"), ("F3", "part/01-first.md#F3")),
        *(("F2", "part/index.md#F2"), ("F12", "part/index.md#F12"), ("F4", "part/index.md#F4")),
    ]
    assert listed.count("\n    Builds on: ") == 2


def drawing(lang="en"):
    return BeautifulSoup(pages.made("map", lang), "html.parser").svg


def test_the_map_shows_all_formulas_with_links_and_each_line_leads_down(project):
    svg = drawing()
    links = {a.select_one("text").text: a["href"] for a in svg.select("a")}
    assert links == {"F1": "../part/01-first/#F1", "F3": "../part/01-first/#F3"} | {one: f"../part/#{one}" for one in ("F12", "F2", "F4")}
    assert [a["aria-label"] for a in svg.select("a")] == ["F1, one", "F12, a b", "F2, a b", "F3, one", "F4, a b"]
    assert drawing("vi")["aria-label"].startswith("Bản đồ") and svg["aria-label"].startswith("Map")
    boxes = {a.select_one("text").text: {side: float(a.rect[side]) for side in ("x", "y", "width", "height")} for a in svg.select("a")}
    lines = [[float(number) for number in re.findall(r"[\d.]+", path["d"])] for path in svg.select("path")]
    ends = []
    for line in lines:
        top = [one for one, box in boxes.items() if (box["x"] + box["width"] / 2, box["y"] + box["height"]) == (line[0], line[1])]
        foot = [one for one, box in boxes.items() if (box["x"] + box["width"] / 2, box["y"]) == (line[-2], line[-1])]
        ends.append((*top, *foot))
    assert sorted(ends) == [("F1", "F12"), ("F12", "F2"), ("F3", "F12")]
    width, height = map(int, svg["viewbox"].split()[2:])
    assert all(0 <= box["x"] <= width - box["width"] and 0 <= box["y"] <= height - box["height"] for box in boxes.values())


def test_a_line_that_a_longer_way_replaces_is_left_out(project):
    path = project.root / "snippets/a_b.py"
    path.write_text(path.read_text("utf-8").replace("builds on: F12", "builds on: F12, F1"), "utf-8")
    assert builds.stated("a_b")["F2"] == ["F12", "F1"]
    assert len(drawing().select("path")) == 3


def test_two_drawings_are_the_same_to_the_byte(project):
    assert pages.made("map", "en") == pages.made("map", "en")
