"""The search index holds the articles of each language and nothing that no reader asks for."""

import json

import pytest

from exhibit import search

PAGE = "<!doctype html><html lang={}><title>T</title><body><nav>menu</nav><article><h1 id=a>{}</h1></article></html>"


@pytest.fixture
def site(tmp_path):
    for path, lang, words in (("index.html", "vi", "Chuẩn hóa"), ("en/index.html", "en", "Normalise"), ("404.html", "en", "lost")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(PAGE.format(lang, words), "utf-8")
    search.write(tmp_path, "found")
    return tmp_path / "found"


def test_one_index_a_language(site):
    languages = json.loads((site / "pagefind-entry.json").read_text("utf-8"))["languages"]
    assert {lang: one["page_count"] for lang, one in languages.items()} == {"en": 1, "vi": 1}


def test_the_entry_is_written_in_order(site):
    text = (site / "pagefind-entry.json").read_text("utf-8")
    assert text == json.dumps(json.loads(text), sort_keys=True)


def test_only_what_a_browser_asks_for_is_kept(site):
    assert sorted(file.name for file in site.glob("*.js")) == ["pagefind-worker.js", "pagefind.js"] and not list(site.glob("*.css"))
