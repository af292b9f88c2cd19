"""The words of the pages: no number typed by hand, no section changed on one side, citations that are whole, "token" explained once."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_file, parse_string
from pybtex.richtext import Text

from exhibit import drift, glossary
from exhibit.words import LANGUAGES, WORDS
from tests.prose import CITED, NOT_PROSE, bare_numbers, canonical

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = tomllib.loads((ROOT / "tests/numbers.toml").read_text("utf-8"))["number"]
REFERENCES = parse_file(ROOT / "docs/references.bib").entries
LOCATOR = re.compile(
    r"\s*\)?,?\s*(?:(?:abstract|section|equation|table|figure|algorithm|the chapters?|`[\w/]+\.py`)"
    r"|(?:phần tóm tắt|mục|phương trình|bảng|hình|thuật toán|(?:các )?chương|`[\w/]+\.py`))"
)
WHOLE_WORK = {"pennington2014": "names where the vectors come from", "nissim2020": "for further reading; the whole paper is meant"}


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It has 42 rows.", [("top", "42")]),
        ("Of 50,257 tokens 0.5 remain.", [("top", "50257"), ("top", "0.5")]),
        ("By 1e200, $d = 768$, 16-bit, (12).", [("top", "768"), ("top", "16"), ("top", "12"), ("top", "1e200")]),
        ("## A {#a}\n\none 11\n\n### B {#b}\n\n- 22\n- [33](x.md)\n", [("a", "11"), ("b", "22"), ("b", "33")]),
        ("Seven 7, F12, GPT-2, float32, UTF-8, $p_10$ and $\\{1,2,...\\}$.", []),
        ("{{ a: d = 42 }}, `42`, ](p42.md) [a](42.md)\n\n```\n42\n```\n\n$$\n42\n$$\n\n10. ten\n", []),
        ("It has 42 rows ([A et al. (2017)](../cite.md#a2017), table 2).", []),
        ("It has 42 rows. See [A et al. (2017)](../cite.md#a2017), section 3.2.", [("top", "42")]),
        ("- See [A (2017)](cite.md#a2017)\n- and 42.", [("top", "42")]),
        ("A (2017), and [A (2017)](https://a.org).", [("top", "2017"), ("top", "2017")]),
    ],
)
def test_bare_numbers_are_found_and_others_are_not(text, found):
    assert sorted(bare_numbers(text, "en")) == sorted(found)


def test_numbers_are_read_in_the_notation_of_the_page():
    assert bare_numbers("Có 50\u202f257 token, 0,5 và 1000.", "vi") == [("top", "50257"), ("top", "0.5"), ("top", "1000")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_number_in_prose_is_typed_by_hand(lang):
    found = [(f"{page}#{anchor}", one) for page, (_, text) in drift.pages(lang).items() for anchor, one in bare_numbers(text, lang)]
    allowed = Counter({(one["section"], one["number"]): one.get("times", 1) for one in ALLOWED})
    assert len(found) >= len(ALLOWED) and Counter(found) - allowed == Counter(), "quote it, cite it, or list it in tests/numbers.toml"
    assert allowed - Counter(found) == Counter(), "it no longer stands there: take it out of tests/numbers.toml"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_number_in_the_glossary_is_typed_by_hand(lang):
    assert not {term["en"]: found for term in glossary.terms() if (found := bare_numbers(term[f"{lang}_text"], lang))}


def test_every_exception_has_its_reason_and_stands_in_its_file():
    for one in ALLOWED:
        assert one["why"].strip() and one.keys() <= {"section", "number", "times", "why", "file"}, one
        assert "file" not in one or re.search(rf"(?<![\w.]){re.escape(one['number'])}(?!\d)", Path(one["file"]).read_text("utf-8")), one


def test_no_section_changed_without_somebody_reading_both_languages():
    faults = drift.changed().values()
    assert not faults, "\n" + "\n".join(map(str, faults))


@pytest.mark.parametrize("key", REFERENCES)
def test_a_reference_has_authors_year_title_venue_and_link(key):
    fields, authors = REFERENCES[key].fields, REFERENCES[key].persons["author"]
    assert authors and all(author.last_names for author in authors)
    assert re.fullmatch(r"(19|20)\d\d", fields["year"]) and key.rstrip("abcdefghijklmnopqrstuvwxyz").endswith(fields["year"])
    assert fields["title"] and fields["url"].startswith("https://")
    assert [one for one in ("booktitle", "journal", "institution", "howpublished", "note") if fields.get(one)]


def citations(lang):
    """Page, key, label and what follows, for every citation."""
    for page, (_, text) in drift.pages(lang).items():
        yield from ((page, hit[1], " ".join(hit[0].split("](")[0][1:].split()), text[hit.end() :]) for hit in CITED.finditer(text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_citation_names_its_reference_and_the_place_in_it(lang):
    for page, key, label, rest in citations(lang):
        names = [" ".join(author.prelast_names + author.last_names).strip("{}") for author in REFERENCES[key].persons["author"]]
        joined = {1: names[0], 2: f" {'và' if lang == 'vi' else 'and'} ".join(names[:2])}
        author = joined.get(len(names), f"{names[0]} {'và cộng sự' if lang == 'vi' else 'et al.'}")
        short = {"code", "mã nguồn"} if key == "openai2019" else set()
        assert label in {f"{author} ({REFERENCES[key].fields['year']})", *short}, (page, key, label)
        assert key in WHOLE_WORK or LOCATOR.match(rest), (page, key, rest[:40])


def test_every_reference_is_cited_and_both_languages_cite_alike():
    vi, en = [[(page, key) for page, key, *_ in citations(lang)] for lang in LANGUAGES]
    assert sorted(vi) == sorted(en) and {key for _, key in vi} == set(REFERENCES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_paper_is_linked_past_the_list_of_references(lang):
    urls = {entry.fields["url"].rstrip("/") for entry in REFERENCES.values()}
    for page, (_, text) in drift.pages(lang).items():
        linked = [one.rstrip("/") for one in re.findall(r"\]\((https?://[^)]*)\)", text)]
        assert not [one for one in linked if one in urls or "arxiv" in one or "aclanthology" in one], page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_to_cite_agrees_with_the_citation_file(lang):
    page = (ROOT / f"docs/cite.{lang}.md").read_text("utf-8")
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    (entry,) = parse_string(re.search(r"```bibtex\n(.*?)```", page, re.S)[1], "bibtex").entries.values()
    assert str(Text.from_latex(" ".join(entry.fields["title"].split()))) == told["title"]
    assert [str(one).strip("{}") for one in entry.persons["author"]] == [one["name"] for one in told["authors"]]
    assert (entry.fields["year"], entry.fields["version"]) == (str(told["date-released"].year), told["version"])
    plain = " ".join(re.search(r"```text\n(.*?)```", page, re.S)[1].split())
    assert told["title"] in plain and f"({told['date-released'].year})" in plain
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert told["version"] == project["version"]


def test_token_is_explained_at_its_first_use_on_each_page_and_nowhere_else():
    """Where the front matter, headings, tables and the words of links are not counted, nor the tokenizer, `bộ tách token`."""
    explained = 0
    for page, (_, text) in drift.pages("vi").items():
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
        body = NOT_PROSE.sub(" ", re.sub(r"^#.*$|^\|.*$|^```.*?^```$|\[[^\]]*\]|\$[^$]*\$", "", body, flags=re.M))
        uses = re.findall(r"(?<!tách )\btoken\b(?: \(đơn vị văn bản\))?", " ".join(body.split()))
        assert [one != "token" for one in uses] == [number == 0 for number in range(len(uses))], (page, uses)
        explained += bool(uses)
    assert explained > 10


CLAIMED = re.compile(r"10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<!\w)\d[\d.,\u202f]*\d")
ORDINARY = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
DERIVED = {
    1e271: "about 2**900, the power in the test",
    1e-271: "about 2**-900",
    1e120: "about 2**400, the power in the test",
    1e-120: "about 2**-400",
    1e-3: "the root of its 1e-6",
    255: "half its 512, less 1",
}


def told(sentence, lang):
    """The numbers of two digits or more in the sentence of a claim."""
    found = [f"1e{one[2:].translate(ORDINARY)}" if one[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else canonical(one, lang) for one in CLAIMED.findall(sentence)]
    return {float(one) for one in found}


def written(nodes):
    """The numbers that stand in code, powers and those in strings too."""
    every = [one for node in nodes for one in ast.walk(node)]
    powers = [(one.left, one.right) for one in every if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Pow)]
    found = {float(one) for node in nodes for one in re.findall(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?", ast.unparse(node))}
    return found | {float(base.value) ** exponent.value for base, exponent in powers if {type(base), type(exponent)} == {ast.Constant}}


@pytest.mark.parametrize("path", sorted(Path("tests").rglob("test_*.py")), ids=lambda path: path.stem)
def test_a_claim_names_the_same_numbers_in_both_languages_and_its_test_has_them(path):
    body = ast.parse(path.read_text("utf-8")).body
    claims = {one: mark for one in body for mark in getattr(one, "decorator_list", []) if ast.unparse(mark).startswith("claim(")}
    shared = written([one for one in body if one not in claims])
    for one, mark in claims.items():
        said = {word.arg: ast.literal_eval(word.value) for word in mark.keywords}
        vi, en = [told(said[lang], lang) for lang in LANGUAGES]
        own = written([*one.body, one.args, *(other for other in one.decorator_list if other is not mark)])
        assert vi == en and en <= own | shared | DERIVED.keys(), (one.name, vi ^ en, en - own - shared)


PARTS = {"goals", "mistake", "questions", "exercises", "exercise-by-hand", "exercise-code", "exercise-what-if", "read-on"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_section_of_the_lesson_has_all_its_parts(lang):
    sections = {page: text for page, (_, text) in drift.pages(lang).items() if re.match(r"embeddings/\d\d-", page)}
    assert len(sections) >= 11
    for page, text in sections.items():
        parts = dict(zip(*[iter(re.split(r"^##+ .*\{#([\w-]+)\} *$", text, flags=re.M)[1:])] * 2, strict=True))
        assert parts.keys() >= PARTS and {"left", "why"} <= {one.split("-")[0] for one in parts}, page
        assert f"\n{WORDS[lang]['builds_on']}: [" in parts["goals"] and parts["goals"].count("\n- ") >= 3, page
        assert "\n/// exhibit | " in text and 2 <= len(re.findall(r"^\d\. ", parts["questions"], re.M)) <= 3, page
        assert all(parts[one].count("\n//// details | ") == 2 for one in PARTS if one.startswith("exercise-")), page
        assert "](../cite.md#" in parts["read-on"], page
