"""The font holds every character that the formulas of the site need, and the same bytes each time."""

import pytest
from fontTools.ttLib import TTFont

from exhibit import font
from exhibit.words import mathml

TEX = [r"h_\theta(x) = \sqrt{2\pi}", r"\|\mathbf{v}\| \le \sum_{i=1}^{|V|} p_i", r"\text{độ dài}", r"a < b \times 3 \cdot \mathbb{R}"]
OUTSIDE = "Ж"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for number, tex in enumerate(TEX):
        page = folder / f"en/{number}/index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<p>{OUTSIDE}</p>{mathml(tex, display=number % 2 == 0)}<p>{OUTSIDE}</p>", "utf-8")
    font.write(folder, "font.woff2")
    return folder


@pytest.fixture(scope="module")
def cut(site):
    return TTFont(site / "font.woff2")


@pytest.mark.parametrize(
    "character", [*"=()|2<×⋅∑‖≤ℝđộài", "√", "\u210e", "\U0001d465", "\U0001d703", "\U0001d70b", "\U0001d42f", "\U0001d44e"]
)
def test_what_the_formulas_need(cut, character):
    assert ord(character) in cut.getBestCmap()


@pytest.mark.parametrize("character", [OUTSIDE, "\\", "\U0001d467", "∮"])
def test_what_they_do_not_need(cut, character):
    assert ord(character) not in cut.getBestCmap()


def test_the_tables_that_set_mathematics(cut):
    assert cut["MATH"].table.MathConstants is not None
    assert {"kern", "mark", "ssty"} & {record.FeatureTag for record in cut["GSUB"].table.FeatureList.FeatureRecord}
    assert cut.flavor == "woff2" and "fpgm" not in cut
    assert "STIX" in cut["name"].getDebugName(1) and "Open Font License" in cut["name"].getDebugName(13)


def test_it_is_small(site):
    assert 4_000 < (site / "font.woff2").stat().st_size < 30_000


def test_it_is_the_same_each_time(site):
    font.write(site, "again.woff2")
    assert (site / "again.woff2").read_bytes() == (site / "font.woff2").read_bytes()


def test_the_characters_of_pages():
    page = "<p>q</p><math><mi>h</mi><mi>ab</mi><mo>&lt;</mo>\n<mi>&#x3b8;</mi><annotation>zzz</annotation></math>z<math><mi>A</mi></math>"
    assert font.characters(page) == {*"hab<A√", "\u03b8", "\u210e", "\U0001d434"} | {
        one for one in font.characters(page) if one == "\U0001d703"
    }
