"""The first use of each term of the glossary on a page shows its definition."""

import re
import tomllib
import xml.etree.ElementTree as etree
from pathlib import Path

from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

FILE = Path("docs/glossary.toml")


def terms() -> list[dict]:
    return tomllib.loads(FILE.read_text("utf-8"))["term"] if FILE.is_file() else []


def anchor(term: dict) -> str:
    return "term-" + re.sub(r"\W+", "-", term["en"].lower()).strip("-")


class Use(InlineProcessor):
    """Wraps every use of a term, in any capitalisation, outside headings, links, code, pictures and cards."""

    ANCESTOR_EXCLUDES = ("a", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "summary", "svg")

    def __init__(self, md, lang):
        marked = [term for term in terms() if term.get("mark", True)]
        self.forms = {form.lower(): term for term in marked for form in [*term.get(f"{lang}_forms", []), term[lang]]}
        longest = "|".join(map(re.escape, sorted(self.forms, key=len, reverse=True))) or "(?!)"
        super().__init__(rf"(?i)\b({longest}){'(?:e?s)?' if lang == 'en' else ''}\b", md)
        self.lang = lang

    def handleMatch(self, m, data):
        term = self.forms[m[1].lower()]
        note = f"{anchor(term)}-note"
        word = etree.Element("dfn", {"class": "term", "tabindex": "0", "aria-describedby": note})
        word.text = AtomicString(m[0])
        told = etree.SubElement(word, "span", {"class": "term-note", "id": note, "role": "tooltip", "data-search-exclude": ""})
        told.text = AtomicString(term[f"{self.lang}_text"])
        return word, m.start(0), m.end(0)


class First(Treeprocessor):
    """Unwraps all uses but the first: an element without a tag is written as its text alone."""

    def run(self, root):
        seen = set()
        for word in [one for one in root.iter("dfn") if one.get("class") == "term"]:
            if word.get("aria-describedby") in seen:
                word.tag, word[:] = None, []
            seen.add(word.get("aria-describedby"))
