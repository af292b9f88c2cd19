"""The built site in a real browser: with and without JavaScript, on a phone and on a desktop, by hand and by keyboard."""

import itertools

import pytest

from .conftest import DESKTOP, PHONE, ROOT
from .reading import LANGUAGES, pages

NARROW = {"width": 320, "height": 640}  # what a desktop's page has left where all is four times as large
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


@pytest.mark.parametrize(
    ("viewport", "scheme", "text"),
    [(NARROW, "dark", 1), (DESKTOP, "light", 1), (DESKTOP, "dark", 2)],
    ids=["narrow", "desktop", "large-text"],
)
def test_no_page_scrolls_sideways_asks_another_host_or_has_a_script_that_fails(visit, site, address, viewport, scheme, text):
    page, wide = visit("", viewport, color_scheme=scheme, bypass_csp=True), []
    for url in every(site):
        page.goto(address + url)
        seen = ".md-typeset .exhibit { content-visibility: visible !important }"
        page.add_style_tag(content=f"{seen} html {{ font-size: {125 * text}% !important }}")
        width = page.evaluate("document.documentElement.scrollWidth")
        out = page.evaluate(
            """() => [...document.querySelectorAll("article *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
                && !e.closest(".exhibit-scroll, pre, table, .md-typeset__scrollwrap, div.arithmatex, .term-note, mjx-container, svg"))
                .map(e => e.outerHTML.slice(0, 80))"""
        )
        if width > viewport["width"] or out:
            wide.append((url, width, out[:2]))
    assert not wide and not page.elsewhere and not page.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_maths_font_is_loaded_and_used(visit, lang):
    page = visit(root(lang) + SECTION)
    page.evaluate("document.fonts.ready")
    used = page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').map(one => one.family)")
    assert used == [page.evaluate("document.documentElement.dataset.maths")]


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
    page.locator(".md-header__language").click()
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


SCHEME = "document.body.dataset.mdColorScheme"
PAINTED = """addEventListener("DOMContentLoaded", () => { window.first = document.body.dataset.mdColorScheme }, { once: true })"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_palette_follows_the_system_until_it_is_switched_by_hand_and_then_stays(visit, address, lang):
    page = visit(root(lang), color_scheme="dark")
    page.add_init_script(PAINTED)
    page.reload()
    assert page.evaluate("first") == "slate"  # before a deferred script can run: no flash
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{SCHEME} === 'default'")
    page.locator("form.md-header__option label:visible").click()
    assert page.evaluate(SCHEME) == "slate"
    assert page.locator("form.md-header__option label:visible").count() == 1
    for other in (root("en" if lang == "vi" else "vi"), SECTION):
        page.goto(address + other)
        assert page.evaluate("first") == page.evaluate(SCHEME) == "slate"
    assert page.evaluate("localStorage['/.palette']") == "1"


def test_the_palette_switches_by_keyboard_and_shows_where_the_focus_is(visit):
    page = visit("", color_scheme="light")
    page.locator("#__palette_0").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SCHEME) == "slate"
    assert page.evaluate("getComputedStyle(document.querySelector('#__palette_1 + label')).outlineStyle") != "none"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_drawer_opens_by_touch_and_by_keyboard_and_keeps_the_rest_out_of_reach(visit, address, lang):
    page = visit(root(lang) + SECTION, PHONE, has_touch=True)
    link = page.locator(".md-nav__item--active .md-nav__link--active").last
    reached = "document.activeElement.closest('.md-sidebar') !== null"
    for _ in range(12):  # shut, it takes no focus
        page.keyboard.press("Tab")
        assert not page.evaluate(reached)
    page.evaluate("document.activeElement.blur()")
    page.locator(".md-header label[for=__drawer]").tap()
    page.wait_for_function("document.querySelector('.md-sidebar').getBoundingClientRect().left === 0")
    assert page.locator(".md-content").evaluate("element => element.inert") and not link.evaluate("element => element.closest('[inert]')")
    page.keyboard.press("Escape")
    assert not page.locator("#__drawer").is_checked() and page.evaluate("document.activeElement.id") == "__drawer"
    assert not page.locator(".md-content").evaluate("element => element.inert")
    page.keyboard.press("Enter")
    assert page.get_by_role("checkbox", name="Điều hướng" if lang == "vi" else "Navigation").first.is_checked()
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate(reached)


def test_on_a_phone_every_page_is_reached_through_the_drawer_by_keyboard(visit, address):
    page = visit("", PHONE)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.id, document.activeElement.getAttribute('href')]")
        if str(focused[0]).startswith("__nav_") and not page.evaluate("document.activeElement.checked"):
            page.keyboard.press("Space")
        if str(focused[1]).endswith(SECTION):
            break
    page.wait_for_timeout(400)
    box = page.evaluate("(box => [box.left, box.right, box.top])(document.activeElement.getBoundingClientRect())")
    assert 0 <= box[0] < box[1] <= PHONE["width"] and box[2] > 0
    page.keyboard.press("Enter")
    page.wait_for_url(address + SECTION)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_and_the_header_follow_the_scroll_and_a_button_leads_back_to_the_top(visit, lang):
    page = visit(root(lang) + SECTION)
    headings = page.locator("article h2[id]")
    title, up = page.locator(".md-header__title"), page.locator(".md-top")
    assert "md-header__title--active" not in title.get_attribute("class") and up.get_attribute("hidden") is not None
    for index in (1, 3, 2):
        heading = headings.nth(index).get_attribute("id")
        page.evaluate("id => { location.hash = id }", heading)
        page.locator(f".md-nav--secondary .md-nav__link--active[href='#{heading}']").wait_for()
        assert page.locator(".md-nav--secondary .md-nav__link--active").count() == 1
    page.locator(".md-header__title--active").wait_for()
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -200)
    page.locator(".md-top:not([hidden])").wait_for()
    page.wait_for_timeout(200)
    up.click()
    page.wait_for_function("scrollY === 0")
    page.locator(".md-header__title:not(.md-header__title--active)").wait_for()


def test_the_navigation_beside_the_text_shows_the_page_and_scrolls_by_itself(visit):
    page = visit("third-party/", {"width": 1280, "height": 500})
    link = page.locator(".md-sidebar .md-nav__link--active:not(label)").first.bounding_box()
    assert 48 <= link["y"] <= 500 - link["height"]
    page.evaluate("scrollTo(0, 1e6)")
    box = page.locator(".md-sidebar").bounding_box()
    assert box["y"] + box["height"] <= page.locator(".md-footer").bounding_box()["y"] + 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plain_code_has_one_button_that_copies_it_and_says_so(visit, lang):
    page = visit(root(lang) + "lab/", permissions=["clipboard-read", "clipboard-write"])
    blocks = page.locator(".highlight pre")
    assert page.locator(".md-code__button").count() == blocks.count() > 5
    button = blocks.nth(1).locator(".md-code__button")
    assert button.get_attribute("aria-label") == ("Sao chép" if lang == "vi" else "Copy to clipboard")
    assert "svg" in button.evaluate("element => getComputedStyle(element, '::after').maskImage")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".md-dialog--active[role=status]").get_by_text("Đã chép" if lang == "vi" else "Copied to clipboard").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == blocks.nth(1).locator("code").text_content()
    page.goto(page.url.replace("lab/", SECTION))
    assert page.locator(".exhibit .md-code__button").count() == 0 < page.locator(".solution .md-code__button").count()


def test_an_address_inside_a_folded_solution_unfolds_it(visit):
    page = visit("embeddings/04-positional-encoding/")
    page.evaluate("document.querySelector('details .highlight').id = 'inside'; location.hash = 'inside'")
    page.wait_for_function("document.querySelector('#inside').closest('details').open")


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
