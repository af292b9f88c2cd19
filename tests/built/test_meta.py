"""What each page says of itself to search engines, to whoever shows a link to it and to machines, and what lies beside it."""

import gzip
import io
import json
import re
import xml.etree.ElementTree as etree
from collections import Counter
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup
from PIL import Image

from exhibit import history, kept, lab, records
from exhibit.snippet import Snippet, names
from exhibit.words import WORDS

from .conftest import ROOT
from .reading import LANGUAGES, article, pages
from .small import Builder, small

HOME = "https://embedding-mathematics.github.io/"
REPOSITORY = "https://github.com/embedding-mathematics/embedding-mathematics"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def both(site):
    """Address of each page -> language, address of the same page in Vietnamese, parsed page."""
    found = {}
    for lang in LANGUAGES:
        for name, page in pages(site, lang).items():
            place = name.removesuffix("index.html")
            found[("" if lang == "vi" else "en/") + place] = lang, place, page
    return found


def source(place, lang):
    """The file of a page, by its address within its language."""
    path = ROOT / f"docs/{place.rstrip('/') or 'index'}.{lang}.md"
    return path if path.is_file() else ROOT / f"docs/{place}index.{lang}.md"


def said(page, key):
    """What a page's head says under a name, once."""
    (one,) = page.select(f'meta[name="{key}"], meta[property="{key}"]')
    return one["content"]


def test_each_page_has_its_own_title_and_description_in_its_language(both):
    titles, descriptions = Counter(), Counter()
    for address, (lang, place, page) in both.items():
        text, words = source(place, lang).read_text("utf-8"), said(page, "description")
        assert words == yaml.safe_load(text.split("---\n")[1])["description"], address
        assert 50 <= len(words) <= 160, (address, len(words))
        titles[page.title.text] += 1
        descriptions[words] += 1
        assert page.title.text.startswith(article(page).h1.find(string=True).strip()), address
    assert set(titles.values()) == set(descriptions.values()) == {1}


def test_each_page_names_its_address_and_those_of_the_other_language_in_full(both):
    for address, (_, place, page) in both.items():
        assert [one["href"] for one in page.select("link[rel=canonical]")] == [HOME + address]
        others = {one["hreflang"]: one["href"] for one in page.select("link[hreflang]")}
        assert others == {"vi": HOME + place, "x-default": HOME + place, "en": f"{HOME}en/{place}"}
        assert len(page.select("link[hreflang]")) == 3


def test_a_link_to_a_page_shows_its_title_words_and_picture(both, site):
    for address, (lang, _, page) in both.items():
        own = article(page).h1.find(string=True).strip()
        assert said(page, "og:title") == said(page, "og:image:alt") == own
        assert said(page, "og:description") == said(page, "description") and said(page, "og:url") == HOME + address
        locales = said(page, "og:locale"), said(page, "og:locale:alternate")
        assert locales == (("vi_VN", "en_GB") if lang == "vi" else ("en_GB", "vi_VN"))
        assert said(page, "og:type") == "article" and said(page, "twitter:card") == "summary_large_image"
        picture = (site / said(page, "og:image").removeprefix(HOME)).read_bytes()
        size = Image.open(io.BytesIO(picture)).size
        assert size == (int(said(page, "og:image:width")), int(said(page, "og:image:height"))) == (1200, 630)
        assert len(picture) <= 30_000, address
    assert len({said(page, "og:image") for _, _, page in both.values()}) == len(both)


def test_each_page_says_to_machines_what_it_teaches(both):
    taught, days = {}, history.changed()
    for address, (lang, place, page) in both.items():
        (script,) = page.select('script[type="application/ld+json"]')
        facts = json.loads(script.text)
        assert facts["@context"] == "https://schema.org" and facts["@type"] == "LearningResource"
        assert (facts["name"], facts["description"]) == (said(page, "og:title"), said(page, "description"))
        assert (facts["url"], facts["image"], facts["inLanguage"]) == (HOME + address, said(page, "og:image"), lang)
        assert facts["isPartOf"]["name"] == said(page, "og:site_name") and facts["isPartOf"]["url"] == HOME + (
            "" if lang == "vi" else "en/"
        )
        assert facts["license"].startswith("https://creativecommons.org/licenses/by/4.0") and facts["isAccessibleForFree"] is True
        assert facts["about"] and facts["educationalLevel"]
        day = days.get(str(lab.edited(str(source(place, lang).relative_to(ROOT)))))
        assert facts.get("dateModified") == (day and day.isoformat())
        taught[address] = facts.get("teaches", [])
    assert "attention đa đầu" in taught["embeddings/09-attention/"] and "multi-head attention" in taught["en/embeddings/09-attention/"]


def test_what_the_head_says_is_light(both, site):
    for address in both:
        whole = (site / address / "index.html").read_text("utf-8")
        told = r'<link rel="alternate"[^>]*>\n|<meta (?:property|name="twitter)[^>]*>\n|<script type="application/ld.*?</script>\n'
        rest, count = re.subn(told, "", whole)
        assert count == 17 and len(gzip.compress(whole.encode(), 9)) - len(gzip.compress(rest.encode(), 9)) <= 1000, address


def test_the_map_of_the_site_has_every_page_with_its_twin_and_the_day_of_its_last_change(both, site):
    text, days = (site / "sitemap.xml").read_bytes(), history.changed()
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()) == text
    found = etree.fromstring(text).findall("s:url", SITEMAP)
    assert sorted(one.findtext("s:loc", namespaces=SITEMAP) for one in found) == sorted(HOME + address for address in both)
    for one in found:
        lang, place, page = both[one.findtext("s:loc", namespaces=SITEMAP).removeprefix(HOME)]
        others = {link.get("hreflang"): link.get("href") for link in one.findall("x:link", SITEMAP)}
        assert others == {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}
        day = days.get(str(lab.edited(str(source(place, lang).relative_to(ROOT)))))
        assert one.findtext("s:lastmod", namespaces=SITEMAP) == day.isoformat() if day else True
    robots = (site / "robots.txt").read_text().splitlines()
    assert robots[:2] == ["User-agent: *", "Allow: /"] and robots[-1] == f"Sitemap: {HOME}sitemap.xml"


@pytest.mark.parametrize("folder", ["", "en/"])
def test_who_is_lost_is_told_so_in_both_languages(site, folder):
    page = BeautifulSoup((site / folder / "404.html").read_text("utf-8"), "html.parser")
    first, second = ("vi", "en") if not folder else ("en", "vi")
    assert page.html["lang"] == first and page.title.text.startswith(WORDS[first]["lost"]) and said(page, "robots") == "noindex"
    parts = article(page).select("section[lang]")
    assert [part["lang"] for part in parts] == [first, second] and [part.find(re.compile("h[12]")).name for part in parts] == ["h1", "h2"]
    for part in parts:
        home = HOME + ("" if part["lang"] == "vi" else "en/")
        assert WORDS[part["lang"]]["lost"] in part.text and [a["href"] for a in part.select("a")] == [home, f"{home}formulas/"]
    assert urljoin(HOME, page.select_one(".md-header__language")["href"]) == HOME + ("en/" if second == "en" else "")
    fetched = [one.get("src") or one["href"] for one in page.select("script[src], link[rel=stylesheet], link[rel=icon]")]
    assert fetched and all(one.startswith("/") and (site / unquote(urlsplit(one).path)[1:]).is_file() for one in fetched)


def test_every_address_ever_published_is_still_there(both, site):
    rows = [row.partition("\t") for row in history.ADDRESSES.read_text("utf-8").splitlines()[1:]]
    assert rows == sorted(rows) and all((site / old[1:] / "index.html").is_file() for old, _, _ in rows)
    assert sorted(old for old, _, now in rows if not now) == sorted(f"/{address}" for address in both), "docs/addresses.tsv lacks a page"


def test_a_list_for_language_models_leads_to_the_markdown_of_every_page(both, site):
    text = (site / "llms.txt").read_text("utf-8")
    top, *parts = re.split(r"^## ", text, flags=re.M)
    assert re.fullmatch(r"# (.+)\n\n> (.+)\n\n", top).groups() == (said(both[""][2], "og:title"), said(both[""][2], "description"))
    assert [part.split("\n")[0] for part in parts] == ["Tiếng Việt", "English"]
    shown = {lang: re.findall(r"^- \[(.+?)\]\((.+?)\): (.+)$", part, re.M) for lang, part in zip(LANGUAGES, parts, strict=True)}
    for lang in LANGUAGES:
        own = {f"{HOME}{address}index.md": page for address, (of, _, page) in both.items() if of == lang}
        *listed, (_, cards, _) = shown[lang]
        assert sorted(link for _, link, _ in listed) == sorted(own) and cards == f"{HOME}cards.json"
        assert all((name, words) == (said(own[link], "og:title"), said(own[link], "description")) for name, link, words in listed)
        assert all((site / link.removeprefix(HOME)).is_file() for _, link, _ in shown[lang])
    order = [[link.removeprefix(HOME + prefix) for _, link, _ in shown[lang]] for lang, prefix in (("vi", ""), ("en", "en/"))]
    assert order[0][:-1] == order[1][:-1] and order[0][:2] == ["index.md", "embeddings/index.md"]


def plain(text):
    """Markdown with the bars of tables and the indents of lists undone."""
    rows = re.sub(r"(?ms)^ *(`{3,}).*?^ *\1$|^ *\|[^\n]*$", lambda found: found[0] if found[1] else found[0].replace("\\|", "|"), text)
    return "\n".join(line.strip() for line in rows.splitlines())


def test_the_markdown_of_a_page_holds_its_formulas_code_and_outputs_to_the_letter(both, site):
    counted = Counter()
    for address, (_, _, page) in both.items():
        text = plain((site / address / "index.md").read_text("utf-8"))
        outside = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.M | re.S)
        inline = len(article(page).select("math:not([display])"))  # these have lost their LaTeX, which no button copies (exhibit/wire.py)
        assert len(re.findall(r"(?<!\$)\$[^$]+\$(?!\$)", re.sub(r"\$\$.+?\$\$", "", outside))) >= inline, address
        counted.update({"$": inline, "$$": len(article(page).select("math[display=block]"))})
        wanted = Counter(math.annotation.text for math in article(page).select("math[display=block]"))
        assert Counter(re.findall(r"^\$\$(.+)\$\$$", outside, re.M)) == wanted, address
        for pre in article(page).select("pre"):
            counted["pre"] += 1
            shown = "\n".join(line.strip() for line in pre.text.splitlines())
            head = "[^`]*" if pre.find_parent(class_="exhibit-code") else ""  # of the file, which the card leaves out
            assert re.search(rf"^```[a-z]+\n{head}{re.escape(shown)}\n```$", text, re.M), (address, pre.text[:80])
        assert text.count("\n```") == 2 * len(article(page).select("pre"))
    assert counted["$$"] > 100 and counted["$"] > 2000 and counted["pre"] > 150


def test_code_and_output_of_a_card_keep_even_their_spaces(both, site):
    for address, (_, _, page) in both.items():
        text = (site / address / "index.md").read_text("utf-8")
        for card in page.select("section.exhibit"):
            name = card["data-snippet"]
            assert f"```python\n{Snippet(name).text}```\n" in text, (address, name)
            assert not kept.output(name) or f"```text\n{kept.output(name)}```\n" in text, (address, name)
            assert all(f"- {li.text}\n" in text.replace("\\", "") for li in card.select(".exhibit-claims li")), (address, name)


def test_the_markdown_of_a_page_has_no_html_and_nothing_to_press(both, site):
    for address, (lang, _, page) in both.items():
        text = (site / address / "index.md").read_text("utf-8")
        assert re.match(r"# .+\n\n", text) and len(re.findall(r"^# ", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)) == 1
        prose = re.sub(r"^ *```.*?^ *```$|\$\$?[^$\n]+\$\$?|`[^`\n]+`", "", text, flags=re.M | re.S)
        assert not re.findall(r"</?[a-z]\w*[^>]*>|¶|&[a-z]+;|\{:|\]\((?!https?://)", prose), address
        body = article(page)
        pressed = {one.get("aria-label") or one.text for one in body.select("button, .md-content__button")}
        pressed |= {one.text for one in body.select(".term-note")} | {one["title"] for one in body.select("[title]")}
        pressed |= {WORDS[lang][key] for key in ("copy", "download", "report", "licence", "edit", "changed", "as_markdown")}
        assert not [one for one in pressed if one.strip() and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", prose) and len(one) > 12], (
            address
        )
        assert said(page, "og:title") in text and [one["href"] for one in page.select('link[type="text/markdown"]')] == ["index.md"]


def test_one_file_holds_what_every_card_says(both, site):
    told = json.loads((site / "cards.json").read_text("utf-8"))
    assert [card["id"] for card in told["cards"]] == ["card-" + name.replace("_", "-") for name in names()]
    for name, card in zip(names(), told["cards"], strict=True):
        for lang in LANGUAGES:
            address, _, anchor = card["addresses"][lang].removeprefix(HOME).partition("#")
            (shown,) = both[address][2].select(f"section.exhibit#{anchor}")
            assert shown["data-snippet"] == name and both[address][0] == lang
            tex = {one["id"]: one.select_one("annotation").text for one in shown.select(".exhibit-equation")}
            assert {one: told[lang] for one, told in card["formulas"].items()} == tex
            assert card["code"].endswith(shown.select_one(".exhibit-code code").text)
            assert not card["output"] or card["output"] == shown.select_one(".exhibit-output").text
            claims = {li["data-test"]: li.text for li in shown.select("li[data-test]")}
            assert {test: one[lang] for test, one in card["claims"].items() if one["outcome"] in ("passed", "kept")} == claims
            cells = [[cell.text for cell in row.select("td")][1:] for row in shown.select(".exhibit-symbols tbody tr")]
            assert [[row["variable"], row["shape"], row[lang]] for row in card["symbols"]] == cells
        assert card["code"].encode() == (ROOT / f"snippets/{name}.py").read_bytes()
        assert card["tried"] == records.found("matrix")[name] and card["file"] == f"{HOME}snippets/{name}.py"


def test_each_page_leads_to_its_source_and_tells_the_day_of_its_last_change(both):
    days = history.changed()
    for address, (lang, place, page) in both.items():
        (link,) = page.select("article > a.md-content__button:not([type])")
        path = link["href"].removeprefix(f"{REPOSITORY}/edit/main/")
        assert (ROOT / path).is_file() and (path.startswith("labs/") or path == str(source(place, lang).relative_to(ROOT))), address
        assert path == f"labs/{place.rstrip('/')}.py" or place not in ("lab/", "exercises/")
        shown = page.select("article time")
        assert [one["datetime"] for one in shown] == [day.isoformat() for day in [days.get(path)] if day]
        for one in shown:
            day = days[path]
            assert one.text == (f"{day.day} tháng {day.month}, {day.year}" if lang == "vi" else f"{day.day} {day:%B %Y}")


@pytest.fixture(scope="module")
def below(tmp_path_factory):
    """A small site that stands under a path, with an old address."""
    project, builder = small(tmp_path_factory.mktemp("below")), Builder()
    project.write("docs/addresses.tsv", "address\tnow\n/en/old/\t/en/second/\n")
    code, log = builder.build(project.root, "os.environ['SITE_URL'] = 'https://example.org/repo'")
    builder.close()
    assert code == 0, log
    return project.root / "site"


def test_under_a_path_every_address_has_it(below):
    page = BeautifulSoup((below / "en/second/index.html").read_text("utf-8"), "html.parser")
    facts = json.loads(page.select_one('script[type="application/ld+json"]').text)
    told = [one["href"] for one in page.select("link[rel=canonical], link[hreflang]")] + [
        one["content"] for one in page.select('[property="og:url"], [property="og:image"]')
    ]
    assert all(one.startswith("https://example.org/repo/") for one in [*told, facts["url"], facts["image"], facts["isPartOf"]["url"]])
    for file in ("sitemap.xml", "robots.txt", "llms.txt", "cards.json", "en/second/index.md"):
        addresses = re.findall(r"https://(?:example|embedding)[^\s\"<)]+", (below / file).read_text("utf-8"))
        assert addresses and all(one.startswith("https://example.org/repo/") for one in addresses), file
    lost = BeautifulSoup((below / "404.html").read_text("utf-8"), "html.parser")
    links = [one.get("src") or one["href"] for one in lost.select("script[src], link[rel=stylesheet], nav a, article a")]
    assert links and all(urlsplit(one).path.startswith("/repo/") or one.startswith("#") for one in links), links
    assert 'url=../../en/second/"' in (below / "en/old/index.html").read_text("utf-8")
    assert not (below / "en/old/index.md").exists() and "old/" not in (below / "sitemap.xml").read_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_copied_as_markdown_by_keyboard_and_from_a_folder_its_link_leads_there(browser, site, address, lang):
    place = ("" if lang == "vi" else "en/") + "embeddings/05-similarity/"
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + place)
    link = page.get_by_role("link", name=WORDS[lang]["as_markdown"])
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".md-dialog--active")
    assert page.evaluate("navigator.clipboard.readText()") == (site / place / "index.md").read_text("utf-8")
    assert page.url == address + place
    page.goto((site / place / "index.html").as_uri())
    with page.expect_navigation():
        page.get_by_role("link", name=WORDS[lang]["as_markdown"]).click()
    assert page.url == (site / place / "index.md").as_uri()
    context.close()
