"""Pages say the same in fewer bytes, and may load what the site holds and nothing else."""

import re

import pytest
from bs4 import BeautifulSoup
from pygments import formatters, highlight, lexers

from exhibit import wire
from exhibit.words import mathml

CODE = 'def f(x):  # two\n\n    """Doc."""\n    return f"{x}" if x is not None else np.zeros(3)\n'
SCRIPT = "\n  let one = 1\n\n  // two\n"


@pytest.fixture(scope="module")
def page():
    colours = dict(wire.STANDARD_TYPES)
    wire.plain_colours()
    code = highlight(CODE, lexers.PythonLexer(), formatters.HtmlFormatter(wrapcode=True))
    wire.STANDARD_TYPES.update(colours)
    table = '<table><tr><td class="x" style="text-align: right;">1</td><td style="top: 0;left: 1px">2</td></tr></table>'
    number = '<p><span class="exhibit-number">6</span> <span class="exhibit-number">2 × 3</span></p>'
    inline = f'<p>and <span class="arithmatex">{mathml("x^2")}</span>\n   so</p>'
    head = '<meta charset="utf-8">\n\n   <link rel="stylesheet" href="x">\n\n'
    body = f"<h1>A</h1>\n\n  {code}{table}{number}{inline}{mathml('y', display=True)}"
    scripts = f'<script data-base=".">{SCRIPT}</script><script src="x.js"></script><script type="application/ld+json">{{}}</script>'
    return f'<!doctype html>\n<html lang="vi">\n<head>\n{head}{scripts}</head>\n\n<body>\n  {body}</body></html>'


def words(html):
    found = BeautifulSoup(html, "html.parser")
    for one in found.select("math:not([display]) annotation"):
        one.decompose()
    return found.get_text(" ", strip=True).split()


def test_the_page_says_the_same_in_fewer_bytes(page):
    slim = wire.slim(page)
    assert words(slim) == words(page) and len(slim) < 0.9 * len(page)
    assert BeautifulSoup(slim, "html.parser").select_one("pre code").text == CODE
    assert f">{SCRIPT}<" in slim
    assert not re.search(r"\n\s|(?<!data-)style=", re.sub(r"(?s)<(pre|script).*?</\1>", "", slim))


def test_formulas_keep_their_latex_where_a_button_copies_it(page):
    assert [one.text for one in BeautifulSoup(wire.slim(page), "html.parser").select("annotation")] == ["y"]


def test_numbers_that_could_break_stay_together(page):
    assert [one.text for one in BeautifulSoup(wire.slim(page), "html.parser").select(".exhibit-number")] == ["2 × 3"]


def test_code_has_few_colours(page):
    found = BeautifulSoup(wire.slim(page), "html.parser").select("pre i")
    assert [(one["class"][0], one.text) for one in found] == [
        ("k", "def"), ("nf", "f"), ("c", "# two"), ("c", '"""Doc."""'), ("k", "return"), ("s", 'f"{'), ("s", '}"'),
        ("k", "if"), ("k", "is"), ("k", "not"), ("k", "None"), ("k", "else"),
    ]  # fmt: skip


def test_the_policy_names_the_inline_scripts_and_no_others(page):
    assert wire.policy("").count("sha256") == 0 and "script-src 'self' 'wasm-unsafe-eval';" in wire.policy("")
    assert wire.policy(page).count("'sha256-") == wire.policy(page * 2).count("'sha256-") == 1
    empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"  # known of SHA-256
    assert f"script-src 'self' 'wasm-unsafe-eval' {empty}; " in wire.policy("<script></script>")


def site(folder, page, serving):
    (folder / "assets").mkdir(parents=True)
    (folder / "one").mkdir()
    (folder / "assets/site.js").write_text("// told\nconst a = 1 // one\ng(a) // while serving\n  f(a)\n", "utf-8")
    for name in ("index.html", "one/index.html"):
        (folder / name).write_text(page, "utf-8")
    css = wire.write(folder, serving)
    return BeautifulSoup((folder / "one/index.html").read_text("utf-8"), "html.parser"), css


def test_a_site_gets_fonts_styles_and_the_policy_twice(tmp_path, page):
    found, css = site(tmp_path, page, serving=False)
    (font,) = (tmp_path / "assets").glob("stix-*.woff2")
    assert found.html["data-maths"] == font.stem and f"[data-maths={font.stem}]" in css and f"url({font.name})" in css
    assert found.select_one("link[rel=preload]")["href"] == f"../assets/{font.name}"
    assert '[data-style="text-align: right;"]{text-align: right!important;}' in css
    policy = found.select_one("meta[http-equiv]")["content"]
    assert (tmp_path / "_headers").read_text("utf-8") == f"/*\n  Content-Security-Policy: {policy}; frame-ancestors 'none'\n"
    assert (tmp_path / "assets/site.js").read_text("utf-8") == "const a = 1 // one\nf(a)\n"


def test_served_pages_hold_no_policy_because_it_would_forbid_to_reload_them(tmp_path, page):
    assert not site(tmp_path, page, serving=True)[0].select("meta[http-equiv]")
    assert (tmp_path / "assets/site.js").read_text("utf-8") == "const a = 1 // one\ng(a) // while serving\nf(a)\n"
