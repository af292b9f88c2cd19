"""The lesson as one PDF: contents, chapters and outline in the order of the navigation; links stay within it where they can."""

import io
from concurrent.futures import ThreadPoolExecutor
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from exhibit import book

HOME = "https://lesson.example/repo/"
PAGE = """<!doctype html><html lang="vi"><head><link rel="canonical" href="{home}">
<link rel="stylesheet" href="{up}assets/site.css">
<meta name="description" content="Tính bằng tay."><title>T</title></head><body><nav class="md-nav--primary">
<a href="./">Nhà</a>
<a href="embeddings/01-one/">1</a><a href="#here">a part</a><a href="embeddings/02-two/">2</a><a href="lab/">L</a>
<a href="cite/">C</a></nav>
<article class="md-typeset">{text}</article></body></html>"""
MATHS = '<math><mfrac><mi>α</mi><mi>β</mi></mfrac><annotation encoding="application/x-tex">\\frac{\\alpha}{\\beta}</annotation></math>'
CODE = '<div class="highlight"><pre><code><span class="k">return</span> <span class="n">x</span></code></pre></div>'
PAGES = {
    "": '<h1 id="top">Toán<a class="headerlink">¶</a></h1>',
    "embeddings/01-one/": f"""<h1 id="one">Chữ số<a class="headerlink" href="#one">¶</a></h1><h2 id="part">Phần</h2><p>{MATHS}
<button>Chép</button> <a href="../02-two/#part">sau</a> <a href="#part">đây</a> <a href="../../lab/">lab</a>
<a href="../02-two/">hai</a></p>
<img src="../../assets/a.svg#only-light" loading="lazy"><img src="../../assets/a.svg#only-dark"><script>no()</script>""",
    "embeddings/02-two/": f"""<h1 id="one">Mười<a class="headerlink">¶</a></h1><h2 id="part">Cuối</h2>{CODE}
<a href="../../cite/#who">nguồn</a>""",
    "lab/": "<h1>Phòng</h1>",
    "cite/": '<h1 id="cite">Nguồn</h1><ul><li id="who"><a href="https://paper.example/1">paper.example/1</a></li></ul>',
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "assets").mkdir()
    (folder / "assets/site.css").write_text("article { break-after: page }")
    (folder / "assets/a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
    for address, text in PAGES.items():
        (folder / address).mkdir(parents=True, exist_ok=True)
        page = PAGE.format(home=HOME + address, up="../" * address.count("/"), text=text)
        (folder / address / "index.html").write_text(page, "utf-8")
    return folder


@pytest.fixture(scope="module")
def pdf(site):
    with ThreadPoolExecutor(1) as apart:  # other tests' browser may be open in this thread
        return PdfReader(io.BytesIO(apart.submit(book.printed, site, "vi").result()))


def test_a_chapter_holds_what_paper_shows_and_its_links_lead_within_the_book_where_they_can(site):
    told = book.assembled(site, "vi")
    one, _, cite = told["chapters"]
    assert [told["title"], told["description"], told["address"]] == ["Toán", "Tính bằng tay.", HOME]
    assert [one["href"] for one in one.select("a")] == [
        "#embeddings/02-two/part",
        "#embeddings/01-one/part",
        HOME + "lab/",
        "#embeddings/02-two/",
    ]
    assert [image["src"] for image in one.select("img")] == [HOME + "assets/a.svg#only-light"] and not one.select("[loading]")
    assert not one.select("button, script, .headerlink") and one.h1.text == "1. Chữ số"
    assert one.math["role"] == "img" and one.math["aria-label"] == r"\frac{\alpha}{\beta}"
    assert cite.select_one("li")["id"] == "cite/who" and cite.a["href"] == "https://paper.example/1"
    ids = [tag["id"] for chapter in told["chapters"] for tag in [chapter, *chapter.select("[id]")]]
    assert len(set(ids)) == len(ids) == 9


def test_the_outline_and_the_contents_name_the_chapters_with_their_pages(pdf):
    titles = [one.title for one in pdf.outline if not isinstance(one, list)]
    assert titles == ["Toán", "Mục lục", "1. Chữ số", "2. Mười", "Nguồn"]
    assert [[one.title for one in part] for part in pdf.outline if isinstance(part, list)] == [["Phần"], ["Cuối"]]
    contents = pdf.pages[1].extract_text().split()
    for title in titles[2:]:
        (page,) = [pdf.get_destination_page_number(one) for one in pdf.outline if not isinstance(one, list) and one.title == title]
        assert str(page + 1) in contents and title.split()[-1] in contents and title in pdf.pages[page].extract_text()


def test_every_link_of_the_pdf_leads_to_a_page_of_it_or_to_an_address(pdf):
    within, elsewhere = [], set()
    for number, page in enumerate(pdf.pages):
        for link in [one.get_object() for one in page.get("/Annots", [])]:
            if "/Dest" in link:
                within.append((number, pdf.get_destination_page_number(pdf.named_destinations[link["/Dest"]])))
            else:
                elsewhere.add(link["/A"]["/URI"])
    assert within == [(1, 2), (1, 3), (1, 4), (2, 3), (2, 2), (2, 3), (3, 4)]
    assert elsewhere == {HOME, HOME + "lab/", "https://paper.example/1"}


def test_formulas_and_code_are_text_and_the_language_is_told(pdf):
    assert {"α", "β"} <= set(normalize("NFKC", pdf.pages[2].extract_text())) and "return x" in pdf.pages[3].extract_text()
    assert pdf.root_object["/Lang"] == "vi" and pdf.metadata.title == "Toán" and pdf.root_object["/MarkInfo"]["/Marked"]
