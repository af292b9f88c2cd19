"""`/// figure | NAME` shows what `figures/NAME.py` draws, in the page's language and in the colours of the reader's palette."""

import json
import xml.etree.ElementTree as etree
from pathlib import Path

from pymdownx.blocks import block

from exhibit import runs, snippet
from exhibit.words import LANGUAGES, TEMPLATES, Fault, attempt, line_of

FOLDER, FENCE, BYTES = Path("figures"), "/// figure", 40_000


class Figure(block.Block):
    """A picture with its caption; the text alternative is its one option."""

    NAME, ARGUMENT, OPTIONS = "figure", True, {"alt": ["", block.type_string]}

    def on_create(self, parent):
        shown = etree.SubElement(parent, "figure", {"class": "exhibit-figure"})
        shown.text = self.md.htmlStash.store(attempt(self.config, images, self.config, self.argument, self.options["alt"].strip()))
        return etree.SubElement(shown, "figcaption", {"data-open": f"{FENCE} | {self.argument}"})

    def on_end(self, block):
        del block.attrib["data-open"]


def images(config: dict, name: str, alt: str) -> str:
    """An image for each palette, of which the theme shows one; Fault if nothing tells what is to be seen."""
    source, svg = config["source"], drawn(name)[f"{config['lang']}.light"]
    if not alt:
        raise Fault(source, line_of(source, f"{FENCE} | {name}"), f"{name} has no text alternative", "write `    alt: …` under this line")
    return TEMPLATES.get_template("figure.html").render(config, svg=etree.fromstring(svg).attrib, name=name, alt=alt)


def drawn(name: str) -> dict[str, str]:
    """The SVG of a figure for each language and palette, as in `vi.dark`; Fault if it stops, writes to stderr or is too large."""
    return runs.once(f"figure-{name}", [FOLDER / f"{name}.py"], lambda: draw(FOLDER / f"{name}.py"))


def draw(path: Path) -> tuple[dict[str, str], list[str]]:
    """The SVGs and the files that were read."""
    out, why, line = runs.run(path, f"{runs.HERE}/draw.py", *LANGUAGES)
    svgs, reads = ({}, []) if why else json.loads(out.splitlines()[-1])
    if why or max(len(svg.encode()) for svg in svgs.values()) > BYTES:
        raise Fault(path, line, why or f"an SVG of more than {BYTES:,} bytes", "mend the figure, or its name on the page")
    return svgs, reads


def write(folder: Path) -> None:
    """One file for each figure, language and palette."""
    for file, svg in [(f"{name}.{kind}.svg", svg) for name in snippet.names(FOLDER) for kind, svg in drawn(name).items()]:
        (folder / file).write_text(svg, "utf-8")
