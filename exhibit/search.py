"""Writes the search index of a built site with Pagefind: one a language, in which `chuan hoa` finds `chuẩn hóa`."""

import asyncio
import json
from pathlib import Path

from pagefind.index import IndexConfig, PagefindIndex

NOISE = ["[data-search-exclude]", ".headerlink", "math[display=block]", "annotation", "nav"]


async def index(site: Path, target: Path) -> None:
    config = IndexConfig(root_selector="article", exclude_selectors=NOISE, output_path=str(target))
    async with PagefindIndex(config=config) as made:
        await made.add_directory(str(site), glob="**/index.html")


def write(site: Path, target: str) -> None:
    """Index the articles of all pages, without formulas and code; what no reader's browser asks for is removed."""
    asyncio.run(index(site, site / target))
    for surplus in {*(site / target).glob("pagefind-*.*s")} - {site / target / "pagefind-worker.js"}:
        surplus.unlink()
    entry = site / target / "pagefind-entry.json"
    entry.write_text(json.dumps(json.loads(entry.read_text("utf-8")), sort_keys=True), "utf-8")
