"""The same build works at a root and in a folder below it: nothing that a page needs is asked for outside that folder."""

import pytest

from tests.served import Quiet, served

from .reading import LANGUAGES


class Below(Quiet):
    """Serves the site under /repo/ and nothing beside it."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix("/repo") if path.startswith("/repo/") else "/outside")


@pytest.fixture(scope="module", params=["/", "/repo/"])
def base(site, request):
    with served(site, Below if request.param == "/repo/" else Quiet) as home:
        yield home.rstrip("/") + request.param


@pytest.mark.parametrize("lang", LANGUAGES)
def test_assets_fonts_data_search_languages_and_downloads_are_found(browser, base, lang):
    root, other = ("", "en/") if lang == "vi" else ("en/", "")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, wrong, asked = context.new_page(), [], []
    page.on("response", lambda answer: (asked.append(answer.url), wrong.append(answer.url) if answer.status >= 400 else None))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{base}{root}", wait_until="networkidle")
    assert page.locator(".md-header__language").evaluate("one => one.href") == base + other
    page.goto(f"{base}{root}embeddings/10-pipeline/")
    page.locator("[data-explore=pipeline]").scroll_into_view_if_needed()
    page.locator("[data-explore=pipeline] .explore-live button").first.click()
    page.wait_for_function("window.explore?.data.pipeline")
    page.evaluate("document.fonts.ready")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("softmax")
    page.locator(".find ol a").first.wait_for()
    page.keyboard.press("Escape")
    download = page.locator("a.exhibit-download").first.evaluate("one => one.href")
    assert download == f"{base}snippets/pipeline.py" and context.request.get(download).ok
    page.locator(".md-header__language").click()
    page.wait_for_url(f"{base}{other}embeddings/10-pipeline/**")
    context.close()
    assert wrong == [] and not [url for url in asked if not url.startswith((base, "data:", "blob:"))]
    assert [url for url in asked if ".woff2" in url] and [url for url in asked if "pagefind" in url]
