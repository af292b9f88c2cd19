"""The card shows what the snippet says, printed and proved; whatever does not fit is told in its place."""

import random
import re
import shutil
import urllib.parse

import pytest
from bs4 import BeautifulSoup

from exhibit import runs
from tests.exhibit_project import CARD, MARK, SNIPPET, Project, in_folder, lay_out

project = pytest.fixture(in_folder)
TWO = [("F1: y = 2x", "F12.vi: \\text{hai}\nF12.en: \\text{two}\nF1: y = 2x"), ("    y = 2", "    z = 3  # F12\n    y = 2")]
BAD = """from exhibit import claim


@claim(vi="một", en="one")
def test_one():
    assert False, "it is not"


@claim(vi="hai", en="two")
def test_two():
    pass


@claim(vi="ba", en="three")
def test_three():
    raise OSError("<no>")
"""


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """A project in which everything has run once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("master"))
        made = lay_out(tmp_path_factory.getbasetemp() / "master0")
        made.snippet(*TWO, name="two")
        made.write("snippets/expected/two.txt", "\n twice 3: 6 <b>\n\n")
        made.prints(r"print('\n twice 3:', twice(3), '<b>\n')")
        made.root.joinpath("snippets/one.py").rename(made.root / "snippets/two.py")
        made.snippet(*TWO, ('print("twice 3:", twice(3))', r"print('\n twice 3:', twice(3), '<b>\n')"), name="two")
        made.snippet()
        made.claimed(name="two")
        for name, text in {"bad": BAD, "syntax": "def test(:\n", "without": "def test():\n    pass\n"}.items():
            made.snippet(name=name)
            made.write(f"snippets/expected/{name}.txt", "twice 3: 6\n")
            made.write(f"tests/test_{name}.py", text)
        runs.warm()
    return made


@pytest.fixture
def ready(master, tmp_path, monkeypatch):
    shutil.copytree(master.root, tmp_path / "ready")
    monkeypatch.chdir(tmp_path / "ready")
    return Project(tmp_path / "ready")


def soup(html):
    return BeautifulSoup(html, "html.parser")


def card(project, text=CARD, **options):
    html = project.draw(text, **options)
    assert not project.faults, project.faults
    return soup(html).find("section")


def test_the_card(ready):
    one = card(ready)
    assert (one["id"], one["data-snippet"], one["data-formulas"]) == ("card-one", "one", "F1")
    assert "exhibit" in one["class"] and not one.has_attr("data-placement")
    (equation,) = one.find_all("math", display="block")
    assert equation.annotation.text == "y = 2x"
    assert [cell.text.strip() for cell in one.find("table", class_="exhibit-symbols").tbody.find_all("td")][1:] == ["x", "()", "number"]
    assert one.find("a", class_="exhibit-download")["href"].endswith("snippets/one.py")
    assert one.find("ul", class_="exhibit-notes").find("li", attrs={"data-formula": "F1"}).span.math.annotation.text == "x"
    assert [(item["data-test"], item.text) for item in one.find("ul", class_="exhibit-claims").find_all("li")] == [
        ("tests/test_one.py::test_doubles", "It doubles a number")
    ]


def test_the_same_card_in_vietnamese(ready):
    one = card(ready, lang="vi")
    assert one.find("ul", class_="exhibit-claims").text == "Gấp đôi một số"
    assert one.find("table").find_all("td")[-1].text == "số"
    assert [head.text for head in one.find_all("th")] == ["Ký hiệu", "Trong mã", "Kích thước (shape)", "Ý nghĩa"]


def test_the_code_is_the_file_without_its_head_to_the_byte(ready):
    assert card(ready).select_one(".exhibit-code code").text == SNIPPET[SNIPPET.index("def twice") :]


@pytest.mark.parametrize("end", ["\n", "\n\n\n"])
def test_the_code_ends_as_the_file_does(ready, end):
    ready.write("snippets/one.py", SNIPPET.rstrip() + end)
    assert card(ready).select_one(".exhibit-code code").text == SNIPPET[SNIPPET.index("def twice") :].rstrip() + end


def test_the_output_is_what_was_printed_to_the_byte(ready):
    html = ready.draw("/// exhibit | two\nF1: a\nF12: b\n///\n")
    shown = re.search(r'<pre class="exhibit-output"[^>]*>(.*?)</pre>', html, re.S)[1]
    assert shown == "\n\n twice 3: 6 &lt;b&gt;\n\n"  # a browser drops the first line's end
    shown = re.search(r'<pre class="exhibit-output"[^>]*>(.*?)</pre>', ready.draw(CARD), re.S)[1]
    assert shown == "twice 3: 6\n"


def test_the_marked_line_is_lit_and_linked_with_its_formula(ready):
    one = card(ready)
    assert one.find("span", class_="hll").text == SNIPPET.splitlines(keepends=True)[MARK - 1]
    (mark,) = one.select(".exhibit-code code a")
    assert (mark.text, mark["href"], mark.parent["id"]) == ("# F1", "#F1", "F1-code")
    assert one.find(id="F1").find("a", class_="exhibit-id")["href"] == "#F1-code"


def test_formulas_keep_the_order_of_the_snippet(ready):
    one = card(ready, "/// exhibit | two\nF1: first\n\nF12: second\nof two lines\n///\n")
    assert one["data-formulas"] == "F12 F1"
    assert [math.annotation.text for math in one.find_all("math", display="block")] == [r"\text{two}", "y = 2x"]
    assert [item["data-formula"] for item in one.find("ul", class_="exhibit-notes").find_all("li")] == ["F12", "F1"]
    assert [item.span.text.split() for item in one.find("ul", class_="exhibit-notes").find_all("li")] == [
        ["second", "of", "two", "lines"],
        ["first"],
    ]
    assert [mark.text for mark in one.select(".exhibit-code code a")] == ["# F12", "# F1"]


def test_an_id_has_hyphens(ready):
    ready.root.joinpath("snippets/a_b.py").write_text(SNIPPET)
    ready.write("snippets/expected/a_b.txt", "twice 3: 6\n")
    ready.claimed(name="a_b")
    assert card(ready, CARD.replace("one", "a_b"))["id"] == "card-a-b"


def test_a_card_that_stands_again_has_no_id_of_its_own(ready):
    one = card(ready, CARD.replace("one\n", "one\n    placement: again\n\n"))
    assert one["data-placement"] == "again" and one["data-formulas"] == "F1"
    assert not one.has_attr("id") and one.find(id="F1") and one.select_one(".exhibit-code code a")["href"] == "#F1"


def test_links_lead_to_the_root_of_the_site_and_to_the_place_of_the_error(ready):
    one = card(ready, root="../../", issues="https://example.org/new")
    assert one.find("a", class_="exhibit-download")["href"] == "../../snippets/one.py"
    address, _, query = one.find("p", class_="exhibit-foot").a["href"].partition("?")
    assert address == "https://example.org/new"
    assert " " not in query
    assert urllib.parse.parse_qs(query) == {"title": ["docs/page.en.md: card-one"]}


def test_markdown_in_a_sentence(ready):
    note = card(ready, CARD.replace("it doubles", "*it* `doubles` <b>")).find("ul", class_="exhibit-notes").span
    assert (note.em.text, note.code.text) == ("it", "doubles")


def told(project, text, line, what, mend, start=""):
    """The one fault of a page, told and shown in its place."""
    html = soup(project.draw(start + text))
    expected = f"docs/page.en.md:{line + start.count(chr(10))}: {what}; {mend}"
    assert project.faults == [expected]
    assert [place.text for place in html.find_all(class_="exhibit-error", role="alert")] == [expected]
    return html


@pytest.mark.parametrize("start", ["", "# A title\n\n"])
@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("", []),
        ("it doubles\n", ["it doubles"]),
        ("F1: it doubles\nF1: again\n", ["F1: it doubles", "F1: again"]),
        ("F1: it doubles\nF2: it trebles\n", ["F1: it doubles", "F2: it trebles"]),
        ("it doubles\n\nF1: so\n", ["it doubles", "F1: so"]),
        ("F1: so\n\nmore\n", ["F1: so\n\nmore"]),
        ("it doubles " * 9 + "\n", [("it doubles " * 9)[:40]]),
    ],
)
def test_sentences_that_are_missing_or_surplus(ready, body, lines, start):
    what = f"lines for F1 were expected, not {lines}"
    told(ready, f"/// exhibit | one\n{body}///\n", 1, what, "write 'F16: …' once for each formula and close the card with ///", start)


def test_a_missing_sentence_of_two(ready):
    what = "lines for F12, F1 were expected, not ['F12: one']"
    told(ready, "/// exhibit | two\nF12: one\n///\n", 1, what, "write 'F16: …' once for each formula and close the card with ///")


def test_the_second_card_is_told_at_its_own_line(ready):
    what = "lines for F1 were expected, not ['no']"
    mend = "write 'F16: …' once for each formula and close the card with ///"
    html = told(ready, "/// exhibit | one\nno\n///\n", 1, what, mend, "---\na: b\n---\n\n" + CARD + "\n")
    assert [bool(one.find(class_="exhibit-output")) for one in html.find_all("section")] == [True, False]


@pytest.mark.parametrize("rest", ["", "\nMore text.\n"])
@pytest.mark.parametrize("begin", ["", "# A title\n\n"])
def test_a_card_that_is_not_closed(ready, rest, begin):
    ready.draw(f"{begin}/// exhibit | one\nF1: it doubles\n{rest}")
    assert ready.faults == [
        f"docs/page.en.md:{1 + begin.count(chr(10))}: '/// exhibit | one' is not closed with a line ///; see CONTRIBUTING"
    ]


@pytest.mark.parametrize("first", ["/// exibit | one", "/// exhibit | one | two", "/// exhibit"])
def test_a_misspelt_block(ready, first):
    html = ready.draw(f"# A title\n\n{first}\nF1: it doubles\n///\n")
    if first == "/// exhibit | one | two":
        assert ready.faults == ["snippets/one | two.py:1: there is no such snippet; write it or correct the name on the card"]
    else:
        assert ready.faults == [f"docs/page.en.md:3: {first!r} is no block of this site; see CONTRIBUTING"]
    assert soup(html).find(class_="exhibit-error").text == ready.faults[0]


def test_an_unknown_option(ready):
    told(
        ready,
        "/// exhibit | one\n    place: again\n\nF1: it doubles\n///\n",
        1,
        "'/// exhibit | one' is no block of this site",
        "see CONTRIBUTING",
    )


def test_an_unknown_placement(ready):
    text = "/// exhibit | one\n    placement: twice\n\nF1: it doubles\n///\n"
    told(ready, text, 1, "'/// exhibit | one' is no block of this site", "see CONTRIBUTING")


def test_a_fault_of_the_snippet_stands_in_the_place_of_the_card(ready):
    ready.snippet(("x  # F1", "x"))
    html = soup(ready.draw(CARD))
    assert ready.faults == ["snippets/one.py:4: F1 marks no line of code; end one with # F1"]
    assert html.section.find(class_="exhibit-error").text == ready.faults[0] and html.section.text.strip() == ready.faults[0]


def test_a_fault_of_the_run_stands_in_the_place_of_the_card(ready):
    ready.write("snippets/expected/one.txt", "twice 3: 7\n")
    html = soup(ready.draw(CARD))
    assert len(ready.faults) == 1 and ready.faults[0].startswith("snippets/expected/one.txt:1: snippets/one.py prints something else; ")
    assert html.section.find(class_="exhibit-error").text == ready.faults[0]


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        (
            "bad",
            [
                "tests/test_bad.py:4: the claim test_one failed: AssertionError: it is not assert False;"
                " see `pytest tests/test_bad.py::test_one`",
                "tests/test_bad.py:14: the claim test_three failed: OSError: <no>; see `pytest tests/test_bad.py::test_three`",
            ],
        ),
        (
            "syntax",
            [
                "tests/test_syntax.py:1: the claim of any test not collected: line 1 def test(: ^ SyntaxError: invalid syntax;"
                " see `pytest tests/test_syntax.py`"
            ],
        ),
        ("without", ["tests/test_without.py:1: the claim of any test absent: mark three tests; see `pytest tests/test_without.py`"]),
    ],
)
def test_claims_that_were_not_proved(ready, name, faults):
    html = soup(ready.draw(CARD.replace("one", name)))
    assert ready.faults == ["\n".join(faults)]
    assert html.section.find(class_="exhibit-error").text == ready.faults[0]
    assert not html.find(class_="exhibit-claims")


def test_no_such_test(ready):
    ready.root.joinpath("tests/test_one.py").unlink()
    ready.draw(CARD)
    assert ready.faults == ["tests/test_one.py:1: the claim of any test absent: mark three tests; see `pytest tests/test_one.py`"]


OUTPUT = """twice 3: 6
cat, dog    0.9899  angle  8.1
cat, car   -0.5 big
cat, car with 7 more
no number here
size of V 50,257
below 1e-12, no more
two
two 3
same 1
same 2
"""


@pytest.fixture
def numbers(ready):
    ready.prints(f"print({OUTPUT!r}, end='')", OUTPUT)
    return ready


@pytest.mark.parametrize(
    ("label", "en", "vi"),
    [
        ("twice 3:", "6", "6"),
        ("twice", "3", "3"),
        ("cat, dog", "0.9899", "0,9899"),
        ("cat,  dog 0.9899 angle", "8.1", "8,1"),
        ("cat, car", "−0.5", "−0,5"),
        ("cat, car with", "7", "7"),
        ("size of V", "50,257", "50\u202f257"),
        ("size of", "50,257", "50\u202f257"),
        ("below", "10⁻¹²", "10⁻¹²"),
        ("two", "3", "3"),
    ],
)
def test_a_number_of_the_output(numbers, label, en, vi):
    for lang, written in {"en": en, "vi": vi}.items():
        html = numbers.draw(f"It is {{{{ one: {label} }}}}, so.", lang=lang)
        assert not numbers.faults
        assert soup(html).find("span", class_="exhibit-number").text == written
        assert soup(html).p.text == f"It is {written}, so."


@pytest.mark.parametrize(
    ("label", "en", "vi"),
    [("50257", "50,257", "50\u202f257"), ("1000", "1,000", "1000"), ("0.5", "0.5", "0,5"), ("1e+200", "10²⁰⁰", "10²⁰⁰")],
)
def test_a_number_of_the_code(ready, label, en, vi):
    ready.prints("print('half 0.5', flush=0.5 < 1e200 > 50_257 > 1000.0)", "half 0.5\n")
    for lang, written in {"en": en, "vi": vi}.items():
        assert soup(ready.draw(f"It is {{{{ one: {label} }}}}.", lang=lang)).p.text == f"It is {written}." and not ready.faults


@pytest.mark.parametrize("label", ["50258", "50", "2017", "-0.5", "1"])
def test_a_number_that_does_not_stand_in_the_code(ready, label):
    ready.prints("print('2018 F1', flush=0.5 < 1e200 > 50_257 or True)  # 2017, '50'", "2018 F1\n")
    what = f"0 lines that one printed begin with {label!r} and go on with a number"
    told(ready, f"It is {{{{ one: {label} }}}}.\n", 1, what, "see its output and its code", "# A title\n\n")


def test_a_number_in_a_table_and_none_in_code_or_maths(numbers):
    html = soup(
        numbers.draw("a | b\n--- | ---\n{{one:twice 3:}} | `{{ one: no }}`\n\n$\\text{{{ one: no }}}$\n\n```\n{{ one: no }}\n```\n")
    )
    assert [number.text for number in html.find_all("span", class_="exhibit-number")] == ["6"]
    assert html.td.text == "6" and not numbers.faults


@pytest.mark.parametrize(("label", "count"), [("none", 0), ("no number", 0), ("same", 2)])
def test_a_label_that_does_not_name_one_number(numbers, label, count):
    what = f"{count} lines that one printed begin with {label!r} and go on with a number"
    told(numbers, f"It is {{{{ one: {label} }}}}.\n", 1, what, "see its output and its code", "# A title\n\n")


def test_a_number_of_a_snippet_that_fails(numbers):
    numbers.draw("It is {{ none: a }}.")
    assert numbers.faults == ["snippets/none.py:1: there is no such snippet; write it or correct the name on the card"]
    numbers.write("snippets/expected/one.txt", "")
    numbers.draw("It is {{ one: twice 3: }}.")
    assert len(numbers.faults) == 1 and numbers.faults[0].startswith("snippets/expected/one.txt:1: snippets/one.py prints something else")


def test_without_a_collector_the_first_fault_stops(ready):
    from exhibit.words import Fault, stop

    with pytest.raises(Fault, match="no such snippet"):
        ready.draw("It is {{ none: a }}.", report=stop)


def test_a_card_without_a_formula(ready):
    ready.snippet(("F1: y = 2x\n", ""), ("  # F1", ""))
    one = card(ready, "/// exhibit | one\n///\n")
    assert one["data-formulas"] == "" and not one.find_all("math", display="block")
    assert one.select_one(".exhibit-equations").text == one.select_one(".exhibit-notes").text == ""
    assert one.select_one(".exhibit-output").text == "twice 3: 6\n" and len(one.select("li[data-test]")) == 1
    ready.draw("/// exhibit | one\nF1: it doubles\n///\n")
    assert ["lines for  were expected, not ['F1: it doubles']" in fault for fault in ready.faults] == [True]


@pytest.mark.parametrize(("lang", "says"), [("en", "one.zip (with its data, 100 kB)"), ("vi", "one.zip (kèm dữ liệu, 100 kB)")])
def test_a_snippet_with_data_offers_a_zip_of_both(ready, lang, says):
    assert [link["href"] for link in card(ready).select("a.exhibit-download")] == ["snippets/one.py"]
    (ready.root / "snippets/one.bin").write_bytes(random.Random(0).randbytes(100_000))
    code, both = card(ready, lang=lang, root="../").select("a.exhibit-download")
    assert (code["href"], both["href"]) == ("../snippets/one.py", "../snippets/one.zip")
    assert both.text == says and both.has_attr("download") and both["aria-label"].startswith(("Download one.zip", "Tải one.zip"))
