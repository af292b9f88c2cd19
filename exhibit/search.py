"""Writes the search index of a built site with Pagefind: one a language, in which `chuan hoa` finds `chuẩn hóa`."""

import json
import subprocess
import sys
from pathlib import Path

PAGEFIND = [sys.executable, "-m", "pagefind", "--silent", "--root-selector", "article", "--glob", "**/index.html"]
NOISE = "[data-search-exclude], .headerlink, math[display=block], annotation, nav"


def write(site: Path, target: str) -> None:
    """Index the articles of all pages, without formulas and code; what no reader's browser asks for is removed.

    Pagefind runs as a program, which ends when its files are whole: its Python interface ends the program while it may still be writing.
    """
    command = [*PAGEFIND, "--exclude-selectors", NOISE, "--site", str(site), "--output-path", str(site / target)]
    subprocess.run(command, check=True)
    for surplus in {*(site / target).glob("pagefind-*.*s")} - {site / target / "pagefind-worker.js"}:
        surplus.unlink()
    entry = site / target / "pagefind-entry.json"
    entry.write_text(json.dumps(json.loads(entry.read_text("utf-8")), sort_keys=True), "utf-8")
