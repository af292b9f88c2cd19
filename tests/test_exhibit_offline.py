"""A built site becomes a copy whose links name files, whose fonts lie in its stylesheet and whose search is a list."""

import zipfile

import pytest

from exhibit import offline

PAGE = """<!doctype html><html data-maths="f" lang="vi"><head><meta http-equiv="Content-Security-Policy" content="x">
<link rel="preload" href="../assets/f.woff2" as="font"></head><body><a href="../">a</a> <a class="b" href="../part/#c">b</a>
<a href="#c">c</a> <a href="https://one.example/part/">d</a> <a href="../snippets/one.py">e</a>
<a class="exhibit-download" href="../snippets/one.py" download>one.py</a><a class="exhibit-download" href="../snippets/one.zip">zip</a>
<pre><code>x <i>&lt;</i> <a href="#c">y</a>
</code></pre><article><h1 id="t">Chuẩn &amp; hóa</h1><h2 id="c">Phần</h2></article></body></html>"""


@pytest.fixture
def copy(tmp_path):
    site = tmp_path / "site"
    for name, text in {
        "part/index.html": PAGE,
        "index.html": PAGE.replace("../", ""),
        "404.html": "",
        "snippets/one.py": '"""Head & all."""\nx < y\n',
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")
    (site / "assets").mkdir()
    (site / "assets/f.woff2").write_bytes(b"font")
    (site / "assets/site.css").write_text('@font-face{src:url(f.woff2)format("woff2")}')
    (site / "assets/search.js").write_text("const dialog = 1\n\n{\nfind()\n}\n")
    offline.write(site, tmp_path / "copy")
    return tmp_path / "copy"


def test_links_to_folders_name_the_page_in_them_and_others_stay(copy):
    page = (copy / "part/index.html").read_text("utf-8")
    assert 'href="../index.html"' in page and 'href="../part/index.html#c"' in page and 'href="#c"' in page
    assert 'href="https://one.example/part/"' in page and 'href="../snippets/one.py"' in page
    assert "preload" not in page and "Content-Security-Policy" not in page and not (copy / "404.html").exists()


def test_a_card_holds_the_whole_file(copy):
    page = (copy / "part/index.html").read_text("utf-8")
    assert (
        '<code><span hidden>&quot;&quot;&quot;Head &amp; all.&quot;&quot;&quot;\n</span>x <i>&lt;</i> <a href="#c">y</a>\n</code>' in page
    )


def test_the_font_lies_in_the_stylesheet(copy):
    assert (copy / "assets/site.css").read_text() == '@font-face{src:url(data:font/woff2;base64,Zm9udA==)format("woff2")}'


def test_the_list_takes_the_place_of_what_finds(copy):
    script = (copy / "assets/search.js").read_text("utf-8")
    assert script.startswith("\nconst dialog = 1\n\n{\nconst places = ") and "find()" not in script and script.endswith("}\n")
    assert '["part/index.html#c", "Phần", "Chuẩn & hóa", ""]' in script


def test_the_zip_holds_the_folder(copy):
    with zipfile.ZipFile(copy.with_suffix(".zip")) as archive:
        names = archive.namelist()
    assert names == sorted(names) and {f"copy/{path.relative_to(copy).as_posix()}" for path in copy.rglob("*") if path.is_file()} == set(
        names
    )
