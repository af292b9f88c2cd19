"""Pictures: `/// figure | NAME` shows what `figures/NAME.py` draws, in the page's language and in the colours of the reader's palette;
`/// explore | NAME` is still content that `docs/assets/explore/NAME.js` brings to life, with data that `data/explore/NAME.py` makes.
"""

import base64
import json
import runpy
import xml.etree.ElementTree as etree
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from mkdocs.utils import write_file
from pymdownx.blocks import block

from exhibit import runs, snippet
from exhibit.words import LANGUAGES, TEMPLATES, Fault, attempt, line_of, local

FOLDER, FENCE, BYTES = Path("figures"), "/// figure", 40_000
SOCIAL = runs.HERE.parent / FOLDER / "_social.py"
ASSETS, DATA = "assets/explore/", Path("data/explore")


social = cache(lambda: runpy.run_path(f"{SOCIAL}")["draw"])


class Figure(block.Block):
    """A picture with its caption; the text alternative is its one option."""

    NAME, ARGUMENT, OPTIONS = "figure", True, {"alt": ["", block.type_string]}

    def on_create(self, parent):
        shown = etree.SubElement(parent, "figure", {"class": "exhibit-figure"})
        shown.text = self.md.htmlStash.store(attempt(self.config, images, self.config, self.argument, self.options["alt"].strip()))
        return etree.SubElement(shown, "figcaption", {"data-open": f"{FENCE} | {self.argument}"})

    def on_end(self, block):
        del block.attrib["data-open"]


class Explore(block.Block):
    """A section of the still content, and how many kilobytes of data go with it."""

    NAME, ARGUMENT = "explore", True

    def on_create(self, parent):
        return etree.SubElement(parent, "section", {"class": "explore", "data-open": f"/// explore | {self.argument}"})

    def on_end(self, block):
        size = len(attempt(self.config, data, self.argument).encode()) / 1000
        block.attrib |= {"data-explore": block.attrib.pop("data-open").split()[-1], "data-size": local(f"{size:.0f}", self.config["lang"])}


def data(name: str) -> str:
    """The JavaScript that an explorable loads on demand, made once for a given content; empty where it needs none."""
    script, path = Path("docs", ASSETS, f"{name}.js"), DATA / f"{name}.py"
    if not script.is_file():
        raise Fault(script, 1, "there is no such explorable", "write it or correct the name on the page")
    try:
        files = [path, *snippet.FOLDER.glob(f"{name}.*")]
        return runs.once(f"explore-{name}", files, lambda: (runpy.run_path(str(path))["JAVASCRIPT"], [])) if path.is_file() else ""
    except Exception as error:
        raise Fault(path, 1, f"it stopped: {error!r}", "mend it") from None


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


def write(site: Path, report) -> None:
    """One file for each figure, language and palette; the data of each explorable beside its script. One fault spoils no other file."""

    def save(make: Callable[[str], dict[str, str]], name: str) -> None:
        for file, text in make(name).items():
            (site / file).write_text(text, "utf-8")

    for name in snippet.names(FOLDER):
        attempt({"report": report}, save, lambda one: {f"assets/{one}.{kind}.svg": svg for kind, svg in drawn(one).items()}, name)
    for name in snippet.names(DATA):
        attempt({"report": report}, save, lambda one: {f"{ASSETS}{one}.data.js": data(one)}, name)


def share(site: str, page, formulas: list[str]) -> None:
    """Write beside a page the picture that is shown with a link to it, drawn once for the words and formulas on it."""
    told = [site, site if page.is_index and page.is_top_level else page.title, page.meta.get("description", ""), *formulas]
    drawn = runs.once(f"social-{sha256(repr(told).encode()).hexdigest()[:32]}", [SOCIAL], lambda: (social()(*told), []))
    write_file(base64.b64decode(drawn), page.file.abs_dest_path.replace("index.html", "social.png"))
