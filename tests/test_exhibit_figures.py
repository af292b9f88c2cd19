"""A figure is drawn once, kept, shown in both palettes with its text alternative; each mistake is one line with its place."""

import json
import re
import xml.etree.ElementTree as etree
from pathlib import Path

import pytest

from exhibit import figure, pages, runs
from exhibit.words import stop
from tests.exhibit_project import SNIPPET, changed, fault, in_folder

ROOT = Path(__file__).resolve().parent.parent
DRAW = """from snippets.one import twice


def draw(figure, lang):
    axes = figure.subplots()
    axes.plot([0, 1 / 3], [0, twice(1) / 7], color="#0072b2")
    axes.set_title({"vi": "đường thẳng", "en": "a line"}[lang] + " 0.123456 #0072b2")
"""
BLOCK = '/// figure | line\n    alt: A "line" <upwards>\n\nLook at $x$.\n///\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    made = in_folder(tmp_path, monkeypatch)
    made.write("figures/style.mplstyle", "svg.hashsalt: one\nsvg.fonttype: none\n")
    made.write("figures/palettes.json", '{"light": {}, "dark": {"#0072b2": "#56b4e9"}}')
    made.write("figures/line.py", DRAW)
    return made


def test_each_language_and_palette_has_its_svg_of_one_drawing(project):
    svgs = figure.drawn("line")
    assert svgs.keys() == {"vi.light", "vi.dark", "en.light", "en.dark"}
    assert "đường thẳng" in svgs["vi.light"] and "a line" in svgs["en.light"] and "đường" not in svgs["en.light"]
    assert "stroke: #0072b2" in svgs["vi.light"] and "stroke: #56b4e9" in svgs["vi.dark"]
    assert svgs["vi.light"].replace("#0072b2", "#56b4e9") == svgs["vi.dark"]
    assert {etree.fromstring(svg).tag for svg in svgs.values()} == {"{http://www.w3.org/2000/svg}svg"}


def test_coordinates_are_rounded_and_words_are_not(project):
    svg = figure.drawn("line")["en.light"]
    assert "0.123456" in svg and not re.search(r"\d\.\d{3}", svg.replace("0.123456", ""))
    assert "<dc:date>" not in svg and "Matplotlib" not in svg


def test_two_drawings_are_the_same_to_the_byte(project):
    first = figure.draw(Path("figures/line.py"))
    assert first == figure.draw(Path("figures/line.py"))


def test_it_is_drawn_again_when_something_it_read_has_changed_and_only_then(project, monkeypatch):
    def forbidden(*_):
        raise AssertionError("it ran again")

    figure.drawn("line")
    kept = json.loads((runs.CACHE / "figure-line.json").read_text("utf-8"))["files"]
    assert {"figures/line.py", "figures/style.mplstyle", "figures/palettes.json", "snippets/one.py", "requirements.txt"} <= kept.keys()
    with monkeypatch.context() as patch:
        patch.setattr(runs, "run", forbidden)
        figure.drawn("line")
        project.write("snippets/other.py", "x = 1\n")
        figure.drawn("line")
        for file, text in [
            ("snippets/one.py", SNIPPET.replace("2 * x", "3 * x")),
            ("figures/style.mplstyle", "svg.hashsalt: two\nsvg.fonttype: none\n"),
            ("figures/palettes.json", '{"light": {}, "dark": {}}'),
            ("figures/line.py", DRAW + "\n"),
        ]:
            old = (project.root / file).read_text("utf-8")
            project.write(file, text)
            with pytest.raises(AssertionError, match="it ran again"):
                figure.drawn("line")
            project.write(file, old)
            figure.drawn("line")


def test_the_block_shows_an_image_for_each_palette_with_size_and_words(project):
    html = project.draw(f"# A\n\n{BLOCK}\nAfter.\n", root="../../")
    assert not project.faults
    images = re.findall(r"<img ([^>]*)>", html)
    assert [re.search(r'src="([^"]*)"', one)[1] for one in images] == [
        "../../assets/line.en.light.svg#only-light",
        "../../assets/line.en.dark.svg#only-dark",
    ]
    width, height = (float(etree.fromstring(figure.drawn("line")["en.light"]).get(side)[:-2]) for side in ("width", "height"))
    for one in images:
        assert 'loading="lazy"' in one and f'width="{int(width)}" height="{int(height)}"' in one
        assert 'alt="A &#34;line&#34; &lt;upwards&gt;"' in one
    assert re.search(r'(?s)<figure class="exhibit-figure"><img.*<figcaption>\s*<p>Look at .*<math.*</p>\s*</figcaption>\s*</figure>', html)
    assert html.index("</figure>") < html.index("After.")


def test_the_files_that_are_written_are_the_drawings(project):
    project.write("figures/_shared.py", "x = 1\n")
    (project.root / "site/assets").mkdir(parents=True)
    figure.write(Path("site"), stop)
    found = {path.name: path.read_text("utf-8") for path in Path("site/assets").iterdir()}
    assert found == {f"line.{kind}.svg": svg for kind, svg in figure.drawn("line").items()}


def test_a_figure_without_a_text_alternative(project):
    project.draw("# A\n\n/// figure | line\nLook.\n///\n")
    assert project.faults == ["docs/page.en.md:3: line has no text alternative; write `    alt: …` under this line"]
    project.draw("# A\n\n/// figure | line\n    alt: ' '\n\nLook.\n///\n")
    assert len(project.faults) == 1


def test_an_unknown_figure(project):
    html = project.draw(BLOCK.replace("line", "lime"))
    (told,) = project.faults
    assert told.startswith("figures/lime.py:1: it stopped with code 1: ") and "No such file" in told
    assert told.endswith("; mend the figure, or its name on the page") and "exhibit-error" in html and "\n" not in told


def test_a_figure_that_stops_names_its_own_line(project):
    project.write("figures/line.py", changed(DRAW, ("twice(1)", "twice(1) / 0")))
    told = fault(figure.drawn, "line")
    assert told.startswith("figures/line.py:6: it stopped with code 1: ") and "ZeroDivisionError" in told and "\n" not in told
    project.write("figures/line.py", DRAW)
    assert figure.drawn("line")


def test_a_figure_that_does_not_draw_or_writes_to_stderr(project):
    project.write("figures/line.py", "x = 1\n")
    assert "KeyError: 'draw'" in fault(figure.drawn, "line")
    project.write("figures/line.py", "import sys\n" + DRAW + "    print('oh', file=sys.stderr)\n")
    assert fault(figure.drawn, "line").startswith("figures/line.py:1: it writes to stderr: oh")
    project.write("figures/line.py", DRAW + "    print('what a demonstration prints is no matter')\n")
    assert figure.drawn("line")


def test_a_figure_that_is_too_large(project):
    project.write("figures/line.py", DRAW + "    axes.plot([i % 2 for i in range(4000)], range(4000))\n")
    assert fault(figure.drawn, "line") == ("figures/line.py:1: an SVG of more than 40,000 bytes; mend the figure, or its name on the page")


def test_a_block_that_is_not_closed(project):
    project.draw("# A\n\n/// figure | line\n    alt: a line\n\nLook.\n\n## B\n")
    assert project.faults == ["docs/page.en.md:3: '/// figure | line' is not closed with a line ///; see CONTRIBUTING"]


def test_a_figure_that_no_page_shows_or_two_do(project):
    card = "/// exhibit | one\nF1: so\n///\n"
    project.write("docs/a.vi.md", f"{card}\n{BLOCK}")
    project.write("docs/a.en.md", card)
    pages.check(project.report)
    mend = "write /// figure | line once, a card elsewhere with `placement: again`"
    assert project.faults == [f"figures/line.py:1: 0 places of language en show it; {mend}"]
    project.write("docs/a.en.md", f"{card}\n{BLOCK}\n{BLOCK}")
    project.faults.clear()
    pages.check(project.report)
    assert project.faults == [f"figures/line.py:1: 2 places of language en show it; {mend}"]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(
        weight * (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4)
        for weight, one in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("palette", "paper"), [("light", "#ffffff"), ("dark", "#1e2129")])
def test_words_and_lines_stand_out_on_the_paper_of_their_palette(palette, paper):
    """4.5 to 1 for words, in whichever colour: WCAG 2.2, 1.4.3; the grid is not to be noticed."""
    style = (ROOT / "figures/style.mplstyle").read_text("utf-8")
    used = {f"#{one}" for one in re.findall(r'"#?([0-9a-f]{6})"', style)} - {"#c9ccd2"}
    partner = json.loads((ROOT / "figures/palettes.json").read_text("utf-8"))
    assert len(used) == 6 and used | {"#c9ccd2"} == partner["dark"].keys() and not partner["light"]
    faint = {one: round(contrast(partner[palette].get(one, one), paper), 2) for one in used}
    assert min(faint.values()) >= 4.5, faint
