"""Cuts STIX Two Math, as the package ziamath ships it, down to the characters that the site's formulas use."""

import html
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

from fontTools import subset

ITALIC = [chr(code) for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))]


def characters(pages: str) -> set[str]:
    """Every character that a browser draws inside `<math>`: single letters in italic too, and the root sign."""
    drawn = re.sub(r"<annotation.*?</annotation>", "", "".join(re.findall(r"<math.*?</math>", pages, re.S)))
    letters, text = set(re.findall(r"<mi>(.)</mi>", drawn)), html.unescape(re.sub(r"<[^>]*>", "", drawn))
    return {one for one in text if one.isprintable()} | {one for one in ITALIC if normalize("NFKC", one) in letters} | {"√"}


@cache
def cut(text: str) -> bytes:
    """The font that holds the characters of a text."""
    source = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    options = ["--flavor=woff2", "--no-hinting", "--name-IDs=*", "--layout-features=kern,mark,mkmk,ccmp,locl,ssty"]
    with TemporaryDirectory() as folder:
        subset.main([str(source), f"--text={text}", f"--output-file={folder}/font", *options])
        return Path(folder, "font").read_bytes()


def write(site: Path, target: str) -> None:
    """Write the font that holds what the pages of a built site need."""
    pages = "".join(path.read_text("utf-8") for path in site.rglob("*.html"))
    (site / target).write_bytes(cut("".join(sorted(characters(pages)))))
