"""`make offline`: a built site as a folder and a zip that open from disk by a double click, without server and without network."""

import base64
import json
import re
import shutil
from html import escape, unescape
from pathlib import Path

from exhibit import archive, search

LIST = Path(__file__).with_name("templates") / "list.js"
LEFT = ["pagefind", "404.html", "_headers", "sitemap.*", "robots.txt", "llms*.txt", "social*", "index.md", "cards.json"]
LEFT += ["*.map", "*.npz", "*.bpe"]  # such data is in zips
REMOTE = r'<meta http-equiv="Content-Security-Policy"[^>]*>|<link rel="preload"[^>]*>|<link rel="alternate" type="text/markdown"[^>]*>'
REMOTE += r'|<a href="index.md"[^>]*>[\s\S]*?</a>'
CARD = r'(?s)(<a class="exhibit-download" href="([^"]*\.py)"(?:(?!<code>).)*<code>)(.*?)(?=</code>)'
LINK = r'(<(?:a|link)\b[^>]*? href="?)(?![a-z]+:)([^">#? ]+)'


def local(page: Path) -> None:
    """Name the page in each link to a folder, hold the whole file of each card, and leave out what only a server can fulfil."""

    def named(found: re.Match) -> str:
        return f"{found[1]}{found[2].rstrip('/')}/index.html" if (page.parent / found[2]).is_dir() else found[0]

    def whole(found: re.Match) -> str:
        head = (page.parent / found[2]).read_text("utf-8").removesuffix(unescape(re.sub("<[^>]*>", "", found[3])))
        return f"{found[1]}<span hidden>{escape(head)}</span>{found[3]}"

    text = re.sub(CARD, whole, re.sub(REMOTE, "", page.read_text("utf-8")))
    page.write_text(re.sub(LINK, named, text), "utf-8")


def places(site: Path) -> dict[str, list]:
    """Language -> every page, section, card and term: its address, its title, the title of its page, other names of it."""
    found = dict[str, list]()
    for path in sorted(site.rglob("index.html")):
        for lang, page, article in search.PAGE.findall(re.sub(search.UNSAID, "", path.read_text("utf-8"))):
            for anchor, title, also, names, _ in search.parts(page, article):
                address = f"{path.relative_to(site).as_posix()}{'#' * bool(anchor)}{anchor}"
                found.setdefault(lang, []).append([address, search.plain(title), search.plain(page), " ".join([*also, *names])])
    return found


def write(site: Path, folder: Path) -> None:
    """Write the folder, and beside it the zip, whose bytes depend on those of the site alone."""

    def held(font: re.Match) -> str:
        return f"url(data:font/woff2;base64,{base64.b64encode((folder / 'assets' / font[1]).read_bytes()).decode()})"

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site, folder, ignore=shutil.ignore_patterns(*LEFT))
    for page in folder.rglob("*.html"):
        local(page)
    for sheet in folder.glob("assets/*.css"):  # a browser may refuse a page on disk the font beside it
        sheet.write_text(re.sub(r'url\("?([\w-]+\.woff2)"?\)', held, sheet.read_text("utf-8")), "utf-8")
    script, known = folder / "assets/search.js", json.dumps(places(site), ensure_ascii=False)
    dialog, _, _ = f"\n{script.read_text('utf-8')}".partition("\n{\n")  # whose second part finds
    script.write_text(f"{dialog}\n{{\nconst places = {known}\n{LIST.read_text('utf-8')}}}\n", "utf-8")
    folder.with_suffix(".zip").write_bytes(archive.zipped(folder.parent, f"{folder.name}/**/*"))


if __name__ == "__main__":
    write(Path("site"), Path("dist/embedding-mathematics"))
