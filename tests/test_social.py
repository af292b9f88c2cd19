"""The picture shown with a link to a page: small, the same on every run, with the first formula that can be set, drawn once."""

import base64
import io
import runpy
from types import SimpleNamespace

import pytest
from PIL import Image

from exhibit import figure, pages, runs

from .exhibit_project import CARD as FENCE
from .exhibit_project import in_folder

project = pytest.fixture(in_folder)
SOCIAL = SimpleNamespace(**runpy.run_path(str(figure.SOCIAL)))
WHAT = ("Toán học", "Độ tương đồng và phép loại suy", "Một câu nói trang này viết về điều gì.")
CASES = r"x = \begin{cases} 1 \\ 0 \end{cases}"
INSIDE = tuple(edge + step for edge, step in zip(SOCIAL.CARD, (4, 4, -4, -4), strict=True))


def shown(*formulas):
    return base64.b64decode(SOCIAL.draw(*WHAT, *formulas))


def opened(png):
    return Image.open(io.BytesIO(png))


def test_a_picture_is_small_and_has_its_size_and_the_colours_of_the_site():
    png = shown(r"\mathbf{z}_i = \frac{a}{b}")
    assert opened(png).size == (1200, 630) and opened(png).format == "PNG" and len(png) <= 30_000
    assert png == shown(r"\mathbf{z}_i = \frac{a}{b}")
    colours = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in opened(png).convert("RGB").getcolors(16)}
    assert {"#fbf9f4", "#16263d", "#b4472a"} <= colours


def test_the_first_formula_that_can_be_set_is_shown_or_else_what_the_page_is_about():
    assert SOCIAL.equation(CASES) is None and shown(CASES, "a + b") == shown("a + b", "c") != shown()
    assert shown(CASES) == shown()
    assert all(opened(png).crop(INSIDE).getextrema()[1] == SOCIAL.SHADES - 1 for png in (shown("a + b"), shown()))


@pytest.mark.parametrize("tex", ["x", "+".join(["x_{i}"] * 40), r"\frac{\frac{a}{b}}{\frac{\frac{c}{d}}{e}}"])
def test_a_formula_fits_on_its_card(tex):
    mask = SOCIAL.equation(tex)
    assert mask.width < INSIDE[2] - INSIDE[0] and mask.height < INSIDE[3] - INSIDE[1] and mask.getextrema()[1] > 200


def test_a_text_takes_the_first_way_that_holds_it():
    ways = [(84, 1), (60, 2), (40, 9)]
    assert SOCIAL.fitted("Chuẩn hóa", 1000, ways) == ("Chuẩn hóa", 84)
    for text, size in (("một hai ba bốn năm sáu bảy tám chín", 60), ("một hai ba " * 15, 40)):
        rows, found = SOCIAL.fitted(text, 1000, ways)
        assert found == size and rows.split() == text.split()
        assert all(SOCIAL.font(found).getlength(row) <= 1000 for row in rows.split("\n"))


def test_every_vietnamese_letter_has_its_glyph():
    missing = bytes(SOCIAL.font(40).getmask("\uffff"))
    for letter in "ăâđêôơưẠảẫậắằẳẵặẹẻẽềểễếệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ":
        assert bytes(SOCIAL.font(40).getmask(letter)) != missing, letter


def test_the_picture_of_a_page_stands_beside_it_and_is_drawn_once(project, monkeypatch):
    project.write("docs/page.en.md", FENCE)
    file = SimpleNamespace(abs_dest_path=str(project.root / "site/page/index.html"))
    page = SimpleNamespace(file=file, title="Một trang", meta={"description": "Một câu."}, is_index=False, is_top_level=True)
    for _ in range(2):
        figure.share("Toán học", page, pages.stated(pages.DOCS / "page.en.md", "en"))
        wanted = base64.b64decode(SOCIAL.draw("Toán học", "Một trang", "Một câu.", "y = 2x"))
        assert (project.root / "site/page/social.png").read_bytes() == wanted
        monkeypatch.setattr(figure, "social", None)
    assert len(list(runs.CACHE.glob("social-*"))) == 1


def test_a_card_of_no_snippet_has_no_formulas_to_show(project):
    project.write("docs/page.en.md", FENCE.replace("one", "none"))
    assert pages.stated(pages.DOCS / "page.en.md", "en") == []
