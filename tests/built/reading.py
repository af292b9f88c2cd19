"""How the tests read the built site: its pages in both languages, and what two pages of a pair must share."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

LANGUAGES = ("vi", "en")


def pages(site: Path, lang: str) -> dict[str, BeautifulSoup]:
    """Address within the language -> parsed page; the error page aside."""
    root = site if lang == "vi" else site / lang
    found = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("index.html"))}
    own = {name: path for name, path in found.items() if lang != "vi" or not name.startswith("en/")}
    return {name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for name, path in own.items()}


def article(page: BeautifulSoup) -> Tag:
    found = page.find("article")
    assert isinstance(found, Tag)
    return found


def shape(page: BeautifulSoup) -> dict[str, list[str]]:
    """What the two languages of a page share, in the order of the page."""
    body = article(page)
    tex = [one.text for one in body.select("annotation")]
    beside = ".headerlink, .md-content__button, .exhibit-foot a"  # what is no part of the words
    links = [a["href"] for a in body.select("a[href]") if not a.css.match(beside)]
    return {
        "headings": [f"{one.name} #{'' if one.name == 'h1' else one.get('id')}" for one in body.find_all(re.compile("^h[1-6]$"))],
        "cards": [f"{one['data-snippet']} {one.get('data-placement', 'first')}" for one in body.select("section.exhibit")],
        "figures": [urlsplit(one["src"]).path.split("/")[-1].split(".")[0] for one in body.select("figure.exhibit-figure img")],
        "formulas": [re.sub(r"\\(text|operatorname|mathrm)\{[^{}]*\}", r"\\\1{}", one) for one in tex],
        "links": [re.sub(r"^(\.\./)*(en/)?", "", link) for link in links],
    }


def drift(vietnamese: BeautifulSoup, english: BeautifulSoup, name: str) -> list[str]:
    """One line for each way in which a pair of pages has drifted apart; none if it has not."""
    one, other = shape(vietnamese), shape(english)
    if name.startswith("glossary"):  # each language in its own alphabet's order
        one["links"].sort(), other["links"].sort()
    return [
        f"{name}: {what} differ: vi {sorted(set(one[what]) - set(other[what]))[:3]}, en {sorted(set(other[what]) - set(one[what]))[:3]}, "
        f"{len(one[what])} and {len(other[what])} of them"
        for what in one
        if one[what] != other[what]
    ]
