"""What a page's prose may hold: formulas, numbers that a snippet printed, terms of the glossary; and what was left over."""

import html
import re
import tomllib
import xml.etree.ElementTree as etree
from pathlib import Path

from markdown import inlinepatterns, treeprocessors
from markdown.util import AtomicString

from exhibit import runs
from exhibit.faults import Fault, line_of, told
from exhibit.words import NUMBER, local, mathml

FENCE, GLOSSARY = "/// exhibit", Path("docs/glossary.toml")


class Mathml(treeprocessors.Treeprocessor):
    """`pymdownx.arithmatex` (generic) puts each formula between brackets; MathML takes their place."""

    def run(self, root):
        source = self.md.exhibit["source"]
        for element in [one for one in root.iter() if one.get("class") == "arithmatex"]:
            display, tex = element.tag == "div", element.text[2:-2]
            tex = html.unescape(tex.strip()) if display else tex
            try:
                found = mathml(tex, source, line_of(source, tex.splitlines()[0]), display=display)
            except Fault as fault:
                found = told(self.md.exhibit, fault)
            element.text = AtomicString(self.md.htmlStash.store(found))


class Number(inlinepatterns.InlineProcessor):
    """The number that stands behind a label on one line of a snippet's output, as the page's language writes it."""

    def handleMatch(self, m, data):
        config, name, label = self.md.exhibit, m[1], " ".join(m[2].split())
        element = etree.Element("span", {"class": "exhibit-number"})
        try:
            lines = [" ".join(line.split()) for line in runs.output(name).splitlines()]
            near, far = (re.compile(rf"{re.escape(label)}{gap}({NUMBER})") for gap in (r"\W{0,4}?", ".*?"))
            found = [hit[1] for line in lines if (hit := near.match(line))] or [hit[1] for line in lines if (hit := far.match(line))]
            if len(found) != 1:
                what = f"{len(found)} lines that {name} printed begin with {label!r} and go on with a number"
                raise Fault(config["source"], line_of(config["source"], m[0]), what, "see its output")
            element.text = local(found[0], config["lang"])
        except Fault as fault:
            element.text = self.md.htmlStash.store(told(config, fault))
        return element, m.start(0), m.end(0)


class Leftovers(treeprocessors.Treeprocessor):
    """A card that was never closed swallows the rest of its page in silence, a misspelt block stays as text: both are faults."""

    def run(self, root):
        source = self.md.exhibit["source"]
        for element in root.iter():
            name, text = element.attrib.pop("data-open", None), (element.text or "").strip()
            if name or (element.tag == "p" and text.startswith("///")):
                begins = f"{FENCE} | {name}" if name else text.splitlines()[0]
                what = "the card is not closed with a line ///" if name else f"{begins!r} is no block of this site"
                error = told(self.md.exhibit, Fault(source, line_of(source, begins), what, "see CONTRIBUTING"))
                element[:], element.text = [], self.md.htmlStash.store(error)


def terms() -> list[dict]:
    return tomllib.loads(GLOSSARY.read_text("utf-8"))["term"] if GLOSSARY.is_file() else []


def anchor(term: dict) -> str:
    return "term-" + re.sub(r"\W+", "-", term["en"].lower()).strip("-")


class Term(inlinepatterns.InlineProcessor):
    """Wraps every use of a term, in any capitalisation, outside headings, links, code, pictures and cards."""

    ANCESTOR_EXCLUDES = ("a", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "summary", "svg")

    def __init__(self, md):
        lang = md.exhibit["lang"]
        marked = [term for term in terms() if term.get("mark", True)]
        self.forms = {form.lower(): term for term in marked for form in [*term.get(f"{lang}_forms", []), term[lang]]}
        longest = "|".join(map(re.escape, sorted(self.forms, key=len, reverse=True))) or "(?!)"
        super().__init__(rf"(?i)\b({longest}){'(?:e?s)?' if lang == 'en' else ''}\b", md)

    def handleMatch(self, m, data):
        term = self.forms[m[1].lower()]
        note = f"{anchor(term)}-note"
        word = etree.Element("dfn", {"class": "term", "tabindex": "0", "aria-describedby": note})
        word.text = AtomicString(m[0])
        shown = etree.SubElement(word, "span", {"class": "term-note", "id": note, "role": "tooltip", "data-search-exclude": ""})
        shown.text = AtomicString(term[f"{self.md.exhibit['lang']}_text"])
        return word, m.start(0), m.end(0)


class FirstUse(treeprocessors.Treeprocessor):
    """Unwraps all uses of a term but the first: an element without a tag is written as its text alone."""

    def run(self, root):
        seen = set()
        for word in [one for one in root.iter("dfn") if one.get("class") == "term"]:
            if word.get("aria-describedby") in seen:
                word.tag, word[:] = None, []
            seen.add(word.get("aria-describedby"))
