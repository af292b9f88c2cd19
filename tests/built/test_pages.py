"""What stands on the built pages: all formulas, true cards, links that lead somewhere, and two languages that agree."""

import ast
import copy
import gzip
import json
import re
import subprocess
import unicodedata
import venv
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import material
import numpy
import pytest

from exhibit import kept
from exhibit.snippet import names, needs, ready
from tests.latex import SOURCE, normal, source
from tests.test_snippets import runs_or_names_its_package

from .conftest import ROOT
from .reading import LANGUAGES, article, drift, pages


@pytest.fixture(scope="module")
def both(site):
    return {lang: pages(site, lang) for lang in LANGUAGES}


def cards(both, lang):
    return [card for page in both[lang].values() for card in page.select("section.exhibit:not([data-placement])")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_formula_of_the_source_stands_on_its_card(both, lang):
    shown = {}
    for card in cards(both, lang):
        tex = [one.text for one in card.select("math[display=block] annotation")]
        shown |= dict(zip(card["data-formulas"].split(), map(normal, tex), strict=True))
    assert shown == source(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_snippet_has_one_card_and_each_card_three_claims(both, lang):
    found = cards(both, lang)
    assert sorted(card["data-snippet"] for card in found) == names()
    for card in found:
        assert card["id"] == "card-" + card["data-snippet"].replace("_", "-")
        assert len(card.select(".exhibit-claims li[data-test]")) >= 3, card["id"]
        assert [li["data-formula"] for li in card.select(".exhibit-notes li")] == card["data-formulas"].split()
        assert len(card.select(".hll")) == len(card["data-formulas"].split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_card_shows_and_offers_exactly_the_file_and_its_output(both, site, lang):
    for card in cards(both, lang):
        name = card["data-snippet"]
        file = (ROOT / "snippets" / f"{name}.py").read_bytes()
        code, tree = card.select_one(".exhibit-code code").text, ast.parse(file)  # the page shows what comes after the docstring
        assert file.endswith(code.encode()) and ast.dump(ast.parse(code)) == ast.dump(ast.Module(tree.body[1:], []))
        assert (site / "snippets" / f"{name}.py").read_bytes() == file
        stale = card.select_one(".exhibit-kept") and not kept.output(name)  # and says so
        shown = card.select_one(".exhibit-output")
        assert stale or shown.text.encode() == (ROOT / "snippets/expected" / f"{name}.txt").read_bytes()


@pytest.fixture(scope="module")
def with_numpy_alone(tmp_path_factory):
    """A Python that has NumPy and, where `make model` was called, the packages that snippets need; nothing else."""
    folder = tmp_path_factory.mktemp("alone")
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    installed = Path(numpy.__file__).parent
    needed = [needs(name).replace("-", "_") for name in names() if needs(name) and ready(name)]
    for part in (installed, installed.with_name("numpy.libs"), *map(installed.with_name, needed)):
        if part.exists():
            (packages / part.name).symlink_to(part)
    return folder / "bin/python"


@pytest.mark.parametrize("name", names())
def test_the_download_prints_in_an_empty_folder_what_the_page_shows(site, with_numpy_alone, tmp_path, name):
    offered = {path.name for path in (site / "snippets").glob(f"{name}.*")}
    (tmp_path / f"{name}.py").write_bytes((site / "snippets" / f"{name}.py").read_bytes())
    if f"{name}.zip" in offered:
        with zipfile.ZipFile(site / "snippets" / f"{name}.zip") as zipped:
            zipped.extractall(tmp_path)
    done = subprocess.run([with_numpy_alone, "-I", f"{name}.py"], cwd=tmp_path, capture_output=True, timeout=60)
    runs_or_names_its_package(name, done, ready(name))
    assert {path.name for path in tmp_path.iterdir()} == offered - {f"{name}.zip"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_snippet_with_data_offers_both_in_one_zip(both, site, lang):
    with_data = {path.stem for name in names() for path in (ROOT / "snippets").glob(f"{name}.*") if path.suffix != ".py"}
    found = {}
    for card in cards(both, lang):
        for link in card.select("a.exhibit-download[href$='.zip']"):
            found[card["data-snippet"]] = link
    assert found.keys() == with_data >= {"analogy", "gpt2_tokens"}
    for name, link in found.items():
        assert link["href"].endswith(f"snippets/{name}.zip")
        size = (site / "snippets" / f"{name}.zip").stat().st_size / 1000
        assert int(re.search(r"([\d,\u202f]+) kB", link.text)[1].replace(",", "").replace("\u202f", "")) == round(size)


def test_both_languages_have_the_same_pages(both):
    assert list(both["vi"]) == list(both["en"]) and len(both["vi"]) == len(list((ROOT / "docs").rglob("*.vi.md")))


def test_no_pair_of_pages_has_drifted_apart(both):
    lines = [line for name in both["vi"] for line in drift(both["vi"][name], both["en"][name], name)]
    assert not lines, "\n".join(lines)


def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere(site):
    wrong, anchors = [], {}
    files = {path: pages_text for path in site.rglob("*.html") if (pages_text := path.read_text("utf-8"))}
    for path, text in files.items():
        anchors[path.relative_to(site).as_posix()] = set(re.findall(r'\sid="([^"]+)"', text)) | {""}
    for path, text in files.items():
        here = "/" + path.relative_to(site).as_posix()
        fetched = re.findall(r'<(?:script|img|source|iframe)\b[^>]*\ssrc="([^"]*)"', text)
        fetched += re.findall(r'<link\b(?=[^>]*rel="(?:stylesheet|icon|preload)")[^>]*href="([^"]*)"', text)
        wrong += [f"{here} fetches {one}" for one in fetched if urlsplit(one).netloc]
        for href in {*fetched, *re.findall(r'<a\b[^>]*\shref="([^"]*)"', text)}:
            if urlsplit(href).scheme or urlsplit(href).netloc:
                continue
            target, anchor = urldefrag(urljoin(here, unquote(href.replace("&amp;", "&"))))
            target = (target + "index.html" if target.endswith("/") else target).lstrip("/")
            if not (site / target).is_file():
                wrong.append(f"{here} -> {href}: no such file")
            elif target in anchors and anchor not in anchors[target]:
                wrong.append(f"{here} -> {href}: no such anchor")
    assert not wrong, "\n".join(sorted(wrong))


def test_no_id_stands_twice_on_a_page(site):
    for path in site.rglob("*.html"):
        ids = re.findall(r'\sid="([^"]+)"', path.read_text("utf-8"))
        twice = {one for one in ids if ids.count(one) > 1 and not one.startswith("__")}
        assert not twice, (path, twice)


def interface(lang):
    text = Path(material.__file__).with_name("templates").joinpath(f"partials/languages/{lang}.html").read_text("utf-8")
    return dict(re.findall(r'"([\w.]+)": "(.+?)",?$', text, re.M))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_interface_speaks_the_language_of_the_page(both, lang):
    other, own = interface("en" if lang == "vi" else "vi"), interface(lang)
    foreign = {text for key, text in other.items() if text != own.get(key) and len(text) > 2 and not key.startswith("search.config")}
    for name, page in both[lang].items():
        said = {one[key] for one in page.find_all(True) for key in ("title", "aria-label", "placeholder", "alt") if one.get(key)}
        said |= {text for name, text in page.select_one("script[src$='site.js']").attrs.items() if name.startswith("data-")}
        rest = copy.copy(page)
        for hidden in rest.select("article, script"):
            hidden.decompose()
        said |= {" ".join(text.split()) for text in rest.stripped_strings}
        assert not said & foreign, (name, said & foreign)
        assert page.html["lang"] == lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_left_unrendered(both, lang):
    for name, page in both[lang].items():
        body = copy.copy(article(page))
        for one in body.select("annotation, code, pre"):
            one.decompose()
        left = re.findall(
            r"\{\{|\}\}|\\[a-z]{2,}|///|\$[^$\s][^$]*\$|--8<--|\{#|wzxhzdk|exhibit-error", body.text + str(body.select(".exhibit-error"))
        )
        assert not left, (name, left)


@pytest.mark.parametrize(
    "path",
    sorted(ROOT.glob("docs/**/*.md")) + sorted(ROOT.glob("tests/test_*.py")) + sorted(ROOT.glob("snippets/*.py")),
    ids=lambda p: p.name,
)
def test_vietnamese_is_nfc_and_spelled_one_way(path):
    text = path.read_text("utf-8")
    assert "exhibit" in path.name or text == unicodedata.normalize("NFC", text)
    for number, line in enumerate(text.splitlines(), 1):
        found = re.findall(r"(?i)(?:o[áàảãạéèẻẽẹ]|(?<!q)u[ýỳỷỹỵ])(?!\w)", line)
        assert not found, f"{path}:{number}: write hóa, thủy: {line.strip()}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_of_formulas_leads_to_every_card(both, lang):
    found = [a["href"].partition("#")[2] for a in article(both[lang]["formulas/index.html"]).select("li > p:first-child > a")]
    assert found == list(SOURCE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_leads_to_every_card(both, lang):
    links = {a.select_one("text").text: a["href"] for a in article(both[lang]["formulas/index.html"]).select("svg.map a")}
    home = {one: name for name, page in both[lang].items() for card in page.select("section.exhibit") for one in own(card)}
    assert links == {one: f"../{home[one].removesuffix('index.html')}#{one}" for one in SOURCE}


def own(card):
    """The formulas whose own card this is."""
    return [] if card.has_attr("data-placement") else card["data-formulas"].split()


def in_order(page):
    """Each piece of text of a page and each card, in the order of reading; the code of a card aside."""
    for one in article(page).descendants:
        if one.name == "section" and "exhibit" in one.get("class", []):
            yield one, None
        elif isinstance(one, str) and not one.find_parent("pre"):
            yield one, one.find_parent("a")


NAV = re.findall(r"([\w/-]+)\.md", (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2].partition("\nplugins:")[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_uses_a_formula_before_its_card_without_a_link(both, lang):
    addresses = [f"{path.removesuffix('index').rstrip('/')}/index.html".lstrip("/") for path in NAV]
    assert sorted(addresses) == sorted(both[lang])
    seen, early = set(), []
    for address in addresses:
        for one, link in in_order(both[lang][address]):
            if one.name == "section":
                seen |= {*own(one)}
            elif not link:
                early += [f"{address}: {id} in {one.strip()[:80]}" for id in re.findall(r"\bF\d\d\b", one) if id not in seen]
    assert not early and len(seen) == len(SOURCE), "\n".join(early)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_quotes_a_snippet_before_its_card_without_a_link(lang):
    seen, early = set(), []
    for page in [path for path in (ROOT / f"docs/{one}.{lang}.md" for one in NAV) if path.is_file()]:
        for part in re.split(r"\n\n+|\n(?=- |\d+\. )", page.read_text("utf-8")):
            seen |= {*re.findall(r"^/// exhibit \| (\w+)", part, re.M)}
            for name in {*re.findall(r"\{\{ *(\w+): (?![\d.e+]+ *\}\})", part)} & {*names()} - seen:
                early += [f"{page.name}: {name} in {part[:80]}"] * (f"card-{name.replace('_', '-')})" not in part)
    assert not early and len(seen) == len(names()), "\n".join(early)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_claim_stands_on_the_page_of_all_claims(both, lang):
    told = {li["data-test"].removeprefix("tests/"): li.text for card in cards(both, lang) for li in card.select("li[data-test]")}
    page = copy.copy(article(both[lang]["verified/index.html"]))
    for note in page.select(".term-note"):
        note.decompose()
    rows = [[cell.text for cell in row.select("td")] for row in page.select("tbody tr")]
    shown = {row[1]: row[0] for row in rows if "::" in row[1]}
    assert shown == told and len(told) >= 3 * len(names())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_first_uses_of_terms_show_their_definition(both, lang):
    marked = 0
    for name, page in both[lang].items():
        notes = [one["aria-describedby"] for one in page.select("dfn.term")]
        assert len(notes) == len(set(notes)), name
        assert all(one.select_one("[role=tooltip]").text.strip() for one in page.select("dfn.term"))
        assert not page.select("h1 dfn, h2 dfn, a dfn, section.exhibit dfn, code dfn, math dfn")
        marked += len(notes)
    assert marked > 100


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["lab", "exercises"])
def test_a_lab_is_light_and_offers_a_notebook(both, site, name, lang):
    root = site / ("" if lang == "vi" else lang) / name
    page = (root / "index.html").read_bytes()
    assert len(gzip.compress(page, 9)) <= 20_000 and b"MathJax" not in page and b"<style" not in page
    assert both[lang][f"{name}/index.html"].select(".lab-output") and both[lang][f"{name}/index.html"].select("math")
    made = json.loads(root.with_name(f"{name}.ipynb").read_text("utf-8"))
    assert made["nbformat"] == 4 and any("def " in "".join(cell["source"]) for cell in made["cells"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_solution_stands_folded_on_its_page_with_exactly_its_file_and_its_output(both, lang):
    shown = {}
    for page in both[lang].values():
        for one in page.select("details .solution"):
            shown[one["data-solution"]] = one.select_one("code").text.encode(), one.select_one(".exhibit-output").text.encode()
        assert not [one for one in page.select("details") if one.has_attr("open") or one.select("h1, h2, h3, section")]
    solutions = sorted((ROOT / "exercises").glob("*.py"))
    assert shown == {path.stem: (path.read_bytes(), (path.parent / "expected" / f"{path.stem}.txt").read_bytes()) for path in solutions}
    assert len(shown) == 22


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_figure_stands_once_small_and_with_its_words(both, site, lang):
    shown, added = {}, Counter()
    for name, page in both[lang].items():
        for one in page.select("figure.exhibit-figure"):
            images = one.select("img")
            files = [(site / ("" if lang == "vi" else lang) / name).parent / urldefrag(image["src"])[0] for image in images]
            assert [file.resolve().suffixes for file in files] == [[f".{lang}", ".light", ".svg"], [f".{lang}", ".dark", ".svg"]]
            assert [urldefrag(image["src"])[1] for image in images] == ["only-light", "only-dark"]
            assert all(file.stat().st_size <= 40_000 for file in files), files
            assert all(image["loading"] == "lazy" and int(image["width"]) and int(image["height"]) for image in images)
            assert len({image["alt"] for image in images}) == 1 and len(images[0]["alt"]) > 100
            assert len(one.select_one("figcaption").text.split()) > 15
            shown[files[0].name.split(".")[0]] = name
            for number, file in enumerate(files):  # a reader loads those of one palette
                added[name, number] += file.stat().st_size
    assert sorted(shown) == names(ROOT / "figures") and len(shown) >= 12
    assert max(added.values()) <= 60_000, added
