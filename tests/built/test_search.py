"""The search as a reader meets it: in a real browser, on the built site, in both languages."""

import csv
import gzip
import re
from pathlib import Path

import pytest

from .reading import LANGUAGES

QUERIES = [*csv.DictReader(Path(__file__).with_name("queries.tsv").read_text("utf-8").splitlines(), delimiter="\t")]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'"
)


def root(lang):
    return "" if lang == "vi" else f"{lang}/"


@pytest.fixture
def visit(browser, address):
    """Opens a page in a fresh context; what it asked for stands in `page.asked`, what went wrong in `page.wrong`."""
    contexts = []

    def go(path, viewport=DESKTOP, **options):
        contexts.append(browser.new_context(viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.asked, page.wrong = [], []
        page.on("request", lambda one: page.asked.append(one.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda line: page.wrong.append(line.text) if line.type == "error" else None)
        page.goto(address + path)
        return page

    yield go
    for context in contexts:
        context.close()


def ask(page, words):
    """Type, wait for the answer, and give the addresses of what was found, as written in the language of the page."""
    page.locator(".find input").fill(words)
    page.locator(".find ol[aria-busy=false]").wait_for(state="attached")
    return [re.sub(r"^(https?://[^/]+)?/(en/)?", "", link.get_attribute("href")) for link in page.locator(".find li > a").all()]


def said(page):
    return page.locator(".find [role=status]").inner_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_twenty_queries_a_language_find_their_place_among_the_first_three(visit, address, lang):
    page, missed = visit(root(lang) + "cite/"), {}
    page.keyboard.press("/")
    mine = [one for one in QUERIES if one["lang"] == lang]
    for one in mine:
        if one["wanted"] not in (found := ask(page, one["typed"])[:3]):
            missed[one["typed"]] = found
    assert len(mine) == 20 and not missed
    assert not page.wrong and all(url.startswith(address) for url in page.asked)


def test_every_place_that_a_query_wants_exists(site):
    for one in QUERIES:
        path, _, anchor = one["wanted"].partition("#")
        page = (site / root(one["lang"]) / path / "index.html").read_text("utf-8")
        assert not anchor or f'id="{anchor}"' in page, one


def test_what_every_page_says_is_no_part_of_what_is_found(site):
    texts = [gzip.decompress(path.read_bytes()).decode() for path in site.glob("pagefind/fragment/*")]
    assert len(texts) > 500 and not [text for text in texts if re.search("Last changed:|Sửa lần cuối:", text)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_card_is_found_by_keyboard_and_landed_on(visit, address, lang, viewport):
    page = visit(root(lang), viewport)
    assert not [url for url in page.asked if "pagefind" in url] and not page.locator(".find").is_visible()
    page.keyboard.press("Control+k")
    ask(page, "F16")
    assert all(link.get_attribute("href").startswith("/en/") == (lang == "en") for link in page.locator(".find li > a").all())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    first = page.locator(".find li > a").first
    assert first.evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{root(lang)}embeddings/06-training/#card-softmax")
    page.wait_for_function("Math.abs(document.getElementById('card-softmax').getBoundingClientRect().top) < innerHeight / 3")


def test_enter_at_once_goes_to_the_first_result(visit, address):
    page = visit("en/")
    page.keyboard.press("/")
    page.keyboard.type("cosine")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}en/embeddings/05-similarity/#card-cosine-similarity")


@pytest.mark.parametrize("more", ["", " sim"], ids=["and-no-more", "and-something-more"])
def test_enter_before_the_search_has_loaded_counts_for_what_was_typed_then(visit, address, more):
    page, held = visit("en/"), []
    page.route("**/search.js", lambda route: held.append(route))
    page.keyboard.press("/")
    page.keyboard.type("cosine")
    page.keyboard.press("Enter")
    page.keyboard.type(more)
    page.wait_for_timeout(300)
    held.pop().continue_()
    if more:
        page.locator(".find li a").first.wait_for()
        page.wait_for_timeout(300)
    else:
        page.wait_for_url(f"{address}en/embeddings/05-similarity/#card-cosine-similarity")
    assert page.url.endswith("en/") == bool(more)


@pytest.mark.parametrize(("lang", "name"), [("vi", "Tìm kiếm"), ("en", "Search")])
def test_the_dialog_is_named_says_what_it_found_and_gives_the_focus_back(visit, lang, name):
    page = visit(root(lang))
    opener = page.get_by_role("button", name=name, exact=True)
    opener.press("Enter")
    assert page.get_by_role("dialog", name=name).get_by_role("textbox", name=name).evaluate("one => one === document.activeElement")
    count = len(ask(page, "layer_norm"))
    assert said(page).split()[0] == str(count) == "2"
    page.keyboard.press("ArrowDown")
    page.keyboard.type("x")  # goes on where one was typing
    assert page.locator(".find input").input_value() == "layer_normx"
    page.keyboard.press("Escape")
    assert not page.locator(".find").is_visible() and opener.evaluate("one => one === document.activeElement")


def test_a_finger_opens_it_takes_an_example_asks_for_more_and_shuts_it(visit):
    page = visit("", PHONE, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Tìm kiếm", exact=True).tap()
    page.get_by_role("button", name="chuan hoa").tap()
    results = page.locator(".find li")
    results.nth(9).wait_for()
    page.get_by_role("button", name="Xem thêm").tap()
    results.nth(19).wait_for()
    assert results.nth(10).locator("a").evaluate("link => link === document.activeElement")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="Đóng").tap()
    assert not page.locator(".find").is_visible()


@pytest.mark.parametrize(
    ("lang", "typed", "place"),
    [("vi", "bincount", "02-one-hot/#exercise-code"), ("en", "associative", "03-embedding-matrix/#exercise-what-if")],
)
def test_what_is_folded_is_found(visit, lang, typed, place):
    page = visit(root(lang))
    page.keyboard.press("/")
    assert f"embeddings/{place}" in ask(page, typed)


@pytest.mark.parametrize(("lang", "words"), [("vi", "Không có kết quả nào"), ("en", "Nothing found")])
def test_where_nothing_fits_it_says_so_and_leads_on(visit, lang, words):
    page = visit(root(lang))
    page.keyboard.press("/")
    for typed in ("quicksort", "☃", "zzzz", "cosine quicksort"):
        assert not ask(page, typed) and said(page).startswith(words) and typed in said(page)
    page.locator(".find-help a").first.click()
    page.wait_for_url(re.compile(f"/{root(lang)}formulas/$"))


def test_where_it_cannot_be_loaded_it_says_so_and_tries_again(visit):
    page = visit("en/")
    page.route("**/pagefind/**", lambda route: route.abort())
    page.keyboard.press("/")
    assert not ask(page, "cosine") and "could not be loaded" in said(page)
    page.unroute("**/pagefind/**")
    assert ask(page, "cosine s")


def test_a_result_shows_what_was_found_in_readable_words(visit):
    page = visit("")
    page.keyboard.press("/")
    ask(page, "duong cheo")
    marks = [one.inner_text() for one in page.locator(".find mark").all()]
    assert {"đường", "chéo"} <= {*marks} and all(re.fullmatch(r"[\wà-ỹđ]+", one) for one in marks)
    for text in page.locator(".find li span").all_inner_texts():
        assert "\u0335" not in text and "\\" not in text and not re.search(r"\s[,;:?]", text), text


def test_it_works_under_a_strict_policy(browser, address):
    context = browser.new_context()
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)

    def guarded(route):
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})

    page.route("**/*", guarded)
    page.goto(f"{address}en/cite/")
    page.keyboard.press("/")
    assert ask(page, "cosine") and not wrong
    context.close()
