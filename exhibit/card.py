"""What Markdown has to know: `/// exhibit | NAME` draws a card, `{{ NAME: label }}` quotes a number."""

import re
import xml.etree.ElementTree as etree
from functools import cache

from markdown import inlinepatterns, treeprocessors
from pygments import formatters, highlight, lexers
from pymdownx.blocks import BlocksExtension, block

from exhibit import archive, figure, kept, records, runs, shapes
from exhibit.snippet import Snippet, constants, names, ready
from exhibit.words import NUMBER, TEMPLATES, WORDS, Fault, attempt, line_of, local, mathml, stop, told

FENCE = "/// exhibit"


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
        return etree.SubElement(parent, "section", {"class": "exhibit no-copy", **own, "data-open": f"{FENCE} | {self.argument}"})

    def on_end(self, block):
        sentences, block.text = block.text or "", None
        block.set("data-snippet", block.attrib.pop("data-open").split()[-1])
        block.text = self.md.htmlStash.store(attempt(self.config, self.fill, block, sentences))

    def fill(self, card, sentences):
        name, snippet = self.argument, Snippet(self.argument)
        notes, printed, claims = self.notes(snippet, sentences), kept.output(name), kept.proved(name)
        shapes.check(name)
        facts = dict(snippet=snippet, name=name, id=card_id(name), code=code(snippet.text, snippet.head, (*snippet.marks.items(),)))
        facts |= dict(size=local(f"{len(archive.packed(name)) / 1000:.0f}", self.config["lang"]), tried=records.found("matrix")[name])
        drawn = TEMPLATES.get_template("card.html").render(self.config, **facts, printed=printed, claims=claims, ready=ready(name))
        *equations, before, after = map(self.md.htmlStash.store, drawn.split("<!--part-->"))
        card.set("data-formulas", " ".join(snippet.formulas))
        top = etree.SubElement(card, "div", {"class": "exhibit-equations", "data-search-exclude": ""})
        listing = etree.SubElement(card, "ul", {"class": "exhibit-notes", "aria-label": WORDS[self.config["lang"]]["notes"]})
        top.tail, listing.tail = before, after
        for identifier, equation in zip(snippet.formulas, equations, strict=True):
            etree.SubElement(top, "div", {"class": "exhibit-equation", "id": identifier}).text = equation
            item = etree.SubElement(listing, "li", {"data-formula": identifier})
            item.text = self.md.htmlStash.store(f'<a href="#{identifier}-code">{identifier}</a> ')
            etree.SubElement(item, "span").text = notes[identifier]
        return ""

    def notes(self, snippet: Snippet, sentences: str) -> dict[str, str]:
        """The sentence of each formula; one missing or surplus is a fault."""
        lines = re.split(r"\n+(?=F\d+: )", sentences.strip()) if sentences.strip() else []
        found = [line.split(": ", 1) for line in lines if re.fullmatch(r"F\d+: (.+\n?)+", line)]
        if len(found) < len(lines) or sorted(identifier for identifier, _ in found) != sorted(snippet.formulas):
            what = f"lines for {', '.join(snippet.formulas)} were expected, not {[line[:40] for line in lines]}"
            raise Fault(self.config["source"], self.line, what, "write 'F16: …' once for each formula and close the card with ///")
        return dict(found)


class Solution(block.Block):
    """What solves an exercise: its code, run like a snippet, and what it printed."""

    NAME, ARGUMENT = "solution", True

    def on_create(self, parent):
        shown = etree.SubElement(parent, "div", {"class": "solution", "data-solution": self.argument, "data-search-exclude": ""})
        shown.text = self.md.htmlStash.store(attempt(self.config, self.draw, self.argument, self.config["source"]))
        return shown

    def draw(self, name, source):
        if name not in names(runs.EXERCISES):
            line = line_of(source, f"/// solution | {name}")
            raise Fault(source, line, f"there is no {runs.EXERCISES}/{name}.py", "write it or correct the name")
        return TEMPLATES.get_template("solution.html").render(self.config, code=code(runs.source(name)), printed=kept.output(name))


@cache
def code(text: str, head: int = 0, marks: tuple[tuple[str, int], ...] = ()) -> str:
    """A file without its head as highlighted HTML, whose marks link to their formulas."""
    formatter = formatters.HtmlFormatter(nowrap=True, hl_lines=[line for _, line in marks])
    lines = highlight(text, lexers.PythonLexer(stripnl=False), formatter)
    for one, _ in marks:
        lines = re.sub(rf'<span class="c1?">(# *{one})</span>', rf'<span class="c" id="{one}-code"><a href="#{one}">\1</a></span>', lines)
    return re.sub(rf"\A(?:[^\n]*\n){{{head}}}", "", lines)


def number(config: dict, name: str, label: str, needle: str) -> str:
    """The number behind a label on one line of a snippet's output, or a constant of its code, as the page's language writes it."""
    if not (printed := kept.output(name)):
        return "…"  # what was kept no longer holds
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    rests = [line.removeprefix(label) for line in lines if line.startswith(label)]
    near, far = [[hit[1] for rest in rests if (hit := re.match(f"{gap}({NUMBER})", rest))] for gap in (r"\W{0,4}?", ".*?")]
    found = [label] * (label in constants(runs.source(name))) or near or far
    if len(found) != 1:
        what = f"{len(found)} lines that {name} printed begin with {label!r} and go on with a number"
        raise Fault(config["source"], line_of(config["source"], needle), what, "see its output and its code")
    return local(found[0], config["lang"])


class Number(inlinepatterns.InlineProcessor):
    """`{{ NAME: label }}` in prose."""

    def handleMatch(self, m, data):
        element = etree.Element("span", {"class": "exhibit-number"})
        element.text = self.md.htmlStash.store(attempt(self.md.exhibit, number, self.md.exhibit, m[1], " ".join(m[2].split()), m[0]))
        return element, m.start(0), m.end(0)


class Mathml(treeprocessors.Treeprocessor):
    """`pymdownx.arithmatex` (generic) puts each formula between brackets; MathML takes their place."""

    def run(self, root):
        source = self.md.exhibit["source"]
        for element in [one for one in root.iter() if one.get("class") == "arithmatex"]:
            found = attempt(self.md.exhibit, mathml, element.text[2:-2].strip(), source, "", element.tag == "div")
            element.text = self.md.htmlStash.store(found)
            if element.tag == "div":  # it scrolls where the screen is narrow
                element.attrib |= {"tabindex": "0", "role": "group", "aria-label": WORDS[self.md.exhibit["lang"]]["formula"]}


class Leftovers(treeprocessors.Treeprocessor):
    """A card that was never closed swallows the rest of its page in silence, a misspelt block stays as text: both are faults."""

    def run(self, root):
        source = self.md.exhibit["source"]
        for element in root.iter():
            left, text = element.attrib.pop("data-open", None), (element.text or "").strip()
            if left or (element.tag == "p" and text.startswith("///")):
                begins = left or text.splitlines()[0]
                what = f"{begins!r} is not closed with a line ///" if left else f"{begins!r} is no block of this site"
                error = told(self.md.exhibit, Fault(source, line_of(source, begins), what, "see CONTRIBUTING"))
                element[:], element.text = [], self.md.htmlStash.store(error)


class ExhibitExtension(BlocksExtension):
    """The card, the number, formulas in prose, and what was left over.

    Options: the page's language and file, the way from it to the site's root, where errors are reported to (an address
    for readers, a callable for the build), and a callable for the formulas of other cards on which one builds.
    """

    def __init__(self, **options):
        known = {"lang": "vi", "source": "", "root": "", "issues": "", "report": stop, "below": lambda name, lang: []}
        self.config = {key: [value, ""] for key, value in known.items()}
        super().__init__(**options)

    def extendMarkdownBlocks(self, md, block_mgr):
        md.exhibit = self.getConfigs()
        md.block_level_elements.append("svg")
        for one in (Exhibit, figure.Explore, figure.Figure, Solution):
            block_mgr.register(one, md.exhibit)
        md.inlinePatterns.register(Number(r"\{\{ *(\w+): *([^}]+?) *\}\}", md), "exhibit-number", 185)
        md.treeprocessors.register(Leftovers(md), "exhibit-leftovers", 25)
        md.treeprocessors.register(Mathml(md), "exhibit-mathml", 15)


makeExtension = ExhibitExtension
