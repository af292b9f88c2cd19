"""The picture that is shown with a link to a page: its title, and the first of its formulas that can be set or else what it is about."""

import base64
import io
from functools import cache
from importlib.metadata import distribution

from matplotlib import mathtext, rc_context
from PIL import Image, ImageDraw, ImageFont

FONT = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
SIZE, EDGE, CARD = (1200, 630), 80, (80, 300, 1120, 530)
PAPER, INK, ACCENT, SHADES = (251, 249, 244), (22, 38, 61), (180, 71, 42), 15  # with the accent, four bits a pixel
PALETTE = [round(paper + (ink - paper) * shade / (SHADES - 1)) for shade in range(SHADES) for paper, ink in zip(PAPER, INK, strict=True)]
FULL, QUIET, LINE = 255, 190, 45  # how dark


def draw(site: str, title: str, about: str, *formulas: str) -> str:
    """A PNG in base64, the same on every machine."""
    image, file, width = Image.new("L", SIZE), io.BytesIO(), CARD[2] - CARD[0]
    pen, middle = ImageDraw.Draw(image), ((CARD[0] + CARD[2]) // 2, (CARD[1] + CARD[3]) // 2)
    pen.rounded_rectangle(CARD, 16, outline=LINE, width=2)
    pen.text((EDGE, SIZE[1] - 32), site, QUIET, font(30), "ls")
    text, size = fitted(title, width, [(84, 1), (72, 1), (72, 2), (60, 2), (48, 3)])
    pen.multiline_text((EDGE, CARD[1] // 2), text, FULL, font(size), "lm", size / 5)
    if found := next(filter(None, map(equation, formulas)), None):
        image.paste(FULL, (middle[0] - found.width // 2, middle[1] - found.height // 2), found)
    else:
        text, size = fitted(about, width - EDGE, [(40, 3), (36, 4), (30, 5)])
        pen.multiline_text(middle, text, FULL, font(size), "mm", size / 4)
    image = image.point([shade * (SHADES - 1) // FULL for shade in range(256)])
    image.paste(SHADES, (0, 0, 18, SIZE[1]))
    image.putpalette([*PALETTE, *ACCENT])
    image.save(file, "png", bits=4)
    return base64.b64encode(file.getvalue()).decode()


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def fitted(text: str, width: int, ways: list[tuple[int, int]]) -> tuple[str, int]:
    """A text in rows of a width, and its size: of these ways, each a size and how many rows it may take, the first that does."""
    for size, most in ways:
        rows = [""]
        for word in text.split():
            more = f"{rows[-1]} {word}".strip()
            rows = [*rows[:-1], more] if font(size).getlength(more) <= width else [*rows, word]
        if len(rows) <= most:
            break
    return "\n".join(rows), size


@cache
def equation(tex: str) -> Image.Image | None:
    """A formula as a mask that fits on the card; None if matplotlib cannot set it."""
    with rc_context({"mathtext.fontset": "stix"}):
        try:
            image = Image.fromarray(mathtext.MathTextParser("agg").parse(f"${tex}$", 480).image)
        except ValueError:
            return None
    image.thumbnail((CARD[2] - CARD[0] - EDGE, CARD[3] - CARD[1] - EDGE // 2))
    return image
