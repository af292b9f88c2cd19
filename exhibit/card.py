"""`/// exhibit | NAME` draws the card of a snippet; this extension is everything that Markdown has to know."""

import re
import xml.etree.ElementTree as etree

from pygments import formatters, highlight, lexers
from pymdownx.blocks import BlocksExtension, block

from exhibit import prose, runs
from exhibit.faults import Fault, line_of, stop, told
from exhibit.snippet import Snippet, read
from exhibit.words import TEMPLATES, WORDS, mathml


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
        self.line = line_of(self.config["source"], prose.FENCE, self.tracker["count"])
        own = {"data-placement": "again"} if self.options["placement"] == "again" else {"id": card_id(self.argument)}
        own |= {"data-snippet": self.argument, "data-open": self.argument}  # until its end
        return etree.SubElement(parent, "section", {"class": "exhibit no-copy", **own})

    def on_end(self, block):
        sentences, block.text = block.text or "", None
        del block.attrib["data-open"]
        try:
            self.fill(block, read(self.argument), sentences)
        except (Fault, ExceptionGroup) as error:
            shown = [told(self.config, fault) for fault in getattr(error, "exceptions", [error])]
            block[:], block.text = [], self.md.htmlStash.store("".join(shown))

    def fill(self, card, snippet, sentences):
        notes, words, name = self.notes(snippet, sentences), WORDS[self.config["lang"]], self.argument
        facts = dict(snippet=snippet, name=name, id=card_id(name), words=words, mathml=mathml, code=code(snippet))
        html = TEMPLATES.get_template("card.html").render(self.config, **facts, printed=runs.output(name), claims=proved(name))
        *equations, before, after = map(self.md.htmlStash.store, html.split("<!--part-->"))
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
    """The claims about a snippet, all of them passed; a fault for each that is not."""
    claims, faults = runs.claims(name), []
    for test, one in claims.items():
        file, _, function = test.partition("::")
        if one["outcome"] != "passed":
            what = f"the claim {function or 'of any test'} {one['outcome']}: {one['why']}"
            faults.append(Fault(file, one["line"], what, f"see `pytest {test}`"))
    if faults:
        raise ExceptionGroup("claims that did not pass", faults)
    return claims


def code(snippet: Snippet) -> list[str]:
    """The file as highlighted HTML, parted into its head and the code, whose marks link to their formulas."""
    formatter = formatters.HtmlFormatter(nowrap=True, hl_lines=[*snippet.marks.values()])
    html = highlight(snippet.text, lexers.PythonLexer(stripnl=False, ensurenl=False), formatter)
    for one in snippet.formulas:
        html = re.sub(rf'<span class="c1">(# *{one})</span>', rf'<span class="c1" id="{one}-code"><a href="#{one}">\1</a></span>', html)
    return re.findall(rf"(?s)\A(?:[^\n]*\n){{{snippet.head}}}|.+", html)


class ExhibitExtension(BlocksExtension):
    """The card, the number, formulas in prose, terms, and what was left over.

    Options: the page's language and file, the way from it to the site's root, where errors are reported to (an address
    for readers, a callable for the build), and whether terms are marked.
    """

    def __init__(self, **options):
        self.config = {
            "lang": ["vi", ""],
            "source": ["", ""],
            "root": ["", ""],
            "issues": ["", ""],
            "report": [stop, ""],
            "terms": [True, ""],
        }
        super().__init__(**options)

    def extendMarkdownBlocks(self, md, block_mgr):
        md.exhibit = self.getConfigs()
        md.block_level_elements.append("svg")
        block_mgr.register(Exhibit, md.exhibit)
        md.inlinePatterns.register(prose.Number(r"\{\{ *(\w+): *([^}]+?) *\}\}", md), "exhibit-number", 185)
        md.treeprocessors.register(prose.Leftovers(md), "exhibit-leftovers", 25)
        md.treeprocessors.register(prose.Mathml(md), "exhibit-mathml", 15)
        if md.exhibit["terms"]:
            md.inlinePatterns.register(prose.Term(md), "exhibit-term", 5)
            md.treeprocessors.register(prose.FirstUse(md), "exhibit-first-use", 4)  # behind toc, which wants every element to have a tag


makeExtension = ExhibitExtension
