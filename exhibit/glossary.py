"""A Markdown extension: the first use of each term of the glossary on a page shows its definition."""

import re
import tomllib
import xml.etree.ElementTree as etree
from pathlib import Path

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

FILE = Path("docs/glossary.toml")
CLOSED = {"a", "abbr", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "summary"}


def terms() -> list[dict]:
    return tomllib.loads(FILE.read_text("utf-8"))["term"] if FILE.is_file() else []


def anchor(term: dict) -> str:
    return "term-" + re.sub(r"\W+", "-", term["en"].lower()).strip("-")


class FirstUse(Treeprocessor):
    """Wraps the first use of each term, in any capitalisation, outside headings, links, code and cards."""

    def __init__(self, md: Markdown, lang: str) -> None:
        super().__init__(md)
        self.lang, self.forms = lang, {}
        for term in terms():
            if term.get("mark", True):
                for form in [term[lang], *term.get(f"{lang}_forms", [])]:
                    self.forms[form.lower()] = term
        longest = sorted(self.forms, key=len, reverse=True)
        plural = "(?:e?s)?" if lang == "en" else ""
        self.pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest))}){plural}\b", re.I)

    def run(self, root):
        self.used: set[str] = set()
        if self.forms:
            self.visit(root)

    def visit(self, element):
        if element.tag in CLOSED or "arithmatex" in element.get("class", ""):
            return
        children = list(element)
        element.text, added = self.split(element.text)
        element[:0] = added
        for child in children:
            self.visit(child)
            child.tail, added = self.split(child.tail)
            behind = list(element).index(child) + 1
            element[behind:behind] = added

    def split(self, text):
        """The text before the first new term, and an element for each new term with what follows it as its tail."""
        added, before, done = [], text, 0
        if not text or isinstance(text, AtomicString):
            return text, added
        for match in self.pattern.finditer(text):
            term = self.forms[match[1].lower()]
            if anchor(term) in self.used:
                continue
            self.used.add(anchor(term))
            if added:
                added[-1].tail = text[done : match.start()]
            else:
                before = text[: match.start()]
            added.append(self.note(match[0], term))
            done = match.end()
        if added:
            added[-1].tail = text[done:]
        return before, added

    def note(self, text, term):
        place = f"{anchor(term)}-note"
        word = etree.Element("dfn", {"class": "term", "tabindex": "0", "aria-describedby": place})
        word.text = text
        note = etree.SubElement(word, "span", {"class": "term-note", "id": place, "role": "tooltip", "data-search-exclude": ""})
        note.text = AtomicString(term[f"{self.lang}_text"])
        return word


class GlossaryExtension(Extension):
    def __init__(self, **options):
        self.config = {"lang": ["vi", "language of the page"], "mark": [True, "false on the glossary's own page"]}
        super().__init__(**options)

    def extendMarkdown(self, md):
        if self.getConfig("mark"):
            md.treeprocessors.register(FirstUse(md, self.getConfig("lang")), "exhibit-glossary", 12)


def makeExtension(**options) -> GlossaryExtension:
    return GlossaryExtension(**options)
