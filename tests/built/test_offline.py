"""The copy that opens from disk by a double click: no server, no network, and all that a reader does with a page still works."""

import zipfile
from urllib.parse import unquote, urlsplit

import pytest

from exhibit import offline

from .reading import LANGUAGES

DATA = "snippets/*.zip", "assets/explore/*.data.js"
FONT = "document.fonts.ready.then(fonts => [...fonts].filter(one => one.family.match(/stix/i) && one.status === 'loaded').length)"
SIZES = """[...document.querySelectorAll("article math")].map(one => one.getBoundingClientRect())
    .filter(box => box.width < 1 || box.height < 1).length"""


@pytest.fixture(scope="module")
def copy(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("offline") / "một bản sao"
    offline.write(site, folder)
    return folder


@pytest.fixture
def page(browser):
    """A page that remembers what went wrong and what it asked for anywhere but on disk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"])
    one, one_wrong = context.new_page(), list[str]()
    one.wrong = one_wrong
    one.on("console", lambda told: one_wrong.append(told.text) if told.type in ("error", "warning") else None)
    one.on("pageerror", lambda error: one_wrong.append(str(error)))
    one.on("requestfailed", lambda request: one_wrong.append(request.url))
    one.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else one_wrong.append(request.url))
    yield one
    context.close()


def home(copy, lang):
    return copy / ("" if lang == "vi" else lang) / "index.html"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_read_from_disk_with_formulas_in_their_font_and_lead_to_one_another(copy, page, lang):
    page.goto(home(copy, lang).as_uri())
    page.locator("article a[href*='05-similarity']").first.click()
    page.wait_for_url("**/05-similarity/index.html*")
    assert page.evaluate(FONT) >= 1 and page.evaluate(SIZES) == 0 and page.locator("article math").count() > 30
    page.locator(".md-footer a[rel=next], a.md-footer__link--next").first.click()
    page.wait_for_url("**/06-training/index.html")
    page.locator("#card-softmax .exhibit-copy").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('def softmax'))")
    assert page.evaluate("navigator.clipboard.readText()") == (copy / "snippets/softmax.py").read_text("utf-8")
    download = page.locator("#card-softmax a.exhibit-download").first.evaluate("one => one.href")
    assert (copy / "snippets/softmax.py").as_uri() == download and (copy / "snippets/softmax.py").is_file()
    image = page.locator("figure.exhibit-figure img:visible").first
    image.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 100", arg=image.element_handle())
    assert page.wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_language_palette_and_explorable_work(copy, page, lang):
    other = "en" if lang == "vi" else "vi"
    page.goto((home(copy, lang).parent / "embeddings/06-training/index.html").as_uri())
    page.locator("form.md-header__option label:visible").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.locator("[data-explore=softmax]").scroll_into_view_if_needed()
    slider = page.locator("[data-explore=softmax] input[type=range]").first
    before = page.locator("[data-explore=softmax]").inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("text => document.querySelector('[data-explore=softmax]').innerText !== text", arg=before)
    page.locator(".md-header__language").click()
    page.wait_for_url((home(copy, other).parent / "embeddings/06-training/index.html").as_uri() + "*")
    assert page.locator("html").get_attribute("lang") == other
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate" and page.wrong == []


@pytest.mark.parametrize(
    ("lang", "typed", "wanted"),
    [("vi", "chuan hoa", "08-normalisation/"), ("en", "layer_norm", "#card-unit-vector"), ("vi", "F16", "#card-softmax")],
)
def test_the_filter_finds_pages_sections_and_cards(copy, page, lang, typed, wanted):
    page.goto(home(copy, lang).as_uri())
    page.locator(".md-header").first.wait_for()
    page.keyboard.press("/")
    page.locator(".find li").first.wait_for()
    everything = page.locator(".find li").count()
    page.keyboard.type(typed)
    page.wait_for_function("count => document.querySelectorAll('.find li').length < count", arg=everything)
    assert wanted in page.locator(".find li a").first.get_attribute("href") and everything > 200
    assert all(("/en/" in one.get_attribute("href")) == (lang == "en") for one in page.locator(".find li a").all())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}*")
    assert page.wrong == []


def test_every_link_of_the_copy_names_a_file(copy, page):
    page.route("**/*", lambda route: route.fulfill(body="") if route.request.resource_type != "document" else route.fallback())
    for path in sorted(copy.rglob("*.html")):
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        links = page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(one => new URL(one.getAttribute('href'), document.baseURI).href)"
        )
        files = {unquote(urlsplit(one).path) for one in links if one.startswith("file:")}
        assert files and not [one for one in files if not (path.parent / one).is_file()], path


def test_the_zip_is_small_and_the_same_on_every_run(copy, site, tmp_path):
    zipped = copy.with_suffix(".zip")
    data = sum(path.stat().st_size for glob in DATA for path in copy.glob(glob))
    assert data > 2e6 and sum(path.stat().st_size for path in copy.rglob("*") if path.is_file()) - data < 5e6
    assert zipped.stat().st_size < 5e6
    offline.write(site, tmp_path / copy.name)
    assert (tmp_path / zipped.name).read_bytes() == zipped.read_bytes()
    with zipfile.ZipFile(zipped) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980} and f"{copy.name}/index.html" in archive.namelist()
