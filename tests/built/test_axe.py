"""Nothing on any page hinders a reader with a screen reader, with a keyboard or with weak sight, as far as axe-core can tell.

What axe finds depends on the width, which decides what is shown, and on the theme, which decides the colours. Each page is looked at
twice, so that it meets both widths and both themes; its two languages share their mark-up and meet all four combinations.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import DESKTOP, PHONE
from .reading import LANGUAGES
from .test_browser import SECTION, every, root

WAYS = {"vi": [(PHONE, "light"), (DESKTOP, "dark")], "en": [(PHONE, "dark"), (DESKTOP, "light")]}
ALL = [(viewport, scheme) for viewport in (PHONE, DESKTOP) for scheme in ("light", "dark")]
UNFOLDED = """async () => {
    const style = document.head.appendChild(document.createElement("style"))
    style.textContent = ".exhibit { content-visibility: visible !important }"
    for (const one of document.querySelectorAll("details")) one.open = true
    for (const one of document.querySelectorAll("[data-explore]")) {
        one.scrollIntoView()
        while (!one.querySelector(".explore-live")) await new Promise(done => setTimeout(done, 20))
    }
    scrollTo(0, 0)
}"""


def violations(page):
    """A line for each element that breaks a rule, cards out of view, what is folded and what comes to life included.

    The box behind the drawer's sign is in no landmark: the theme's styles want it in front of all others.
    """
    page.evaluate(UNFOLDED)
    found = [(one["id"], node) for one in Axe().run(page).response["violations"] for node in one["nodes"]]
    told = [(rule, node) for rule, node in found if (rule, node["target"]) != ("region", ["#__drawer"])]
    return [f"{page.url}: {rule}: {node['html'][:150]}: {node['failureSummary']}" for rule, node in told]


@pytest.fixture
def look(visit):
    """Opens a page as `visit` does, but lets a test add a style."""
    return lambda url, viewport, scheme: visit(url, viewport, color_scheme=scheme, bypass_csp=True)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("way", [0, 1], ids=["phone", "desktop"])
def test_no_page_hinders_its_readers(look, site, address, lang, way):
    page, found = look(root(lang) + "404.html" * (lang == "vi"), *WAYS[lang][way]), list[str]()
    for url in [one for one in every(site) if one.startswith("en/") == (lang == "en")]:
        found += violations(page)
        page.goto(address + url)
    assert not [*found, *violations(page)], "\n".join(found)


def drawer(page):
    page.locator(".md-header label[for=__drawer]").click()
    page.locator(".md-sidebar--primary .md-nav__link:visible").first.wait_for()


def search(page):
    page.keyboard.press("/")
    page.keyboard.type("softmax")
    page.locator(".find a").first.wait_for()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("viewport", "scheme"), ALL)
def test_what_opens_hinders_nobody(look, lang, viewport, scheme):
    found = []
    for opened in (drawer, search)[viewport == DESKTOP :]:
        page = look(root(lang) + SECTION, viewport, scheme)
        opened(page)
        page.wait_for_timeout(400)  # it moves into its place
        found += violations(page)
    assert not found, "\n".join(found)
