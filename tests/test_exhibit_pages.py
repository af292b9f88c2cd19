"""What no single card can know, and the lists that are made of all of them."""

import platform
from importlib.metadata import version

import markdown
import pytest

from exhibit import pages
from tests.exhibit_project import CARD, fault, in_folder

AGAIN = "/// exhibit | one\n    placement: again\n\nF1: once more\n///\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    made = in_folder(tmp_path, monkeypatch)
    for lang in ("vi", "en"):
        made.write(f"docs/part/01-first.{lang}.md", f"# First {lang}\n\n{CARD}")
        made.write(f"docs/part/02-second.{lang}.md", f"# Second {lang}\n\n{AGAIN}")
    return made


def faults():
    found = []
    pages.check(found.append)
    return list(dict.fromkeys(map(str, found)))  # as the build tells them


def test_each_card_with_its_first_page(project):
    project.snippet(name="two")
    project.write("docs/part/02-second.en.md", f"{AGAIN}\n/// exhibit | two\nF1: so\n///\n{CARD}")
    shown = [(page.as_posix(), name) for page, name in pages.cards("en")]
    assert shown == [("docs/part/01-first.en.md", "one"), ("docs/part/02-second.en.md", "two"), ("docs/part/02-second.en.md", "one")]


def test_all_is_well(project):
    assert faults() == []


def test_a_formula_in_two_snippets(project):
    project.snippet(name="two")
    project.write("docs/part/02-second.vi.md", CARD.replace("one", "two"))
    project.write("docs/part/02-second.en.md", CARD.replace("one", "two"))
    assert faults() == ["snippets/two.py:4: F1 stands in snippets/one.py too; keep one"]


def test_a_formula_in_no_snippet(project):
    project.write("docs/formulas.tsv", "id\tlatex\nF1\ty = 2x\nF12\tz\nF2\tz\n")
    assert faults() == [
        f"docs/formulas.tsv:{line}: {one} belongs to no snippet; write it into one" for line, one in [(3, "F12"), (4, "F2")]
    ]


HIDDEN = 'data-search-exclude=""'  # no place of its own in the search
MEND = "write /// exhibit | one once, a card elsewhere with `placement: again`"


def test_a_card_that_stands_nowhere(project):
    project.write("docs/part/01-first.en.md", "# First\n")
    assert faults() == [f"snippets/one.py:1: 0 places of language en show it; {MEND}"]


def test_a_card_that_stands_twice(project):
    project.write("docs/part/02-second.vi.md", CARD)
    assert faults() == [f"snippets/one.py:1: 2 places of language vi show it; {MEND}"]


def test_a_card_twice_on_one_page(project):
    project.write("docs/part/01-first.en.md", f"{CARD}\n{CARD}")
    assert faults() == [f"snippets/one.py:1: 2 places of language en show it; {MEND}"]


def test_the_list_of_formulas(project):
    project.snippet(("F1: y = 2x", "F1.vi: y = \\text{hai}\nF1.en: y = 2x"))
    text = "\n\n## First {} {{#01-first HIDDEN}}\n\n- [F1](part/01-first.md#F1)\n\n    $${}$$".replace("HIDDEN", HIDDEN)
    assert pages.made("formulas", "en").rstrip() == text.format("en", "y = 2x")
    assert pages.made("formulas", "vi").rstrip() == text.format("vi", r"y = \text{hai}")


def test_a_page_whose_cards_state_no_formula_is_not_in_the_list_of_formulas(project):
    project.snippet(("F1: y = 2x\n", ""), ("  # F1", ""), name="two")
    before = pages.made("formulas", "en")
    project.write("docs/part/02-second.en.md", "# Second\n\n/// exhibit | two\n///\n")
    assert pages.made("formulas", "en").strip() == before.strip()


def test_formulas_stand_page_by_page_in_order(project):
    project.snippet(("F1:", "F3:"), ("# F1", "# F3"), name="two")
    project.snippet(("F1:", "F2:"), ("# F1", "# F2"), name="a")
    project.write("docs/part/01-first.en.md", f"---\na: b\n---\n\n# One\n\n# Two\n\n{CARD.replace('one', 'two')}\n{CARD}")
    project.write("docs/part/02-second.en.md", f"# Second\n\n{CARD.replace('one', 'a')}")
    lines = [line for line in pages.made("formulas", "en").splitlines() if line and not line.startswith(" ")]
    assert lines == [
        *(f"## One {{#01-first {HIDDEN}}}", "- [F1](part/01-first.md#F1)", "- [F3](part/01-first.md#F3)"),
        *(f"## Second {{#02-second {HIDDEN}}}", "- [F2](part/02-second.md#F2)"),
    ]


def test_the_list_of_claims(project):
    project.snippet(name="a_b")
    project.write("docs/part/02-second.vi.md", CARD.replace("one", "a_b"))
    project.write("tests/test_a_b.py", "def test(:\n")
    lines = pages.made("verified", "vi").splitlines()
    assert lines[0].startswith(f"Chạy với Python {platform.python_version()}, numpy {version('numpy')}, scipy ")
    assert lines[1:] == [
        *("", f"## one {{#card-one-claims {HIDDEN}}}", "", "[Xem trên thẻ](part/01-first.md#card-one)", ""),
        *("Điều được kiểm chứng | Bài kiểm thử | Kết quả", "--- | --- | ---", "Gấp đôi một số | `test_one.py::test_doubles` | đạt"),
        *("", f"## a_b {{#card-a-b-claims {HIDDEN}}}", "", "[Xem trên thẻ](part/02-second.md#card-a-b)", ""),
        *("Điều được kiểm chứng | Bài kiểm thử | Kết quả", "--- | --- | ---"),
        "line 1 def test(: ^ SyntaxError: invalid syntax | `test_a_b.py` | not collected",
    ]


def test_the_glossary(project):
    project.write(
        "docs/glossary.toml",
        '[[term]]\nvi = "tầng"\nen = "Layer"\nvi_text = "T."\nen_text = "L."\npage = "a.md#b"\n'
        '[[term]]\nvi = "token"\nen = "token"\nvi_text = "Tv."\nen_text = "Te."\npage = "c.md"\n',
    )
    assert pages.made("glossary", "en").strip().split("\n\n") == [
        '**Layer**{: #term-layer } (*tầng*)\n:   L. [See it on the card](a.md#b){: data-search-exclude="" }',
        '**token**{: #term-token }\n:   Te. [See it on the card](c.md){: data-search-exclude="" }',
    ]
    assert (
        pages.made("glossary", "vi")
        .lstrip()
        .startswith(
            '**token**{: #term-token }\n:   Tv. [Xem trên thẻ](c.md){: data-search-exclude="" }\n\n**tầng**{: #term-layer } (*Layer*)\n'
        )
    )
    shown = markdown.markdown(pages.made("glossary", "en"), extensions=["attr_list", "def_list"])
    assert '<dt><strong id="term-layer">Layer</strong> (<em>tầng</em>)</dt>' in shown and "{" not in shown


def test_the_list_of_references(project):
    project.write(
        "docs/references.bib",
        "@inproceedings{b2017, author = {Bo, {\\L}uc Tran and van den Ai, Ann-Mai and C, D.}, title = {{GloVe} and {\\'E}tudes},\n"
        "  booktitle = {Proc.}, volume = {3}, pages = {4--9}, year = {2017}, url = {https://b.org/x/}}\n"
        "@misc{a2019, author = {Ai}, title = {One}, howpublished = {Code}, year = {2019}, url = {https://a.org}}\n",
    )
    assert pages.made("references", "vi").split("\n- ")[1:] == [
        "Ai (2019).\n    *One*.\n    Code.\n    [a.org](https://a.org)\n    {: #a2019 }",
        "Bo, Ł. T., van den Ai, A.-M. và C, D. (2017).\n    *GloVe and Études*.\n    Proc., tập 3, trang 4–9.\n"
        "    [b.org/x](https://b.org/x/)\n    {: #b2017 }",
    ]
    assert "van den Ai, A.-M. and C, D. (2017)" in pages.made("references", "en")
    assert "Proc., volume 3, pages 4–9." in pages.made("references", "en")


def test_an_entry_that_bibtex_cannot_read_is_a_fault_with_its_line(project):
    project.write("docs/references.bib", "@misc{a,\n  title = {One},\n  year = \n}\n")
    what = "BibTeX: syntax error in line 4: field value expected"
    assert fault(pages.made, "references", "en") == f"docs/references.bib:4: {what}; correct the entry"


BORNE = 'en="It doubles a number"', 'en="It doubles a number", erratum="F1"'


def test_the_claims_that_bear_an_erratum_out(project):
    project.claimed(BORNE)
    shown = "- **{}.** {}. [`test_one.py::test_doubles`](verified.md#card-one-claims): {}.\n"
    assert pages.made("errata F1", "en") == shown.format("Verified", "It doubles a number", "passed")
    assert pages.made("errata F1", "vi") == shown.format("Đã kiểm chứng", "Gấp đôi một số", "đạt")


@pytest.mark.parametrize("changes", [[], [BORNE, ("== 4", "== 5")], [(BORNE[0], BORNE[1].replace("F1", "F12"))]])
def test_an_erratum_without_a_passed_claim(project, changes):
    project.claimed(*changes)
    project.write("docs/errata.en.md", "# Loose\n\n{{ all: errata F12x }}\n{{ all: errata F1 }}\n")
    told = fault(pages.made, "errata F1", "en", "docs/errata.en.md")
    assert told == "docs/errata.en.md:4: no claim that passed bears F1 out; write @claim(…, erratum=…)"


def test_a_cycle_and_a_foundation_that_no_snippet_has(project):
    project.snippet(("F1: y = 2x", "F1: y = 2x\n    builds on: F2, F9"))
    project.snippet(
        ("F1: y = 2x", "F2: y = 2x\n    builds on: F3\nF3: z\n    builds on: F1"), ("# F1", "# F2\n    z = y  # F3"), name="two"
    )
    for lang in ("vi", "en"):
        project.write(f"docs/part/02-second.{lang}.md", CARD.replace("one", "two"))
    told = faults()
    assert "snippets/one.py:4: F1 builds on F9, which no snippet has; mend the line below" in told and len(told) == 2
    cycle = {("one", 4, "F1", "F2"), ("two", 4, "F2", "F3"), ("two", 6, "F3", "F1")}
    assert {f"snippets/{name}.py:{line}: {a} builds on {b}, which builds on it; mend the line below" for name, line, a, b in cycle} & {
        *told
    }


def test_a_formula_that_builds_on_itself(project):
    project.snippet(("F1: y = 2x", "F1: y = 2x\n    builds on: F1"))
    assert faults() == ["snippets/one.py:4: F1 builds on F1, which builds on it; mend the line below"]
