"""`/// exhibit | NAME` draws the card of a snippet; `{{ NAME: label }}` quotes a number that the snippet printed."""

import re
import urllib.parse
import xml.etree.ElementTree as etree
from pathlib import Path

import jinja2
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string_in

from exhibit import glossary, runs
from exhibit.faults import Fault, line_of, stop, told
from exhibit.maths import Mathml, mathml
from exhibit.snippet import Snippet, read
from exhibit.words import NUMBER, WORDS, local

FENCE = "/// exhibit"
TEMPLATE = jinja2.Environment(autoescape=True).from_string(Path(__file__).with_name("templates").joinpath("card.html").read_text("utf-8"))


def card_id(name: str) -> str:
    return "card-" + name.replace("_", "-")


class Exhibit(Block):
    """The card: one snippet's equations, symbols, code, output and claims."""

    NAME, ARGUMENT = "exhibit", True
    OPTIONS = {"placement": ["first", type_string_in(["first", "again"])]}  # noqa: RUF012 (the library's interface)

    def on_markdown(self):
        return "raw"

    def on_create(self, parent):
        self.tracker["count"] = self.tracker.get("count", 0) + 1
        self.line = line_of(self.config["source"], FENCE, self.tracker["count"])
        own = {"data-placement": "again"} if self.options["placement"] == "again" else {"id": card_id(self.argument)}
        return etree.SubElement(parent, "section", {"class": "exhibit no-copy", "data-snippet": self.argument, **own})

    def on_end(self, block):
        sentences, block.text = block.text or "", None
        try:
            self.fill(block, read(self.argument), sentences)
        except Fault as fault:
            block[:], block.text = [], self.md.htmlStash.store(told(self.config, self.line, fault))

    def fill(self, card, snippet, sentences):
        lang, name, notes = self.config["lang"], self.argument, self.notes(snippet, sentences)
        hidden, shown = code(snippet)
        report = f"{self.config['issues']}?{urllib.parse.urlencode({'title': self.config['source'] + ': ' + card_id(name)})}"
        facts = dict(snippet=snippet, name=name, lang=lang, words=WORDS[lang], root=self.config["root"], report=report)
        facts |= dict(printed=runs.output(name), claims=self.claims(name), hidden=hidden, shown=shown, mathml=mathml)
        *equations, before, after = map(self.md.htmlStash.store, TEMPLATE.render(**facts).split("<!--part-->"))
        card.set("data-formulas", " ".join(snippet.formulas))
        top = etree.SubElement(card, "div", {"class": "exhibit-equations", "data-search-exclude": ""})
        top.tail = before
        for identifier, equation in zip(snippet.formulas, equations, strict=True):
            etree.SubElement(top, "div", {"class": "exhibit-equation", "id": identifier}).text = equation
        listing = etree.SubElement(card, "ul", {"class": "exhibit-notes", "aria-label": WORDS[lang]["notes"]})
        listing.tail = after
        for identifier in snippet.formulas:
            item = etree.SubElement(listing, "li", {"data-formula": identifier})
            item.text = self.md.htmlStash.store(f'<a href="#{identifier}-code">{identifier}</a>')
            etree.SubElement(item, "span").text = notes[identifier]

    def notes(self, snippet: Snippet, sentences: str) -> dict[str, str]:
        """The sentence of each formula; one missing or surplus is a fault."""
        lines = re.split(r"\n+(?=F\d+: )", sentences.strip())
        found = [begins.groups() for line in lines if (begins := re.fullmatch(r"(F\d+): ((?:.+\n?)+)", line))]
        if len(found) < len(lines) or sorted(identifier for identifier, _ in found) != sorted(snippet.formulas):
            what = f"lines for {', '.join(snippet.formulas)} were expected, not {[line[:40] for line in lines]}"
            raise Fault(self.config["source"], self.line, what, "write 'F16: …' once for each formula and close the card with ///")
        return dict(found)

    def claims(self, name):
        """The claims of a snippet, all of them passed; each that is not is told on a line of its own."""
        claims = runs.claims([name])[name]
        wrong = [(test, one) for test, one in claims.items() if one["outcome"] != "passed"]
        for test, one in wrong or (
            [] if claims else [(f"tests/test_{name}.py::", {"line": 1, "outcome": "absent", "why": "mark three tests"})]
        ):
            file, _, function = test.partition("::")
            fault = Fault(file, one["line"], f"the claim {function} {one['outcome']}: {one['why']}", f"see `pytest {test}`")
            told(self.config, self.line, fault)
        if wrong or not claims:
            raise fault
        return claims


def code(snippet: Snippet) -> tuple[str, str]:
    """The file as highlighted HTML, parted into its head and the code, whose marks link to their formulas."""
    formatter = HtmlFormatter(nowrap=True, hl_lines=list(snippet.marks.values()))
    lines = highlight(snippet.text, PythonLexer(stripnl=False), formatter).split("\n")
    shown = "\n".join(lines[snippet.head :])
    for one in snippet.formulas:
        shown = re.sub(rf'<span class="c1">(# *{one})</span>', rf'<a class="c1" id="{one}-code" href="#{one}">\1</a>', shown)
    return "".join(f"{line}\n" for line in lines[: snippet.head]), shown


class Leftovers(Treeprocessor):
    """A card that was never closed swallows the rest of its page in silence, a misspelt block stays as text: both are faults."""

    def run(self, root):
        for element in root.iter():
            text, name = (element.text or "").strip(), element.get("data-snippet")
            unclosed = name is not None and not element.get("data-formulas") and not text.startswith("\2wzxhzdk:")
            if unclosed or (element.tag == "p" and text.startswith("///")):
                begins = f"{FENCE} | {name}" if unclosed else text.splitlines()[0]
                what = "the card is not closed with a line ///" if unclosed else f"{begins!r} is no block of this site"
                error = told(self.config, line_of(self.config["source"], begins), what, "see CONTRIBUTING")
                element[:], element.text = [], self.md.htmlStash.store(error)


class Number(InlineProcessor):
    """The number that stands behind a label on one line of a snippet's output, as the page's language writes it."""

    def handleMatch(self, m, data):
        element = etree.Element("span", {"class": "exhibit-number"})
        try:
            element.text = local(quoted(m[1], " ".join(m[2].split())), self.config["lang"])
        except (LookupError, Fault) as error:
            what = error if isinstance(error, Fault) else str(error.args[0])
            element.text = self.md.htmlStash.store(told(self.config, line_of(self.config["source"], m[0]), what, "see its output"))
        return element, m.start(0), m.end(0)


def quoted(name: str, label: str) -> str:
    """The number behind the label; LookupError unless exactly one line of the output holds it."""
    lines = [" ".join(line.split()) for line in runs.output(read(name) and name).splitlines()]
    rests = [line.removeprefix(label) for line in lines if line.startswith(label)]
    next_to = [rest for rest in rests if re.match(rf"\W{{0,4}}?({NUMBER})", rest)]
    found = [number[0] for rest in (next_to if len(rests) > 1 else rests) if (number := re.search(NUMBER, rest))]
    if len(found) != 1:
        raise LookupError(f"{len(found)} lines that {name} printed begin with {label!r} and go on with a number")
    return found[0]


class ExhibitExtension(BlocksExtension):
    """Everything that Markdown has to know: the card, the number, formulas in prose, terms, and what was left over.

    Options: the page's language and file, the way from it to the site's root, where errors are reported to (an address
    for readers, a callable for the build), and whether terms are marked.
    """

    def __init__(self, **options):
        options = dict(lang="vi", source="", root="", issues="", report=stop, terms=True) | options
        self.config = {key: [value, ""] for key, value in options.items()}
        super().__init__()

    def extendMarkdownBlocks(self, md, block_mgr):
        config = self.getConfigs()
        block_mgr.register(Exhibit, config)
        md.block_level_elements.append("svg")
        number = Number(r"\{\{ *(\w+): *([^}]+?) *\}\}", md)
        md.inlinePatterns.register(number, "exhibit-number", 185)
        parts = [(Leftovers(md), 25), (Mathml(md), 15)]
        if config["terms"]:
            md.inlinePatterns.register(glossary.Use(md, config["lang"]), "exhibit-term", 5)
            parts.append((glossary.First(md), 4))  # behind toc, which wants every element to have a tag
        for part, priority in parts:
            md.treeprocessors.register(part, f"exhibit-{priority}", priority)
            part.config = number.config = config


def makeExtension(**options):
    return ExhibitExtension(**options)
