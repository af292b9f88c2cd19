"""Nothing on any page hinders a reader with a screen reader, with a keyboard or with weak sight, as far as axe-core can tell.

What axe finds depends on the width, which decides what is shown, and on the theme, which decides the colours. Each page is looked at
twice, so that it meets both widths and both themes; its two languages share their mark-up and meet all four combinations.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe

from exhibit import chromium

from .conftest import DESKTOP, PHONE
from .reading import LANGUAGES
from .test_browser import SECTION, every, root

WAYS = {"vi": [(PHONE, "light"), (DESKTOP, "dark")], "en": [(PHONE, "dark"), (DESKTOP, "light")]}
ALL = [(viewport, scheme) for viewport in (PHONE, DESKTOP) for scheme in ("light", "dark")]
UNFOLDED = """async () => {
    const style = document.head.appendChild(document.createElement("style"))
    style.textContent = ".exhibit { content-visibility: visible !important } *, ::before, ::after { transition: none !important }"
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


def looked(address, pages, viewport, scheme):
    """What hinders readers on pages, one after another, in a browser of their own."""
    with chromium.opened() as browser:
        page, found = browser.new_page(viewport=viewport, color_scheme=scheme, bypass_csp=True), list[str]()
        for url in pages:
            page.goto(address + url)
            found += violations(page)
    return found


def test_no_page_hinders_its_readers(site, address):
    lost = {"vi": "404.html", "en": "en/404.html"}
    pages = {lang: [lost[lang], *(url for url in every(site) if url.startswith("en/") == (lang == "en"))] for lang in LANGUAGES}
    chromium.installed()  # where there is none yet, two would install it at once
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # what takes long is done in the browsers
        looks = [pool.submit(looked, address, pages[lang], *way) for lang, ways in WAYS.items() for way in ways]
        found = [line for look in looks for line in look.result()]
    assert not found, "\n".join(found)


def drawer(page):
    page.locator(".md-header label[for=__drawer]").click()
    page.locator(".md-sidebar--primary .md-nav__link:visible").first.wait_for()


def search(page):
    page.keyboard.press("/")
    page.keyboard.type("softmax")
    page.locator(".find a").first.wait_for()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("viewport", "scheme"), ALL)
def test_what_opens_hinders_nobody(visit, lang, viewport, scheme):
    found = []
    for opened in (drawer, search)[viewport == DESKTOP :]:
        page = visit(root(lang) + SECTION, viewport, color_scheme=scheme, bypass_csp=True)
        opened(page)
        page.wait_for_timeout(400)  # it moves into its place
        found += violations(page)
    assert not found, "\n".join(found)
