"""`make audit`: how light and how open the site is, measured by Lighthouse as on a phone, and whether every page is valid HTML.

The site is built for the address at which it is served, compressed, on this machine. Each page is loaded five times (RUNS=1 is a
quick look); of each figure the median counts. Beside it stands the same section as it would come from Material with what its
documentation recommends for mathematics: MathJax, here served from this machine too and not from another host. docs/verified shows
the record.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mkdocs.utils import yaml_load

from exhibit.chromium import QUIET, installed
from exhibit.words import LANGUAGES
from tests.served import Host, served

ROOT, RECORD = Path(__file__).resolve().parent.parent, Path("tests/records/audit.json")
RUNS = int(os.environ.get("RUNS", "5"))
PAGES = {"home": "", "section": "embeddings/06-training/", "formulas": "formulas/", "lab": "lab/"}
SCORES = ("performance", "accessibility", "best-practices", "seo")
MEASURES = {"paint": "largest-contentful-paint", "shift": "cumulative-layout-shift", "blocking": "total-blocking-time"}
MOST = {"paint": 1500, "shift": 0.01, "kilobytes": 50, "requests": 7}
MATHJAX = r"""
window.MathJax = {
  tex: { inlineMath: [["\\(", "\\)"]], displayMath: [["\\[", "\\]"]] },
  options: { ignoreHtmlClass: ".*", processHtmlClass: "arithmatex" },
}
"""


def build(folder: Path, target: Path, **env: str) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(target)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | env)
    assert done.returncode == 0, done.stderr


def recommended(site: Path, folder: Path, target: Path, address: str) -> None:
    """The same words, formulas, code and outputs, from the Markdown beside each page, with Material's scripts, styles and search."""
    own, pages = yaml_load((ROOT / "mkdocs.yml").read_text("utf-8")), sorted(site.rglob("index.html"))
    for page in pages:
        put = folder / "docs" / page.relative_to(site).with_suffix(".md")
        put.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page.with_suffix(".md"), put)
    (folder / "docs/mathjax.js").write_text(MATHJAX)
    theme = {
        "name": "material",
        "font": False,
        "features": [*own["theme"]["features"], "content.code.copy"],
        "palette": own["theme"]["palette"],
    }
    nav = [page.relative_to(site).with_suffix(".md").as_posix() for page in pages if page.relative_to(site).parts[0] != "en"]
    settings = {"site_name": own["site_name"], "site_url": address, "theme": theme, "nav": nav, "plugins": ["search"]}
    extensions = ["def_list", "tables", "pymdownx.superfences", "pymdownx.highlight", {"pymdownx.arithmatex": {"generic": True}}]
    settings |= {"markdown_extensions": extensions, "extra_javascript": ["mathjax.js", "mathjax/tex-mml-chtml.js"]}
    (folder / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
    build(folder, target)
    shutil.copytree(ROOT / "node_modules/mathjax/es5", target / "mathjax")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the built site; where it is served, and where the other build is."""
    folder = tmp_path_factory.mktemp("audit")
    with served(folder / "site", Host) as address, served(folder / "recommended", Host) as other:
        build(ROOT, folder / "site", SITE_URL=address)
        recommended(folder / "site", folder / "other", folder / "recommended", other)
        yield folder / "site", address, other


def node(name: str, *arguments: str, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run([ROOT / "node_modules/.bin" / name, *arguments], cwd=ROOT, capture_output=True, text=True, env=os.environ | env)


def lighthouse(url: str) -> dict:
    flags = "--chrome-flags=" + " ".join(["--headless=new", "--no-sandbox", *QUIET])
    done = node("lighthouse", url, "--quiet", "--output=json", f"--only-categories={','.join(SCORES)}", flags, CHROME_PATH=installed())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def figures(report: dict) -> dict[str, float]:
    """What one run found: four scores, three measures, and what came over the wire, pictures aside."""
    asked = [one for one in report["audits"]["network-requests"]["details"]["items"] if one["url"].startswith("http")]
    needed = [one for one in asked if one.get("resourceType") != "Image"]
    found = {name: round(100 * report["categories"][name]["score"]) for name in SCORES}
    found |= {name: round(report["audits"][audit]["numericValue"], 3) for name, audit in MEASURES.items()}
    found |= {"kilobytes": sum(one["transferSize"] for one in needed) / 1024, "requests": len(needed)}
    return found | {"elsewhere": len({urlsplit(one["url"]).netloc for one in asked} - {urlsplit(report["finalDisplayedUrl"]).netloc})}


def missed(report: dict) -> list[str]:
    """What keeps a score below 100, performance aside."""
    refs = [one["id"] for name in SCORES[1:] for one in report["categories"][name]["auditRefs"] if one["weight"]]
    return [one for one in refs if report["audits"][one]["score"] not in (1, None)]


def measure(url: str) -> tuple[dict[str, float], list[str]]:
    reports = [lighthouse(url) for _ in range(RUNS)]
    runs = [figures(one) for one in reports]
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}, missed(reports[0])


def below(row: dict, page: str) -> list[str]:
    """The bars that a page does not reach; kilobytes and requests are those of a section."""
    most = {name: bar for name, bar in MOST.items() if page == "section" or name not in ("kilobytes", "requests")}
    low = [f"{name} {row[name]}" for name in SCORES if row[name] < (98 if name == "performance" else 100)]
    return [*low, *(f"{name} {row[name]}" for name, bar in most.items() if row[name] > bar), *["another host"] * bool(row["elsewhere"])]


def line(cells: list) -> str:
    return "".join(str(cell).rjust(15) for cell in cells)


def test_pages_are_light_and_open(site, capsys):
    (_, own, other), rows, faults = site, list[dict](), list[str]()
    for build, address in (("", own), ("recommended", other)):
        for page, path in PAGES.items():
            for lang in LANGUAGES if not build or page == "section" else ():
                row, why = measure(address + ("" if lang == "vi" else f"{lang}/") + path)
                if not rows:
                    with capsys.disabled():
                        print("\n" + line(["page", "", *row]))
                with capsys.disabled():
                    print(line([f"{page} {lang}", build, *row.values()]), flush=True)
                rows.append({"page": page, "lang": lang, "build": build} | row)
                faults += [] if build else [f"{page} {lang}: {one} {why}" for one in below(row, page)]
    versions = {
        name: json.loads((ROOT / f"node_modules/{name}/package.json").read_text("utf-8"))["version"] for name in ("lighthouse", "mathjax")
    }
    browser = subprocess.run([installed(), "--version"], capture_output=True, text=True).stdout.split()[1]
    record = {"runs": RUNS, "cores": os.cpu_count(), "versions": versions | {"chromium": browser}, "rows": rows}
    (ROOT / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")
    assert not faults, "\n".join(faults)


def test_every_page_is_valid_html(site):
    pages = [str(path) for path in sorted(site[0].rglob("*.html"))]
    done = node("html-validate", "--config=.htmlvalidate.mjs", "--formatter=text", *pages)
    assert len(pages) > 40 and done.returncode == 0, done.stdout or done.stderr


@pytest.mark.parametrize(
    ("worse", "told"),
    [
        ({}, []),
        ({"performance": 97}, ["performance 97"]),
        ({"seo": 99}, ["seo 99"]),
        ({"kilobytes": 50.1}, ["kilobytes 50.1"]),
        ({"shift": 0.02, "requests": 8}, ["shift 0.02", "requests 8"]),
        ({"elsewhere": 1}, ["another host"]),
    ],
)
def test_a_page_below_a_bar_is_told(worse, told):
    good = dict.fromkeys(SCORES, 100) | {"performance": 98, "paint": 1500, "shift": 0.01, "kilobytes": 50, "requests": 7, "elsewhere": 0}
    assert below(good | worse, "section") == told
    assert below(good | {"kilobytes": 90, "requests": 9}, "home") == []
