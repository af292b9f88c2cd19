"""Each page's font holds every character that its formulas need, in any language, and the same bytes each time."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from exhibit import font
from exhibit.words import mathml

TEX = [r"h_\theta(x) = \sqrt{2\pi}", r"\|\mathbf{v}\| \le \sum_{i=1}^{|V|} p_i", r"\text{độ dài}", r"a < b \times 3 \cdot \mathbb{R}"]
OUTSIDE = "Ж"
PAGE = f"<p>{OUTSIDE}</p>" + "".join(mathml(tex, display=number % 2 == 0) for number, tex in enumerate(TEX)) + f"<p>{OUTSIDE}</p>"
PAGES = {Path("one/index.html"): PAGE, Path("en/one/index.html"): mathml("q"), Path("two/index.html"): mathml("k"), Path("404.html"): "k"}


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    return {str(path): folder / f"{name}.woff2" for path, name in font.write(PAGES, folder).items()}


@pytest.fixture(scope="module")
def cut(names):
    return TTFont(names["one/index.html"])


@pytest.mark.parametrize(
    "character", [*"=()|2<×⋅∑‖≤ℝđộài", "√", "\u210e", "\U0001d465", "\U0001d703", "\U0001d70b", "\U0001d42f", "\U0001d44e", "\U0001d45e"]
)
def test_what_the_formulas_of_both_languages_need(cut, character):
    assert ord(character) in cut.getBestCmap()


@pytest.mark.parametrize("character", [OUTSIDE, "\\", "\U0001d467", "∮", "x", "\U0001d458"])
def test_what_they_do_not_need(cut, character):
    assert ord(character) not in cut.getBestCmap()


def test_the_tables_that_set_mathematics(cut):
    assert cut["MATH"].table.MathConstants is not None and cut["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    assert cut.flavor == "woff2" and "fpgm" not in cut
    assert "STIX" in cut["name"].getDebugName(0) and "Open Font License" in cut["name"].getDebugName(13)


def test_languages_share_a_font_and_pages_without_formulas_have_none(names):
    assert names["one/index.html"] == names["en/one/index.html"] != names["two/index.html"]
    assert names.keys() == {"one/index.html", "en/one/index.html", "two/index.html"}
    assert names["two/index.html"].stat().st_size < 4_000 < names["one/index.html"].stat().st_size < 10_000


def test_it_is_the_same_each_time_and_by_another_way(names, tmp_path):
    assert {str(path): name for path, name in font.write(PAGES, tmp_path).items()} == {path: name.stem for path, name in names.items()}
    font.cut.cache_clear()
    font.write(PAGES, tmp_path)
    assert all((tmp_path / name.name).read_bytes() == name.read_bytes() for name in names.values())


def test_a_part_of_a_part_is_that_part_of_the_whole():
    part, whole = font.cut("ab", font.cut("abc")), font.cut("ab")
    assert TTFont(BytesIO(part)).getBestCmap() == TTFont(BytesIO(whole)).getBestCmap()


def test_the_characters_of_pages():
    page = '<p>q</p><math><mi>h</mi><mi>ab</mi><mo>&lt;</mo>\n<mi>&#x3b8;</mi><mi mathvariant="normal">x</mi>'
    page += "<annotation>zzz</annotation></math>z"
    assert font.characters(page + "<math><mi>A</mi></math>") == {*"ab<x√ \xa0", "\u210e", "\U0001d703", "\U0001d434"}
    slanted = {"ϵ": "\U0001d716", "∂": "\U0001d715", "Θ": "\U0001d6e9", "z": "\U0001d467", "𝐯": "𝐯", "log": "log"}
    assert all(font.characters(f"<math><mi>{one}</mi></math>") == {*two, *"√ \xa0"} for one, two in slanted.items())
    assert font.characters("<p>a √</p>") == set()
