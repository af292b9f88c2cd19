"""`/// exhibit | NAME` draws the card of a snippet; `{{ NAME: label }}` quotes a number that the snippet printed."""

import html
import re
import urllib.parse
import xml.etree.ElementTree as etree
from pathlib import Path

from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string_in

from exhibit import runs
from exhibit.faults import Fault, line_of
from exhibit.maths import mathml
from exhibit.snippet import Snippet, read
from exhibit.words import NUMBER, WORDS, local

FENCE = "/// exhibit"


def card_id(name: str) -> str:
    return "card-" + name.replace("_", "-")


def fail(config: dict, fault: Fault) -> str:
    """Report a fault and give the HTML that stands in the card's place; without a reporter, raise it."""
    if not config["report"]:
        raise fault
    config["report"](fault)
    return f'<p class="exhibit-error" role="alert">{html.escape(str(fault))}</p>'


class Exhibit(Block):
    """The card: one snippet's equations, symbols, code, output and claims."""

    NAME = "exhibit"
    ARGUMENT = True
    OPTIONS = {"placement": ["first", type_string_in(["first", "again"])]}  # noqa: RUF012 (the library's interface)

    def on_markdown(self):
        return "raw"

    def on_create(self, parent):
        self.tracker["count"] = self.tracker.get("count", 0) + 1
        self.line = line_of(Path(self.config["source"]), FENCE, self.tracker["count"])
        card = etree.SubElement(parent, "section", {"class": "exhibit no-copy", "data-snippet": self.argument})
        if self.options["placement"] == "again":
            card.set("data-placement", "again")
        else:
            card.set("id", card_id(self.argument))
        return card

    def on_end(self, block):
        sentences, block.text = block.text or "", None
        try:
            self.fill(block, read(self.argument), sentences)
        except Fault as fault:
            block[:] = []
            block.text = self.md.htmlStash.store(fail(self.config, fault))

    def fill(self, card: etree.Element, snippet: Snippet, sentences: str) -> None:
        lang, notes = self.config["lang"], self.notes(snippet, sentences)
        printed = runs.output(snippet.name).decode()
        claims = passed(snippet.name, self.config)
        card.set("data-formulas", " ".join(snippet.formulas))
        again = self.options["placement"] == "again"
        card.text = self.md.htmlStash.store(equations(snippet, lang, again) + symbols(snippet, lang) + code(snippet, lang, self.config["root"], again))
        listing = etree.SubElement(card, "ul", {"class": "exhibit-notes", "aria-label": WORDS[lang]["notes"]})
        for identifier, sentence in notes.items():
            item = etree.SubElement(listing, "li", {"data-formula": identifier})
            etree.SubElement(item, "a", {"href": f"#{identifier}-code"}).text = identifier
            etree.SubElement(item, "span").text = sentence
        title = f"{self.config['source']}: {card_id(snippet.name)}"
        listing.tail = self.md.htmlStash.store(result(snippet, lang, printed, claims) + foot(snippet, lang, self.config["issues"], title))

    def notes(self, snippet: Snippet, sentences: str) -> dict[str, str]:
        """The sentence of each formula; one missing or surplus is a fault."""
        notes: dict[str, str] = {}
        for line in filter(str.strip, sentences.splitlines()):
            if begins := re.match(r"(F\d+): (.+)", line):
                if begins[1] in notes:
                    raise Fault(self.config["source"], self.line, f"two sentences for {begins[1]}", "keep one")
                notes[begins[1]] = begins[2]
            elif notes:
                notes[list(notes)[-1]] += " " + line.strip()
            else:
                raise Fault(self.config["source"], self.line, f"{line!r} is no line of the form 'F16: …'", "is the closing /// there?")
        if notes.keys() != snippet.formulas.keys():
            differ = ", ".join(sorted(notes.keys() ^ snippet.formulas.keys()))
            raise Fault(self.config["source"], self.line, f"a sentence is missing or surplus: {differ}", "write one for each formula")
        return {identifier: notes[identifier] for identifier in snippet.formulas}


def passed(name: str, config: dict) -> dict:
    """The claims of a snippet, all of them passed; each that is not is reported on a line of its own."""
    claims = runs.claims([name])[name]
    faults = [
        Fault(test.split("::")[0], one["line"], f"the claim {test.split('::')[1]} {one['outcome']}: {one['why']}", f"run `pytest {test}`")
        for test, one in claims.items()
        if one["outcome"] != "passed"
    ]
    if not claims:
        faults = [Fault(f"tests/test_{name}.py", 1, "it holds no claim", "mark at least three tests with @claim")]
    for fault in faults[:-1]:
        fail(config, fault)
    if faults:
        raise faults[-1]
    return claims


def equations(snippet: Snippet, lang: str, again: bool) -> str:
    """Each formula in a box of its own, linked to its line of code."""
    words, parts = WORDS[lang], []
    for identifier, told in snippet.formulas.items():
        place = "" if again else f' id="{identifier}"'
        link = f'<a class="exhibit-id" href="#{identifier}-code" title="{words["to_line"]}">{identifier}</a>'
        button = f'<button class="exhibit-tex" type="button" aria-label="{words["copy_tex"]} ({identifier})">LaTeX</button>'
        box = f'<div class="exhibit-scroll" tabindex="0" role="group" aria-label="{identifier}">{mathml(told[lang], display=True)}</div>'
        parts.append(f'<div class="exhibit-equation"{place}>{link}{box}{button}</div>')
    return f'<div class="exhibit-equations" data-search-exclude>{"".join(parts)}</div>'


def symbols(snippet: Snippet, lang: str) -> str:
    head = "".join(f'<th scope="col">{word}</th>' for word in WORDS[lang]["symbols"])
    rows = "".join(
        f"<tr><td>{mathml(row['symbol'])}</td><td><code>{html.escape(row['variable'])}</code></td>"
        f"<td><code>{html.escape(row['shape'])}</code></td><td>{html.escape(row[lang])}</td></tr>"
        for row in snippet.symbols
    )
    return f'<table class="exhibit-symbols" data-search-exclude><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def code(snippet: Snippet, lang: str, root: str, again: bool) -> str:
    """The whole file, its licence and docstring hidden, with the marked lines highlighted and linked to their formulas."""
    words, name = WORDS[lang], f"{snippet.name}.py"
    formatter = HtmlFormatter(nowrap=True, hl_lines=list(snippet.marks.values()))
    lines = highlight(snippet.text, PythonLexer(stripnl=False), formatter).split("\n")
    hidden, shown = "".join(f"{line}\n" for line in lines[: snippet.head]), "\n".join(lines[snippet.head :])
    for identifier in snippet.formulas:
        place = "" if again else f' id="{identifier}-code"'
        link = f'<a class="c1"{place} href="#{identifier}" title="{words["to_formula"]} {identifier}"># {identifier}</a>'
        shown = shown.replace(f'<span class="c1"># {identifier}</span>', link)
    return (
        f'<div class="exhibit-code" data-search-exclude><div class="exhibit-tools"><a class="exhibit-download" '
        f'href="{root}snippets/{name}" download aria-label="{words["download"]} {name}">{name}</a>'
        f'<button class="exhibit-copy" type="button">{words["copy"]}</button></div>'
        f'<div class="highlight"><pre tabindex="0" role="group" aria-label="{words["code"]} {name}"><code><span hidden>{hidden}</span>{shown}</code></pre></div></div>'
    )


def result(snippet: Snippet, lang: str, printed: str, claims: dict) -> str:
    first = "\n" if printed.startswith("\n") else ""  # HTML drops one line end behind <pre>
    items = "".join(f'<li data-test="{html.escape(test)}">{html.escape(one[lang])}</li>' for test, one in claims.items())
    return (
        f'<p class="exhibit-run" data-search-exclude><code>python {snippet.name}.py</code></p>'
        f'<pre class="exhibit-output" tabindex="0" role="group" aria-label="{WORDS[lang]["output"]}" data-search-exclude>{first}{html.escape(printed)}</pre>'
        f'<ul class="exhibit-claims" aria-label="{WORDS[lang]["claims"]}">{items}</ul>'
    )


def foot(snippet: Snippet, lang: str, issues: str, title: str) -> str:
    licence = WORDS[lang]["licence"].replace("0BSD", snippet.licence)
    address = html.escape(f"{issues}?{urllib.parse.urlencode({'title': title})}")
    return f'<p class="exhibit-foot" data-search-exclude><span>{licence}</span> <a href="{address}">{WORDS[lang]["report"]}</a></p>'


class Leftovers(Treeprocessor):
    """A card that was never closed swallows the rest of its page in silence, a misspelt block stays as text: both are faults."""

    def __init__(self, md, config):
        super().__init__(md)
        self.config = config

    def run(self, root):
        for element in root.iter():
            text = (element.text or "").strip()
            name = element.get("data-snippet")
            if name is not None and not text.startswith("\2wzxhzdk:"):
                self.replace(element, f"{FENCE} | {name}", "the card is not closed", "add a line ///")
            elif element.tag == "p" and text.startswith("///"):
                self.replace(element, text.splitlines()[0], f"no block of this site: {text.splitlines()[0]!r}", "correct its name or option")

    def replace(self, element, needle, what, mend):
        source = Path(self.config["source"])
        element[:] = []
        element.text = self.md.htmlStash.store(fail(self.config, Fault(source, line_of(source, needle), what, mend)))


class Number(InlineProcessor):
    """The number that stands behind a label on one line of a snippet's output."""

    def __init__(self, md, config):
        super().__init__(r"\{\{ *(\w+): *([^}]+?) *\}\}", md)
        self.config = config

    def handleMatch(self, m, data):
        element = etree.Element("span", {"class": "exhibit-number"})
        try:
            element.text = local(quoted(m[1], " ".join(m[2].split())), self.config["lang"])
        except LookupError as error:
            source = Path(self.config["source"])
            element.text = self.md.htmlStash.store(fail(self.config, Fault(source, line_of(source, m[0]), str(error.args[0]), "see its output")))
        except Fault:  # the snippet's own card says why it has no output
            element.text = "?"
        return element, m.start(0), m.end(0)


def quoted(name: str, label: str) -> str:
    """The number behind the label; LookupError unless exactly one line of the output holds it."""
    lines = [" ".join(line.split()) for line in runs.output(read(name).name).decode().splitlines()]
    rests = [line[len(label) :] for line in lines if line.startswith(label)]
    next_to = [rest for rest in rests if re.match(rf"\W{{0,4}}?({NUMBER})", rest)]
    found = [number[0] for rest in (next_to if len(rests) > 1 else rests) if (number := re.search(NUMBER, rest))]
    if len(found) != 1:
        raise LookupError(f"{len(found)} lines that {name} printed begin with {label!r} and go on with a number")
    return found[0]


class CardExtension(BlocksExtension):
    """Registers the card, the number and the check for what was left over."""

    def __init__(self, **options):
        self.config = {
            "lang": ["vi", "language of the page"],
            "source": ["", "file of the page, for messages"],
            "root": ["", "address of the site's root as seen from the page"],
            "issues": ["", "address at which an error is reported"],
            "report": [None, "called with each fault; without it the first one is raised"],
        }
        super().__init__(**options)

    def setConfig(self, key, value):
        self.config[key][0] = value

    def extendMarkdownBlocks(self, md, block_mgr):
        config = self.getConfigs()
        block_mgr.register(Exhibit, config)
        md.treeprocessors.register(Leftovers(md, config), "exhibit-leftovers", 25)
        md.inlinePatterns.register(Number(md, config), "exhibit-number", 185)


def makeExtension(**options) -> CardExtension:
    return CardExtension(**options)
