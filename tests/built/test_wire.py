"""What a first visit costs, measured in the browser on a server that compresses and sends the policy; what the policy forbids."""

import re
from importlib.metadata import distribution
from pathlib import Path
from time import sleep

import pytest

from exhibit import chromium
from tests.served import Host, served

from .conftest import ROOT
from .reading import LANGUAGES, pages

LESSON = ("index.html", "formulas/index.html", "lab/index.html", *sorted(
    f"embeddings/{path.name.removesuffix('.vi.md')}/index.html".replace("/index/index", "/index")
    for path in ROOT.glob("docs/embeddings/*.vi.md")
))  # fmt: skip
BYTES, REQUESTS, SHIFT = 50 * 1024, 7, 0.01
PHONE = {"width": 412, "height": 823}
WATCH = """window.wrong = []; window.shift = 0
addEventListener("securitypolicyviolation", one => wrong.push(`${one.violatedDirective} ${one.blockedURI} ${one.sample}`))
new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) shift += one.value })
    .observe({ type: "layout-shift", buffered: true })"""
WIDTHS = """() => document.fonts.load("1em " + (document.documentElement.dataset.maths ?? "x")).then(() =>
    [...document.querySelectorAll("article math, article math *")].map(one => one.getBoundingClientRect().width))"""


@pytest.fixture(scope="module")
def light(site):
    with served(site, Host) as home:
        yield home


@pytest.fixture
def visit(browser, light):
    """Opens a page in a fresh context; what it asked for and weighed stands in `page.asked` and `page.weight`."""
    contexts = []

    def go(url, **options):
        contexts.append(browser.new_context(**options, bypass_csp=False))
        page = contexts[-1].new_page()
        page.add_init_script(WATCH)
        network = contexts[-1].new_cdp_session(page)
        network.send("Network.enable")
        page.asked, page.weight = {}, 0
        network.on("Network.responseReceived", lambda event: page.asked.update({event["requestId"]: event["response"]["url"]}))

        def weigh(event):
            if not re.search(r"\.(light|dark)\.svg$", page.asked.get(event["requestId"], "")):  # pictures aside
                page.weight += event["encodedDataLength"]

        network.on("Network.loadingFinished", weigh)
        page.goto(light + url, wait_until="networkidle")
        return page

    yield go
    for context in contexts:
        context.close()


def until(element, condition):
    """Wait for a condition as the policy lets a page be asked: from outside."""
    for _ in range(200):
        if element.evaluate(condition):
            return
        sleep(0.05)
    raise AssertionError(condition)


def address(lang, name):
    return ("" if lang == "vi" else f"{lang}/") + name.removesuffix("index.html")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_first_visit_is_light_and_nothing_moves(visit, lang):
    heavy = {}
    for name in LESSON:
        page = visit(address(lang, name), viewport=PHONE)
        asked = [one for one in page.asked.values() if one.startswith("http") and not re.search(r"\.(light|dark)\.svg$", one)]
        facts = page.weight, len(asked), page.evaluate("shift")
        if facts[0] > BYTES or facts[1] > REQUESTS or facts[2] > SHIFT:
            heavy[name] = (*facts, [one.rpartition("/")[2] for one in asked])
        page.context.close()
    assert not heavy, heavy


def test_the_policy_forbids_nothing_on_any_page(visit, light, site):
    page = visit("")
    for lang in LANGUAGES:
        for name in pages(site, lang):
            page.goto(light + address(lang, name))
            assert page.evaluate("wrong") == [], (lang, name)
    assert page.goto(light).header_value("content-security-policy").startswith("default-src 'none'; ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_policy_forbids_nothing_that_a_reader_does(visit, lang):
    page = visit(address(lang, "embeddings/05-similarity/index.html"), permissions=["clipboard-read", "clipboard-write"])
    page.locator("form.md-header__option label:visible").click()
    page.locator(".exhibit-copy").first.click()
    page.locator(".md-dialog--active").wait_for()
    for name in ("cosine_similarity", "analogy"):
        page.locator(f"[data-explore={name}]").scroll_into_view_if_needed()
        page.locator(f"[data-explore={name}] .explore-live > *").first.wait_for()
    page.locator("[data-explore=analogy] button").first.click()
    until(page, "Boolean(explore.data.analogy)")
    for image in page.locator("figure.exhibit-figure img:visible").all():
        image.scroll_into_view_if_needed()
        until(image, "image => image.complete && image.naturalWidth > 100")
    page.keyboard.press("Control+k")
    page.keyboard.type("cosine")
    page.locator(".find li a").first.wait_for()
    page.locator(".find mark").first.wait_for()
    assert page.evaluate("wrong") == []


def test_the_policy_forbids_what_is_not_ours(visit):
    page = visit("")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), { text: '1' }))")
    until(page, "wrong.length > 3")  # the header's policy and the page's own both tell it
    assert {one.split()[0] for one in page.evaluate("wrong")} == {"script-src-elem", "style-src-attr"}


def test_formulas_are_as_wide_as_with_the_whole_font(browser, light):
    """In each part; Chromium adds a pixel or two above a letter whose upright form the font lacks, which moves no line.

    A page and its translation share the font and, but for words in F05, the formulas.
    """
    sharp = browser.browser_type.launch(
        executable_path=chromium.installed(), args=[*chromium.QUIET, "--no-sandbox", "--font-render-hinting=none"]
    )
    whole = Path(str(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf"))).read_bytes()
    seen = 0
    for lang, name in [*(("vi", name) for name in LESSON), ("en", "embeddings/02-one-hot/index.html")]:
        widths = []
        for replaced in (False, True):
            page = sharp.new_page(bypass_csp=True)
            if replaced:
                page.route("**/stix-*.woff2", lambda route: route.fulfill(body=whole, content_type="font/ttf"))
            page.goto(light + address(lang, name))
            page.add_style_tag(content=".md-typeset .exhibit { content-visibility: visible !important }")
            widths.append(page.evaluate(WIDTHS))
            page.close()
        assert widths[0] == widths[1], (lang, name, [pair for pair in zip(*widths, strict=True) if pair[0] != pair[1]][:3])
        seen += len(widths[0])
    sharp.close()
    assert seen > 1000
