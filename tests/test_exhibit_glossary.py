"""The first use of a term on a page shows its definition, and no other."""

import pytest
from bs4 import BeautifulSoup

from exhibit.glossary import anchor
from tests.exhibit_project import CARD, in_folder

TERMS = """
[[term]]
vi = "chuẩn hóa"
en = "normalisation"
vi_text = "Chia cho độ dài."
en_text = "Division by the length."
en_forms = ["normalise"]

[[term]]
vi = "vector"
en = "vector"
vi_text = "Dãy số."
en_text = "A row of <numbers>."

[[term]]
vi = "vector đơn vị"
en = "unit vector"
vi_text = "Dài 1."
en_text = "Of length 1."

[[term]]
vi = "ma trận"
en = "matrix"
mark = ["vi"]
vi_text = "Bảng số."
en_text = "A table of numbers."
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    made = in_folder(tmp_path, monkeypatch)
    made.write("docs/glossary.toml", TERMS)
    return made


def marked(project, text, lang="en", **options):
    """The words on the page that show a definition, and the page."""
    page = BeautifulSoup(project.draw(text, lang=lang, **options), "html.parser")
    assert not project.faults
    notes = [note.extract() for note in page.find_all("span", class_="term-note")]
    words = page.find_all("dfn", class_="term")
    assert [word["aria-describedby"] for word in words] == [note["id"] for note in notes]
    return [word.text for word in words], page, notes


def test_the_first_use_shows_its_definition(project):
    words, page, notes = marked(project, "A vector and a vector.\n\nOne more vector.")
    assert words == ["vector"] and page.p.contents[1].name == "dfn"
    assert page.text == "A vector and a vector.\nOne more vector."
    assert (notes[0].text, notes[0]["role"], notes[0]["id"]) == ("A row of <numbers>.", "tooltip", "note-1")


def test_the_first_use_is_the_first_in_the_document(project):
    words, page, _ = marked(project, "- one *vector*\n- two\n\nA **vector** stands here. A vector.\n\n> vector\n")
    assert words == ["vector"] and page.find("dfn").parent.name == "em"


def test_any_capitalisation_and_no_part_of_a_word(project):
    assert marked(project, "Vectorise a bivector. VECTOR, vector")[0] == ["VECTOR"]
    assert marked(project, "Chuẩn hóa, chuẩn hóa", "vi")[0] == ["Chuẩn hóa"]


@pytest.mark.parametrize(
    ("text", "lang", "words"), [("two Vectors", "en", ["Vectors"]), ("vectors", "vi", []), ("we normalise", "en", ["normalise"])]
)
def test_plurals_in_english_and_other_forms(project, text, lang, words):
    assert marked(project, text, lang)[0] == words


def test_forms_of_one_term_share_its_first_use(project):
    assert marked(project, "We normalise; normalisation")[0] == ["normalise"]


def test_the_longest_term_wins(project):
    assert marked(project, "A unit vector, then a vector")[0] == ["unit vector", "vector"]
    assert marked(project, "Một vector đơn vị, một vector", "vi")[0] == ["vector đơn vị", "vector"]


def test_a_term_that_is_to_be_marked_in_one_language_alone(project):
    assert marked(project, "A matrix and a vector")[0] == ["vector"]
    assert marked(project, "Một ma trận và một vector", "vi")[0] == ["ma trận", "vector"]


@pytest.mark.parametrize("text", ["# A vector", "### vector {#a}", "[a vector](b.md)", "`vector`", "$\\text{vector}$", "```\nvector\n```"])
def test_where_no_term_is_marked(project, text):
    words, page, _ = marked(project, f"{text}\n\nThen a vector.\n")
    assert words == ["vector"] and page.find("dfn").parent.get_text() == "Then a vector."


def test_no_term_is_marked_on_a_card(project):
    words, page, _ = marked(project, CARD.replace("it doubles", "a vector") + "\nThen a vector.\n")
    assert words == ["vector"] and not page.section.find("dfn")


def test_a_site_without_a_glossary(project):
    project.root.joinpath("docs/glossary.toml").unlink()
    assert marked(project, "A vector")[0] == []


def test_the_anchor_of_a_term():
    assert anchor({"en": "Byte-pair encoding (BPE)"}) == "term-byte-pair-encoding-bpe"


def test_a_changed_glossary_marks_an_unchanged_page_anew(project):
    assert marked(project, "A vector.")[0] == ["vector"]
    project.write("docs/glossary.toml", TERMS.replace('en = "vector"', 'en = "arrow"'))
    assert marked(project, "A vector.")[0] == []
