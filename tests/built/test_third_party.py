"""Every file of the built site is ours or stands on the page of third-party parts, whose facts are those of the packages."""

import fnmatch
import json
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import material
import pytest
from fontTools.ttLib import TTFont

from .conftest import ROOT
from .reading import LANGUAGES, article, pages

PARTS = tomllib.loads((ROOT / "docs/third-party.toml").read_text("utf-8"))["part"]
DRAWN = r"assets/\w+\.(vi|en)\.(light|dark)\.svg|assets/explore/pipeline\.data\.js"
FOR_MACHINES = r"(.*/)?(index\.md|social\.png)|robots\.txt|llms\.txt|cards\.json|_headers"
# by the build, of our sources
MADE = rf"(.*\.html|{FOR_MACHINES}|sitemap\.xml(\.gz)?|(en/)?\w+\.ipynb|snippets/\w+\.py|snippets/analogy\.txt|{DRAWN})"


@pytest.fixture(scope="module")
def files(site):
    return {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}


def others(files):
    """The files of the site that are made neither by us nor of our sources."""
    written = {path.relative_to(ROOT / of).as_posix() for of in ("docs", "overrides") for path in (ROOT / of).rglob("*")}
    own = {name for name in files if name in written or re.fullmatch(MADE, name)}
    return files.keys() - own


def test_every_file_of_others_has_a_row(files):
    shown = {name for name in files for part in PARTS for glob in part["files"] if glob != "*.html" and fnmatch.fnmatch(name, glob)}
    assert others(files) == shown and len(shown) > 10


def test_no_row_is_left_of_what_is_no_longer_there(files):
    for part in PARTS:
        assert all(fnmatch.filter(files, glob) for glob in part["files"]), part["name"]


def test_every_module_within_the_theme_s_styles_has_a_row():
    """A source map names what went into a style sheet."""
    found = set()
    for path in Path(material.__file__).with_name("templates").glob("assets/stylesheets/*.map"):
        sources = json.loads(path.read_text("utf-8"))["sources"]
        found |= {module[1] for one in sources if (module := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)", one))}
    assert sorted(found) == [module for part in PARTS for module in part.get("modules", [])]


def stated(path):
    if path.suffix == ".woff2":
        return "\n".join(str(record) for record in TTFont(path)["name"].names)
    return path.read_text("utf-8")


def test_a_version_is_the_one_that_the_files_state(files):
    for part in [part for part in PARTS if "version" in part]:
        texts = [stated(files[name]) for glob in part["files"] for name in fnmatch.filter(files, glob) if not name.endswith(".map")]
        assert part["version"] in part["stated"] and any(part["stated"] in text for text in texts), part["name"]


def test_the_font_states_its_licence(files):
    (part,) = [part for part in PARTS if part["files"] == ["assets/stix-*.woff2"]]
    assert part["licence"] == "OFL-1.1" and "SIL Open Font License, Version 1.1" in stated(
        files[fnmatch.filter(files, part["files"][0])[0]]
    )


def test_the_licence_of_a_package_is_the_one_it_states():
    whole = {"Material for MkDocs": "mkdocs-material", "Pagefind": "pagefind-bin"}
    for part in PARTS:
        if part["name"] in whole:
            told = metadata(part["package"])
            assert part["licence"] in (told["License-Expression"], told["License"]) and part["package"] == whole.pop(part["name"])
    assert not whole


def test_data_comes_from_what_the_scripts_fetch():
    fetched = (ROOT / "data/requirements.txt").read_text("utf-8") + "".join(path.read_text("utf-8") for path in ROOT.glob("data/*.py"))
    sources = [part["source"] for part in PARTS if "source" in part]
    for _, name, version in map(str.split, sources):
        assert f"{name}=={version}" in fetched or f"{name}@{version}" in fetched, name
    assert len(sources) == len(list(ROOT.glob("snippets/*.npz"))) + len(list(ROOT.glob("snippets/*.bpe")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_every_part(site, lang):
    page = article(pages(site, lang)["third-party/index.html"])
    for note in page.select(".term-note"):
        note.decompose()
    rows = [[cell.text for cell in row.select("td")] for row in page.select("tbody tr")]
    assert [row[:2] for row in rows] == [[part["name"], part[lang].replace("`", "")] for part in PARTS]
    for row, part in zip(rows, PARTS, strict=True):
        where = part.get("source") or f"{part['package']} {metadata(part['package'])['Version']}"
        assert row[2:] == [part.get("version", ""), where, part["licence"]]
