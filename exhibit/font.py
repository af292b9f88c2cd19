"""Cuts STIX Two Math, as the package ziamath ships it, down to the characters that the formulas of a page use in any language."""

import html
import re
from functools import cache
from hashlib import sha256
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from fontTools import subset

from exhibit.words import LANGUAGES

ITALIC = {normalize("NFKC", chr(code)): chr(code) for code in (*range(0x1D714, 0x1D6E1, -1), *range(0x1D467, 0x1D433, -1), 0x210E)}
ITALIC |= {one: chr(0x1D715 + at) for at, one in enumerate("∂ϵϑϰϕϱϖ")}
FACE = '@font-face{{font-family:{0};src:url({0}.woff2)format("woff2");font-display:swap}}[data-maths={0}] math{{font-family:{0},math}}'


@cache
def characters(page: str) -> frozenset[str]:
    """What a browser draws inside `<math>`, single letters in italic; the root sign; spaces, without which another font sets lines."""
    drawn = re.sub(r"(?s)<annotation.*?</annotation>", "", "".join(re.findall(r"<math.*?</math>", page, re.S)))
    drawn = re.sub(r"<mi>([^<]*)</mi>", lambda letter: ITALIC.get(html.unescape(letter[1]), letter[1]), drawn)
    return frozenset(one for one in html.unescape(re.sub(r"<[^>]*>", "", drawn)) if one.isprintable()) | ({*"√ \xa0"} if drawn else set())


@cache
def cut(text: str, source: bytes = b"", flavor: str | None = None) -> bytes:
    """The font that holds the characters of a text, from the whole font or from one that holds more."""
    options = subset.Options(flavor=flavor, hinting=False, name_IDs=[0, 5, 13], layout_features=["kern", "mark", "mkmk", "ccmp", "locl"])
    source = source or Path(str(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf"))).read_bytes()
    font, made, subsetter = subset.load_font(BytesIO(source), options), BytesIO(), subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    subset.save_font(font, made, options)
    return made.getvalue()


def pair(page: Path) -> Path:
    """What a page of a site has in common with the same page in another language."""
    return Path(*(part for part in page.parts if part not in LANGUAGES))


def write(pages: dict[Path, str], folder: Path) -> dict[Path, str]:
    """Write the font of each page that has formulas, one for both languages; gives the names of the fonts."""
    texts, names = dict[Path, set[str]](), dict[Path, str]()
    for path, page in pages.items():
        texts.setdefault(pair(path), set()).update(characters(page))
    whole = cut("".join(sorted(set().union(*texts.values()))))
    for path in pages:
        if text := texts[pair(path)]:
            font = cut("".join(sorted(text)), whole, "woff2")
            names[path] = f"stix-{sha256(font).hexdigest()[:6]}"
            (folder / f"{names[path]}.woff2").write_bytes(font)
    return names
