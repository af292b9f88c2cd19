"""A page printed from the browser: light, unfolded, unbroken where it fits, without what only a screen can use."""

import io
import re
import unicodedata

import pytest
from pypdf import PdfReader

from .reading import LANGUAGES

SECTION = "embeddings/06-training/"
PAPER = {"width": 673, "height": 1000}  # A4 without the margins of print.css
CHROME = """.md-header, .md-sidebar, .md-footer, .md-skip, .headerlink, .exhibit-copy, .exhibit-tex, .exhibit-foot a,
    .explore-live, .term-note, .md-code__nav"""
SEEN = "hidden => [...document.querySelectorAll(hidden)].filter(one => one.checkVisibility()).map(one => one.className)"
WIDE = """() => [...document.querySelectorAll("article *")].filter(one => one.scrollWidth > one.clientWidth + 1
    && /auto|scroll/.test(getComputedStyle(one).overflowX) || !one.closest(".md-typeset__scrollwrap")
    && one.getBoundingClientRect().right > document.querySelector("article").getBoundingClientRect().right + 1).map(one => one.outerHTML)"""
FIGURES = """() => [...document.querySelectorAll("figure.exhibit-figure img")].map(one =>
    [one.src.includes(".light."), one.checkVisibility(), one.naturalWidth > 0])"""
CODES = """() => [...document.querySelectorAll(".exhibit-code code, .solution code")].map(one => {
    const shown = one.cloneNode(true)
    shown.querySelectorAll("[hidden]").forEach(part => part.remove())
    return shown.textContent
})"""


def root(lang):
    return "" if lang == "vi" else f"{lang}/"


def words(text):
    """A text without its blanks, which a PDF does not keep, and with letters that its font may join apart again."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def texts(pdf):
    """The text of each page, without its number, which comes first."""
    return [re.sub(r"^\d+/\d+", "", words(one.extract_text())) for one in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def printed(browser, address, lang):
    """A section printed by somebody who reads in the dark: the page, as paper shows it, and the text of each sheet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page = context.new_page()
    page.goto(address + root(lang) + SECTION)
    pdf = page.pdf(format="A4")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(PAPER)
    yield page, texts(pdf)
    context.close()


def test_paper_has_no_menus_and_no_buttons(printed):
    page, sheets = printed
    assert page.evaluate(SEEN, CHROME) == []
    assert page.locator(".exhibit-copy").count() >= 2  # which a screen shows
    assert sheets[0].startswith(words(page.locator("h1").evaluate("one => one.firstChild.textContent")))


def test_paper_is_light_and_so_are_its_figures(printed):
    page, _ = printed
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    for part in ("article p", ".exhibit-output", ".exhibit-code code"):
        assert max(map(int, re.findall(r"\d+", page.locator(part).first.evaluate("one => getComputedStyle(one).color"))[:3])) < 110, part
    figures = page.evaluate(FIGURES)
    assert figures and all(shown == light and (loaded or not light) for light, shown, loaded in figures), figures


def test_nothing_is_cut_off_at_the_edge(printed):
    page, _ = printed
    assert page.evaluate(WIDE) == []


def test_code_and_outputs_stand_whole_on_a_sheet_where_they_fit(printed):
    page, sheets = printed
    outputs = [words(one) for one in page.locator(".exhibit-output").all_text_contents()]
    assert len(outputs) >= 4 and not [one for one in outputs if not any(one in sheet for sheet in sheets)]
    codes = [words(one) for one in page.evaluate(CODES)]
    assert len(codes) >= 4 and not [one for one in codes if one not in "".join(sheets)]
    assert not [one for one in codes if len(one) < 2000 and not any(one in sheet for sheet in sheets)]


def test_what_is_folded_lies_open(printed):
    page, sheets = printed
    folded = [words(one) for one in page.locator("details :is(p:not(:has(math, .term, a)), .exhibit-output)").all_text_contents()]
    assert len(folded) >= 3 and not [one for one in folded if one[:25] not in "".join(sheets)]


def test_the_address_of_another_site_is_shown_once(browser, address, lang):
    page = browser.new_page()
    page.goto(address + root(lang) + "cite/")
    text = "".join(texts(page.pdf(format="A4")))
    page.close()
    assert "(https://creativecommons.org/licenses/by/4.0/)" in text
    assert text.count("arxiv.org/abs/1706.03762") == 1
