"""What Markdown has to know: `/// exhibit | NAME` draws a card, `{{ NAME: label }}` quotes a number, terms show their meaning."""

import re
import tomllib
import xml.etree.ElementTree as etree
from pathlib import Path

from markdown import inlinepatterns, treeprocessors
from markdown.util import AtomicString
from pygments import formatters, highlight, lexers
from pymdownx.blocks import BlocksExtension, block

from exhibit import runs
from exhibit.snippet import Snippet
from exhibit.words import NUMBER, TEMPLATES, WORDS, Fault, line_of, local, mathml, stop, told

FENCE, GLOSSARY = "/// exhibit", Path("docs/glossary.toml")


def card_id(name: str) -> str:
    return "card-" + name.replace("_", "-")


class Exhibit(block.Block):
    """The card: one snippet's equations, symbols, code, output and claims."""

    NAME, ARGUMENT = "exhibit", True
    OPTIONS = {"placement": ["first", block.type_string_in(["first", "again"])]}  # noqa: RUF012 (the library's interface)

    def on_markdown(self):
        return "raw"

    def on_create(self, parent):
        self.tracker["count"] = self.tracker.get("count", 0) + 1
        self.line = line_of(self.config["source"], FENCE, self.tracker["count"])
        own = {"data-placement": "again"} if self.options["placement"] == "again" else {"id": card_id(self.argument)}
        return etree.SubElement(parent, "section", {"class": "exhibit no-copy", **own, "data-open": self.argument})

    def on_end(self, block):
        sentences, block.text = block.text or "", None
        block.set("data-snippet", block.attrib.pop("data-open"))
        try:
            self.fill(block, Snippet(self.argument), sentences)
        except Fault as fault:
            block[:], block.text = [], self.md.htmlStash.store(told(self.config, fault))

    def fill(self, card, snippet, sentences):
        notes, words, name = self.notes(snippet, sentences), WORDS[self.config["lang"]], self.argument
        facts = dict(snippet=snippet, name=name, id=card_id(name), words=words, mathml=mathml, code=code(snippet))
        drawn = TEMPLATES.get_template("card.html").render(self.config, **facts, printed=runs.output(name), claims=proved(name))
        *equations, before, after = map(self.md.htmlStash.store, drawn.split("<!--part-->"))
        card.set("data-formulas", " ".join(snippet.formulas))
        top = etree.SubElement(card, "div", {"class": "exhibit-equations", "data-search-exclude": ""})
        listing = etree.SubElement(card, "ul", {"class": "exhibit-notes", "aria-label": words["notes"]})
        top.tail, listing.tail = before, after
        for identifier, equation in zip(snippet.formulas, equations, strict=True):
            etree.SubElement(top, "div", {"class": "exhibit-equation", "id": identifier}).text = equation
            item = etree.SubElement(listing, "li", {"data-formula": identifier})
            item.text = self.md.htmlStash.store(f'<a href="#{identifier}-code">{identifier}</a>')
            etree.SubElement(item, "span").text = notes[identifier]

    def notes(self, snippet: Snippet, sentences: str) -> dict[str, str]:
        """The sentence of each formula; one missing or surplus is a fault."""
        lines = re.split(r"\n+(?=F\d+: )", sentences.strip())
        found = [line.split(": ", 1) for line in lines if re.fullmatch(r"F\d+: (.+\n?)+", line)]
        if len(found) < len(lines) or sorted(identifier for identifier, _ in found) != sorted(snippet.formulas):
            what = f"lines for {', '.join(snippet.formulas)} were expected, not {[line[:40] for line in lines]}"
            raise Fault(self.config["source"], self.line, what, "write 'F16: …' once for each formula and close the card with ///")
        return dict(found)


def proved(name: str) -> dict[str, dict]:
    """The claims about a snippet, all of them passed; else Fault, with a line for each that is not."""
    claims, fault = runs.claims(name), None
    for test, one in reversed(claims.items()):
        if one["outcome"] != "passed":
            file, _, function = test.partition("::")
            what = f"the claim {function or 'of any test'} {one['outcome']}: {one['why']}"
            fault = Fault(file, one["line"], what, f"see `pytest {test}`", f"\n{fault}" if fault else "")
    if fault:
        raise fault
    return claims


def code(snippet: Snippet) -> list[str]:
    """The file as highlighted HTML, parted into its head and the code, whose marks link to their formulas."""
    formatter = formatters.HtmlFormatter(nowrap=True, hl_lines=[*snippet.marks.values()])
    lines = highlight(snippet.text, lexers.PythonLexer(stripnl=False), formatter)
    for one in snippet.formulas:
        lines = re.sub(rf'<span class="c1">(# *{one})</span>', rf'<span class="c1" id="{one}-code"><a href="#{one}">\1</a></span>', lines)
    return re.findall(rf"(?s)\A(?:[^\n]*\n){{{snippet.head}}}|.+", lines)


class Mathml(treeprocessors.Treeprocessor):
    """`pymdownx.arithmatex` (generic) puts each formula between brackets; MathML takes their place."""

    def run(self, root):
        source = self.md.exhibit["source"]
        for element in [one for one in root.iter() if one.get("class") == "arithmatex"]:
            display, tex = element.tag == "div", element.text[2:-2].strip()
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
            rests = [line.removeprefix(label) for line in lines if line.startswith(label)]
            near, far = [[hit[1] for rest in rests if (hit := re.match(f"{gap}({NUMBER})", rest))] for gap in (r"\W{0,4}?", ".*?")]
            found = near or far
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


class ExhibitExtension(BlocksExtension):
    """The card, the number, formulas in prose, terms, and what was left over.

    Options: the page's language and file, the way from it to the site's root, where errors are reported to (an address
    for readers, a callable for the build), and whether terms are marked.
    """

    def __init__(self, **options):
        known = {"lang": "vi", "source": "", "root": "", "issues": "", "report": stop, "terms": True}
        self.config = {key: [value, ""] for key, value in known.items()}
        super().__init__(**options)

    def extendMarkdownBlocks(self, md, block_mgr):
        md.exhibit = self.getConfigs()
        md.block_level_elements.append("svg")
        block_mgr.register(Exhibit, md.exhibit)
        md.inlinePatterns.register(Number(r"\{\{ *(\w+): *([^}]+?) *\}\}", md), "exhibit-number", 185)
        md.treeprocessors.register(Leftovers(md), "exhibit-leftovers", 25)
        md.treeprocessors.register(Mathml(md), "exhibit-mathml", 15)
        if md.exhibit["terms"]:
            md.inlinePatterns.register(Term(md), "exhibit-term", 5)
            md.treeprocessors.register(FirstUse(md), "exhibit-first-use", 4)  # behind toc, which wants every element to have a tag


makeExtension = ExhibitExtension
