"""The built site in a real browser: with and without JavaScript, on a phone and on a desktop, by hand and by keyboard."""

import itertools

import pytest

from .conftest import DESKTOP, PHONE, ROOT
from .reading import LANGUAGES, pages

SECTION = "embeddings/06-training/"
BOXES = """() => [...document.querySelectorAll("article math")].map(math => {
    const box = math.getBoundingClientRect()
    return [math.textContent, box.width, box.height]
})"""


def root(lang):
    return "" if lang == "vi" else f"{lang}/"


def every(site):
    return [root(lang) + name.removesuffix("index.html") for lang in LANGUAGES for name in pages(site, lang)]


def test_without_javascript_every_formula_is_drawn_and_no_other_host_is_asked(visit, site, address):
    page, drawn = visit("", java_script_enabled=False), 0
    for url in every(site):
        page.goto(address + url)
        boxes = page.evaluate(BOXES)
        assert all(width > 1 and height > 1 for _, width, height in boxes), (url, boxes)
        drawn += len(boxes)
    assert drawn > 500 and not page.elsewhere


def test_with_javascript_no_other_host_is_asked_and_no_script_fails(visit, site, address):
    page = visit("")
    for url in every(site):
        page.goto(address + url)
    assert not page.elsewhere and not page.errors


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
def test_no_page_scrolls_sideways(visit, site, address, viewport, scheme):
    page, wide = visit("", viewport, color_scheme=scheme), []
    for url in every(site):
        page.goto(address + url)
        page.add_style_tag(content=".md-typeset .exhibit { content-visibility: visible !important }")
        width = page.evaluate("document.documentElement.scrollWidth")
        out = page.evaluate(
            """() => [...document.querySelectorAll("article *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
                && !e.closest(".exhibit-scroll, pre, table, .md-typeset__scrollwrap, div.arithmatex, .term-note, mjx-container, svg"))
                .map(e => e.outerHTML.slice(0, 80))"""
        )
        if width > viewport["width"] or out:
            wide.append((url, width, out[:2]))
    assert not wide


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_maths_font_is_loaded_and_used(visit, lang):
    page = visit(root(lang) + SECTION)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].filter(f => f.family.includes('STIX') && f.status === 'loaded').length") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_buttons_copy_the_file_and_the_formula_to_the_letter(visit, lang):
    page = visit(root(lang) + SECTION, permissions=["clipboard-read", "clipboard-write"])
    card = page.locator("#card-softmax")
    card.locator(".exhibit-copy").click()
    page.locator(".md-dialog--active").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == (ROOT / "snippets/softmax.py").read_text("utf-8")
    card.locator(".exhibit-tex").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('\\\\text{softmax}'))")
    assert page.evaluate("navigator.clipboard.readText()") == card.locator("math[display=block] annotation").text_content()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_equation_and_line_lead_to_each_other(visit, lang):
    page = visit(root(lang) + SECTION)
    page.locator("#card-softmax .exhibit-id").click()
    page.locator("#F16-code").wait_for()
    assert page.url.endswith("#F16-code")
    page.locator("#F16-code").click()
    page.locator("#F16").wait_for()
    assert page.url.endswith("#F16")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_stands_beside_its_line_or_under_the_code(visit, lang):
    page = visit(root(lang) + "embeddings/04-positional-encoding/")
    page.locator("#card-positional-encoding").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelectorAll('.exhibit-notes li.placed').length >= 3")
    page.evaluate("dispatchEvent(new Event('resize'))")
    notes = page.locator("#card-positional-encoding .exhibit-notes li").all()
    boxes = [note.bounding_box() for note in notes]
    first = page.locator(f"#{notes[0].get_attribute('data-formula')}-code").bounding_box()
    code = page.locator("#card-positional-encoding .exhibit-code").bounding_box()
    assert boxes[0]["x"] >= code["x"] + code["width"] - 1
    assert abs(boxes[0]["y"] - first["y"]) < 60 or len(boxes) > 1
    boxes.sort(key=lambda box: box["y"])
    assert all(above["y"] + above["height"] <= below["y"] for above, below in itertools.pairwise(boxes))
    page.set_viewport_size(PHONE)
    page.wait_for_function("!document.querySelector('.exhibit-notes li.placed')")
    code = page.locator("#card-positional-encoding .exhibit-code").bounding_box()
    assert all(note.bounding_box()["y"] >= code["y"] + code["height"] - 1 for note in notes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_switch_keeps_the_page_and_the_place(visit, address, lang):
    other = "en" if lang == "vi" else "vi"
    page = visit(root(lang) + SECTION + "#card-next-token-loss")
    page.wait_for_timeout(300)
    page.locator(".md-select").hover()
    page.locator(f".md-select a[hreflang={other}]").click()
    page.wait_for_url(f"{address}{root(other)}{SECTION}**")
    page.wait_for_timeout(300)
    top = page.locator("#card-next-token-loss").bounding_box()["y"]
    assert -200 < top < 500


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_term_shows_its_definition_on_hover_focus_and_touch(visit, viewport):
    page = visit("embeddings/01-tokens/", viewport, has_touch=True)
    term = page.locator("article dfn.term").first
    note = term.locator(".term-note")
    assert not note.is_visible()
    term.focus()
    assert (
        note.is_visible() and note.bounding_box()["x"] >= 0 and note.bounding_box()["x"] + note.bounding_box()["width"] <= viewport["width"]
    )
    page.keyboard.press("Escape")
    assert not note.is_visible()
    term.hover()
    assert note.is_visible()
    page.mouse.move(1, 1)
    assert not note.is_visible()
    term.tap()
    assert note.is_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("scheme", "palette"), [("light", "light"), ("dark", "dark")])
def test_only_the_figures_of_the_palette_are_fetched_and_none_before_it_is_near(visit, lang, scheme, palette):
    page = visit(root(lang) + SECTION, color_scheme=scheme)

    def fetched():
        addresses = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        return {address.split("/")[-1].split("#")[0] for address in addresses if "/assets/" in address and ".svg" in address} - {"icon.svg"}

    assert not fetched()
    for image in page.locator("figure.exhibit-figure img:visible").all():
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 100", arg=image.element_handle())
    assert fetched() == {f"{name}.{lang}.{palette}.svg" for name in ("softmax_temperatures", "loss_and_rows")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_javascript_the_figures_of_the_default_palette_are_shown(visit, scheme):
    page = visit("en/" + SECTION, java_script_enabled=False, color_scheme=scheme)
    shown = [image.get_attribute("src") for image in page.locator("figure.exhibit-figure img:visible").all()]
    assert len(shown) == 2 and all(one.endswith(".en.light.svg#only-light") for one in shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_palette_switches_by_hand(visit, lang):
    page = visit(root(lang), color_scheme="light")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
    page.locator("form[data-md-component=palette] label:visible").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def test_nothing_is_asked_for_in_vain(visit, browser, address):
    page, missing = browser.new_page(), list[str]()
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    page.goto(f"{address}/embeddings/05-similarity/")
    page.wait_for_load_state("networkidle")
    page.close()
    assert not missing


SEEN = "[...document.querySelectorAll('details')].map(one => one.lastElementChild.checkVisibility({ contentVisibilityAuto: true }))"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_hints_and_solutions_fold_out_and_lie_open_on_paper(visit, viewport, scripts):
    page = visit("embeddings/04-positional-encoding/", viewport, java_script_enabled=scripts)
    assert page.evaluate(SEEN) == [False] * 6
    page.locator("details summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(SEEN) == [True] + [False] * 5
    page.emulate_media(media="print")
    assert page.evaluate(SEEN) == [True] * 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_solution_does_not_make_a_phone_scroll_sideways(visit, scheme):
    page = visit("embeddings/06-training/", PHONE, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
