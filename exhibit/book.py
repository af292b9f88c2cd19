"""`make pdf`: the lesson as one PDF a language, printed by the browser from the pages of a built site."""

import io
import re
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader

from exhibit import chromium
from exhibit.words import LANGUAGES, TEMPLATES

PARTS = "embeddings/", "formulas/", "glossary/", "errata/", "cite/"
SCREEN = ".headerlink, .md-content__button, .term-note, .exhibit-foot, button, script, img[src$='#only-dark']"


def read(site: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((site / address / "index.html").read_text("utf-8"), "html.parser")


def chapter(site: Path, home: str, address: str, within: list[str]) -> Tag:
    """The article of a page: its ids begin with its address, its links lead to another chapter, or else to the site."""
    page = read(site, address)
    article = page.article
    article.attrs |= {"id": "", "data-maths": page.html.get("data-maths", "")}
    for one in article.select(SCREEN):
        one.decompose()
    for one in article.select("[href], [src]"):
        kind = "href" if one.has_attr("href") else "src"
        other, _, place = urljoin(home + address, one[kind]).removeprefix(home).partition("#")
        one[kind] = f"#{other}{place}" if other in within else urljoin(home + address, one[kind])
        del one["loading"]
    for one in article.select("math"):
        one.attrs |= {"role": "img", "aria-label": (one.annotation or one).text}  # as LaTeX, where it is kept, not sign by sign
    for one in [article, *article.select("[id]")]:
        one["id"] = address + one["id"]
    for number in re.findall(r"/(\d+)-", address):
        article.h1.insert(0, f"{int(number)}. ")
    return article


def assembled(site: Path, lang: str) -> dict:
    """What the book's template needs: the site's address and stylesheets, what the first page says, and the chapters in its order."""
    root = "" if lang == LANGUAGES[0] else f"{lang}/"
    first, start = read(site, ""), read(site, root)
    home, links = first.select_one("link[rel=canonical]")["href"], [one["href"] for one in start.select(".md-nav--primary a[href]")]
    within = [root + one for one in dict.fromkeys(links) if one.startswith(PARTS) and "#" not in one]
    told = {"lang": lang, "home": home, "address": home + root, "sheets": [one["href"] for one in first.select("link[rel=stylesheet]")]}
    told |= {"title": start.h1.contents[0], "description": start.select_one("meta[name=description]")["content"]}
    return told | {"chapters": [chapter(site, home, one, within) for one in within]}


def printed(site: Path, lang: str) -> bytes:
    """The PDF of a built site's lesson: printed once to learn on which page each chapter begins, and again with its contents."""
    book, pages, pdf = assembled(site, lang), dict[str, int](), b""
    html = TEMPLATES.get_template("book.html")
    with chromium.opened() as browser:
        page = browser.new_page(java_script_enabled=False)
        page.set_default_timeout(0)
        page.route("**/*", lambda route: route.fulfill(path=site / route.request.url.split("#")[0].removeprefix(book["home"])))
        page.route(book["home"], lambda route: route.fulfill(body=html.render(book, pages=pages), content_type="text/html"))
        for _ in range(2):
            page.goto(book["home"])
            page.evaluate("document.fonts.ready")
            pdf = page.pdf(format="A4", outline=True, tagged=True)
            reader = PdfReader(io.BytesIO(pdf))
            found = {name.strip("/"): reader.get_destination_page_number(place) for name, place in reader.named_destinations.items()}
            pages |= {one["id"]: (found[one["id"].strip("/")] or 0) + 1 for one in book["chapters"]}
    return pdf


if __name__ == "__main__":
    Path("dist").mkdir(exist_ok=True)
    for lang in LANGUAGES:
        Path(f"dist/embedding-mathematics.{lang}.pdf").write_bytes(printed(Path("site"), lang))
