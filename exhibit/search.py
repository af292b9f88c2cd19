"""Writes the search index of a built site with Pagefind: one a language, in which `chuan hoa` finds `chuẩn hóa`."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

from exhibit import glossary

ALSO = Path("docs/search.toml")
PAGEFIND = [sys.executable, "-m", "pagefind", "--silent", "--glob", "**/{index.html,#*}"]
NOISE = "[data-search-exclude], .headerlink, math[display=block], annotation, nav, pre"
UNSAID = r'<img[^>]*>|<span class="term-note"[^>]*>[^<]*</span>'
PAGE = re.compile(r'(?s)<html[^>]* lang="(\w+)".*?<article.*?<h1[^>]*>(.*?)</h1>(.*?)</article>')
CARD = re.compile(r'(?s)<section class="exhibit[^>]* data-formulas="([^"]*)" data-snippet="(\w+)" id="([^"]+)">(.*?)</section>')
PART = re.compile(r'(?s)<(?:h[2-6]|dt><strong) id="([^"]+)">(.*?)</(?:h[2-6]|dt)>')
RECORD = """<!doctype html><html lang="{}"><body><p data-pagefind-ignore data-page="{}" data-title="{}" data-also="{}" data-names="{}"
data-pagefind-meta="page[data-page], {}[data-title], also[data-also], names[data-names]"></p>{}</body></html>"""


def plain(text: str) -> str:
    """The text of HTML."""
    return unescape(re.sub("(?s)<annotation.*?</annotation>|<[^>]*>|&para;|¶", "", text)).strip()


def parts(title: str, article: str) -> Iterator[tuple[str, str, list[str], list[str], str]]:
    """What one may look for on a page, first the page itself, whose title counts twice: anchor, title, other names, functions, HTML."""
    yield "", title, [plain(title)], [], article
    for formulas, name, anchor, card in CARD.findall(article):
        terms = [one for term in glossary.terms() if term["page"].endswith(f"#{anchor}") for one in glossary.names(term)]
        functions = sorted({*re.findall(r'class="nf">(\w+)', card)} - {name})
        yield anchor, " · ".join(filter(None, (name, formulas))), terms, functions, card
    _, *found = PART.split(CARD.sub("", article))
    forms = {glossary.anchor(term): glossary.names(term)[2:] for term in glossary.terms()}
    for anchor, name, text in zip(found[::3], found[1::3], found[2::3], strict=True):
        yield anchor, name, forms.get(anchor, []), [], text


def write(site: Path, target: str) -> None:
    """Index all pages and their parts, without formulas and code; what no reader's browser asks for is removed.

    A record is a file whose name is its address. Pagefind reads them as a program: its Python interface takes a tenth of a second for
    each, and ends the program while it may still be writing. It folds all diacritics but that of đ, which search.js writes alike.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(site.rglob("index.html")):
            for lang, page, article in PAGE.findall(re.sub(UNSAID, "", path.read_text("utf-8"))):
                for anchor, title, also, names, text in parts(page, article):
                    record = Path(folder, path.parent.relative_to(site), f"#{anchor}" if anchor else path.name)
                    record.parent.mkdir(parents=True, exist_ok=True)
                    kind = "aside" if anchor.startswith("exercise") else "title"
                    told = map(escape, (plain(page), plain(title), ", ".join(also), " ".join(names)))
                    record.write_text(RECORD.format(lang, *told, kind, text).replace("đ", "d\u0335").replace("Đ", "D\u0335"), "utf-8")
        subprocess.run([*PAGEFIND, "--exclude-selectors", NOISE, "--site", folder, "--output-path", str(site / target)], check=True)
    for surplus in {*(site / target).glob("pagefind-*.*s")} - {site / target / "pagefind-worker.js"}:
        surplus.unlink()
    entry = site / target / "pagefind-entry.json"
    entry.write_text(json.dumps(json.loads(entry.read_text("utf-8")), sort_keys=True), "utf-8")
    (site / target / "also.json").write_text(json.dumps(glossary.read(ALSO.read_text("utf-8")) if ALSO.is_file() else {}), "utf-8")
