"""Cuts STIX Two Math, as the package ziamath ships it, down to the characters that the site's formulas use."""

import html
import re
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ITALIC = {"A": 0x1D434, "a": 0x1D44E, "Α": 0x1D6E2, "α": 0x1D6FC}  # first letters of a run -> mathematical italic


def characters(pages: Iterable[str]) -> set[str]:
    """Every character that a browser draws inside `<math>`, the italic of single letters and the root sign with them."""
    used = {"√"}
    for page in pages:
        for formula in re.findall(r"<math.*?</math>", page, re.S):
            drawn = re.sub(r"<annotation.*?</annotation>", "", formula, flags=re.S)
            used |= set(html.unescape(re.sub(r"<[^>]*>", "", drawn)))
            used |= {italic(letter) for letter in re.findall(r"<mi>(.)</mi>", drawn)}
    return {one for one in used if one.isprintable() and not "\u2061" <= one <= "\u2064"}


def italic(letter: str) -> str:
    if letter == "h":
        return "ℎ"
    first = max((one for one in ITALIC if one <= letter), default="A")
    return chr(ITALIC[first] + ord(letter) - ord(first)) if ord(letter) - ord(first) < 26 and letter.isalpha() else letter


def write(site: Path, target: str) -> None:
    """Write the font that holds what the pages of a built site need."""
    pages = (path.read_text("utf-8") for path in site.rglob("*.html"))
    options = subset.Options(hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "ssty"], name_IDs=["*"])
    options.flavor = "woff2"
    with as_file(files("ziamath") / "fonts/STIXTwoMath-Regular.ttf") as source:
        font = TTFont(source, recalcTimestamp=False)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=map(ord, characters(pages)))
        cutter.subset(font)
        subset.save_font(font, str(site / target), options)
