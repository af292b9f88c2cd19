"""The search index holds each page, card, section and term under its own address, and nothing that no reader looks for or asks for."""

import gzip
import json
import re
import tomllib
import unicodedata

import pytest

from exhibit import search

CARD = (
    '<section class="exhibit no-copy" data-formulas="F12" data-snippet="softmax" id="card-softmax">'
    "<div data-search-exclude><math>LOUD</math></div>"
    '<div class="exhibit-code" data-search-exclude><pre><span class="nf">softmax</span> <span class="nf">checked</span></pre></div>'
    "<ul><li><a>F12</a> <span>Divides by the sum.</span></li></ul></section>"
)
PAGE = (
    '<!doctype html><html lang="{}"><title>T</title><body><nav>menu</nav><article><h1 id="a">{}<a class="headerlink">¶</a></h1><p>Intro '
    'with <dfn>a term<span class="term-note" id="n">its note</span></dfn>, and more.<img src="x.svg" alt="drawn"></p>'
    '<h2 id="why">Why <math><mi>E</mi><annotation>\\LOUD</annotation></math>?</h2><p>Because, says the first part. {}</p><p>After the card.'
    '</p><h2 id="exercise-code">In code</h2><p>Try <math display="block"><mi>LOUD</mi></math> it.</p><pre>LOUD = 1</pre>'
    '<h2 id="listed" data-search-exclude="">Listed</h2><p>A long list.</p>'
    '<dl><dt><strong id="term-embedding">embedding</strong></dt><dd>A vector.</dd></dl></article></html>'
)
PAGES = (("index.html", "vi", "Chuẩn hóa", ""), ("en/p/index.html", "en", "Normalise", CARD), ("404.html", "en", "lost", ""))


def build(folder, pages=PAGES):
    for path, lang, title, card in pages:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(PAGE.format(lang, title, card), "utf-8")
    search.write(folder, "found")
    return folder / "found"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("site"))


def kept(found):
    """Address -> what Pagefind keeps of it."""
    texts = [gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd") for path in found.glob("fragment/*")]
    return {one["url"]: one for one in map(json.loads, texts)}


@pytest.fixture(scope="module")
def records(site):
    return kept(site)


def test_one_index_a_language(site):
    languages = json.loads((site / "pagefind-entry.json").read_text("utf-8"))["languages"]
    assert {lang: one["page_count"] for lang, one in languages.items()} == {"en": 5, "vi": 4}


def test_each_page_card_section_and_term_has_its_address(records):
    parts = ["", "#why", "#exercise-code", "#term-embedding"]
    assert sorted(records) == sorted([f"/{one}" for one in parts] + [f"/en/p/{one}" for one in [*parts, "#card-softmax"]])


def test_a_card_is_found_by_its_formulas_its_functions_and_its_terms_and_shows_what_it_says(records):
    card = records["/en/p/#card-softmax"]
    assert card["content"] == "F12 Divides by the sum."
    assert card["meta"]["title"] == "softmax · F12" and card["meta"]["names"] == "checked" and card["meta"]["page"] == "Normalise"
    assert "softmax" in card["meta"]["also"].split(", ")


def test_a_section_goes_on_behind_its_card_and_ends_at_the_next(records):
    assert records["/en/p/#why"]["content"] == "Because, says the first part. After the card."
    assert records["/en/p/#why"]["meta"]["title"] == "Why E?"
    assert "A long list." in records["/en/p/#exercise-code"]["content"]  # what is excluded has no address of its own


def test_the_title_of_a_page_counts_twice(records):
    assert [one["meta"]["also"] for address, one in sorted(records.items()) if address.endswith("/")] == ["Chuẩn hóa", "Normalise"]


def test_an_exercise_weighs_less_and_a_term_has_its_other_names(records):
    assert records["/#exercise-code"]["meta"]["aside"] == "In code" and "title" not in records["/#exercise-code"]["meta"]
    assert records["/#term-embedding"]["meta"]["also"] == "vector nhúng"


def test_no_formula_code_note_picture_or_menu_makes_noise(records):
    for one in records.values():
        assert not re.search("LOUD|menu|its note|drawn|¶|Listed", one["content"] + str(one["meta"])), one
        assert not re.search(r" [,.;:?]", one["content"])


def test_a_letter_that_pagefind_does_not_fold_is_written_so_that_it_does(tmp_path):
    found = kept(build(tmp_path, [("index.html", "vi", "Đường chéo", "<p>đi</p>")]))["/"]
    assert found["meta"]["title"] == "D\u0335ường chéo" and "d\u0335i" in found["content"]


def test_the_entry_is_written_in_order(site):
    text = (site / "pagefind-entry.json").read_text("utf-8")
    assert text == json.dumps(json.loads(text), sort_keys=True)


def test_the_same_pages_give_the_same_bytes_in_whatever_order_they_were_written(site, tmp_path):
    again = build(tmp_path, PAGES[::-1])
    one, other = ({path.relative_to(root): path.read_bytes() for path in root.rglob("*.*")} for root in (site, again))
    assert one == other


def test_only_what_a_browser_asks_for_is_kept(site):
    assert sorted(file.name for file in site.glob("*.js")) == ["pagefind-worker.js", "pagefind.js"] and not list(site.glob("*.css"))


def test_other_words_are_kept_as_they_are_compared(site):
    also = tomllib.loads(search.ALSO.read_text("utf-8"))
    assert json.loads((site / "also.json").read_text("utf-8")) == also and len(also) > 20
    for typed, meant in also.items():
        plain = "".join(one for one in unicodedata.normalize("NFD", typed) if not unicodedata.combining(one))
        assert typed == plain.lower().replace("đ", "d") and not {*meant.split()} & {*also}, typed


def test_a_site_without_a_list_of_other_words_has_an_empty_one(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "ALSO", tmp_path / "none.toml")
    assert json.loads((build(tmp_path) / "also.json").read_text("utf-8")) == {}
