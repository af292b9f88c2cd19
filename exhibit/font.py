"""Cuts STIX Two Math, as the package ziamath ships it, down to the characters that the site's formulas use."""

import html
import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

from fontTools import subset

ITALIC = [chr(code) for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))]


def characters(pages: Iterable[str]) -> set[str]:
    """Every character that a browser draws inside `<math>`: single letters in italic too, and the root sign."""
    drawn = [re.sub(r"<annotation.*?</annotation>", "", tex) for page in pages for tex in re.findall(r"<math.*?</math>", page, re.S)]
    letters = set(re.findall(r"<mi>(.)</mi>", "".join(drawn)))
    text = html.unescape(re.sub(r"<[^>]*>", "", "".join(drawn)))
    return {one for one in text if one.isprintable()} | {one for one in ITALIC if normalize("NFKC", one) in letters} | {"√"}


def write(site: Path, target: str) -> None:
    """Write the font that holds what the pages of a built site need."""
    options = subset.Options(
        hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "ssty"], flavor="woff2", name_IDs=["*"]
    )
    source = Path(find_spec("ziamath").origin).with_name("fonts") / "STIXTwoMath-Regular.ttf"  # found, not imported
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters(path.read_text("utf-8") for path in sorted(site.rglob("*.html"))))))
    cutter.subset(font)
    subset.save_font(font, str(site / target), options)
