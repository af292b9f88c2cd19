"""Whoever has no mouse: all that can be used comes in turn, is seen and shows that it is reached, and the last of it lets go."""

import pytest

from .conftest import DESKTOP, PHONE
from .reading import LANGUAGES
from .test_browser import SECTION, root

STILL = "document.head.append(Object.assign(document.createElement('style'), { textContent: '* { transition: none !important }' }))"
REACHED = """() => {
    const one = document.activeElement
    if (one === document.body) return null
    one.reached = true
    const shown = [one, ...one.labels ?? [], one.nextElementSibling ?? one].filter(part => {
        const box = part.getBoundingClientRect()
        const within = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
        return within && part.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    })
    const marked = shown.some(part => getComputedStyle(part).outlineStyle !== "none" && parseFloat(getComputedStyle(part).outlineWidth) > 1)
    return [one.outerHTML.slice(0, 120), marked, Boolean(one.closest("article")), Boolean(one.closest("footer"))]
}"""
LEFT_OUT = """() => [...document.querySelectorAll("a[href], button, summary, textarea, input:not([type=radio]), [tabindex='0']")]
    .filter(one => !one.reached && !one.closest("[inert]") && one.checkVisibility({ visibilityProperty: true }))
    .map(one => one.outerHTML.slice(0, 120))"""


ALIVE = """async () => {
    for (const one of document.querySelectorAll("[data-explore]")) {
        one.scrollIntoView()
        while (!one.querySelector(".explore-live > *")) await new Promise(done => setTimeout(done, 20))
    }
    scrollTo(0, 0)
}"""
WITHIN = "() => Boolean(document.activeElement.closest('[data-explore]'))"


def steps(page, most=600):
    """What Tab reaches, in turn, until the page lets go."""
    page.evaluate(STILL)
    for _ in range(most):
        page.keyboard.press("Tab")
        if not (found := page.evaluate(REACHED)):
            return
        yield found
    pytest.fail(f"still on the page after {most} steps")


@pytest.mark.parametrize(("lang", "viewport", "scheme"), [("vi", PHONE, "dark"), ("en", DESKTOP, "light")], ids=["phone", "desktop"])
def test_the_keyboard_alone_reaches_everything_and_leaves(visit, lang, viewport, scheme):
    page = visit(root(lang) + SECTION, viewport, color_scheme=scheme, bypass_csp=True)
    page.evaluate(ALIVE)
    found = list(steps(page))
    assert not [element for element, marked, *_ in found if not marked]
    assert not page.evaluate(LEFT_OUT)
    assert len(found) > 100 and found[-1][3]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_first_step_leads_past_the_header(visit, lang, viewport):
    page, way = visit(root(lang) + SECTION, viewport, bypass_csp=True), list[str]()
    page.evaluate(STILL)
    while page.evaluate("!document.activeElement.matches('.md-skip')") and len(way) < 3:
        page.keyboard.press("Tab")
        way.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    assert page.evaluate(REACHED)[1] and len(way) <= 2, way  # on a phone the drawer comes first
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(REACHED)[2]


def test_what_comes_to_life_under_the_keyboard_keeps_its_place(visit):
    """The scripts of an explorable come late here: the still table that it replaces has been reached by then."""
    page, held = visit("", PHONE, bypass_csp=True), list()
    page.route("**/explore/softmax.js", lambda route: held.append(route))
    page.goto(page.url + SECTION)
    page.locator("[data-explore=softmax] table").evaluate("one => { one.tabIndex = 0; one.focus() }")
    page.locator("script[src$='softmax.js']").wait_for(state="attached")
    assert page.evaluate(WITHIN)
    held[0].continue_()
    page.locator(".explore-live input").wait_for()
    assert page.evaluate("document.activeElement.type") == "range"
