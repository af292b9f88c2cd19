"""The site's one stylesheet holds what a page or a script can meet, and nothing else."""

import pytest

from exhibit import style

PAGE = '<html class="no-js"><body data-md-color-scheme="default"><p class="one two" id="here">text three</p><input type="radio" hidden>'
CSS = """
:root { --read: red; --unread: url("data:image/svg+xml;charset=utf-8,<svg viewBox='0 0 24 24'/>"); --chain: var(--read); }
.one, .absent { color: var(--read); }
.two:not(.absent) > p::before { content: "."; }
.three { color: green; }
#here, #there { top: 1px; }
section p { top: 2px; }
[data-md-color-scheme=slate] p { color: blue; }
[data-md-color-scheme=default] p { color: navy; }
.one:is(.absent, p) { left: 3px; }
.from-script, .from-comment { left: 4px; }
p.one { transition: color .25s; } p.two { transition: transform .25s; }
[data-made=here] { top: 8px; }
@media print { .absent { top: 5px; } .one { animation: turn 1s; } }
@keyframes turn { from { top: 6px; } to { top: 7px; } }
@keyframes idle { from { top: 8px; } }
details[open] p, p[hidden] { top: 9px; }
"""


@pytest.fixture
def css():
    known = style.BROWSER | style.used(PAGE) | style.quoted('element.className = "from-script", { "data-made": "here" } // from-comment')
    return style.pruned(CSS, frozenset(known))


@pytest.mark.parametrize(
    "kept",
    [
        "--read:red",
        ".one{color:var(--read)}",
        '.two:not(.absent)>p:before{content:"."}',
        "#here{top:1px}",
        "[data-md-color-scheme=default] p{color:navy}",
        ".one:is(.absent,p){left:3px}",
        ".from-script{left:4px}",
        "[data-made=here]{top:8px}",
        "@media print{.one{animation:1s turn}}",
        "@keyframes turn{0%{top:6px}to{top:7px}}",
        "p.two{transition:transform .25s}",
        "p[hidden]{top:9px}",
    ],
)
def test_what_can_be_met_stays(css, kept):
    assert kept in css


@pytest.mark.parametrize(
    "gone", ["unread", "chain", "green", "there", "section", "slate", "from-comment", "5px", "color .25s", "idle", "details"]
)
def test_what_cannot_be_met_goes(css, gone):
    assert gone not in css


def test_a_property_that_another_file_reads_stays():
    known = style.BROWSER | style.used(PAGE) | style.read(".x { color: var(--unread) }")
    assert "--unread" in style.pruned(CSS, frozenset(known))


def test_a_site_gets_one_stylesheet_that_grows_with_its_pages(tmp_path):
    def build(page):
        for folder, name in zip(style.THEME, ("main.1.min.css", "bundle.js", "favicon.png"), strict=True):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / name).write_text(".one.focus-visible { top: 1px } .new { top: 2px }" if "css" in name else "", "utf-8")
        (tmp_path / style.OWN[0]).write_text(".one { top: 3px } .from-data { top: 4px }", "utf-8")
        (tmp_path / "assets/more.css").write_text(".absent { top: 5px }", "utf-8")
        (tmp_path / "assets/x.js").write_text('"from-data"', "utf-8")
        (tmp_path / "index.html").write_text(page, "utf-8")
        style.write(tmp_path, "p{top:5px}")
        assert sorted(path.name for path in tmp_path.glob("assets/*")) == ["more.css", "site.css", "x.js"]
        return (tmp_path / style.TARGET).read_text("utf-8")

    assert build(PAGE) == ".one:focus-visible{top:1px}.one{top:3px}.from-data{top:4px}p{top:5px}"
    assert ".new{top:2px}" in build(PAGE + '<i class="new">')
