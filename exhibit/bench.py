"""Times a warm build against the same site with each card replaced by its finished HTML, median of five, in turns; then large sites."""

import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from timeit import timeit

import numpy as np

from exhibit.words import LANGUAGES

COUNTED = """import sys, mkdocs.__main__
sys.addaudithook(lambda event, of: event == "subprocess.Popen" and print(of[1][-1], file=open("ran", "a")))
mkdocs.__main__.cli()"""


def build(folder: str, *by: str) -> float:
    """Seconds of a build, by MkDocs or by a program that runs it."""
    command = [sys.executable, *(by or ["-m", "mkdocs"]), "build", "-q", "--strict"]
    return timeit(lambda: subprocess.run(command, cwd=folder, check=True), number=1)


def large(pages: int, cards: int) -> tuple[float, set[int]]:
    """Seconds of the first build of a made site, in two languages and with five cards on each page; how often each card was run."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "tests.built.small", folder, str(pages), str(cards)], check=True)
        seconds, ran = build(folder, "-c", COUNTED), Counter(Path(folder, "ran").read_text("utf-8").split())
        return seconds, {ran[f"card{number:03}.py"] for number in range(1, cards + 1)}


def finish(plain: Path) -> None:
    """In a copy of the project, hide each card in a comment, where the lists of all cards still find it, and put its HTML behind it."""
    for page in sorted(plain.glob("docs/**/*.*.md")):
        source, lang = page.relative_to(plain / "docs").as_posix().removesuffix(".md").rsplit(".", 1)
        built = Path("site", "" if lang == LANGUAGES[0] else lang, source.removesuffix("index"), "index.html").read_text("utf-8")
        first, *others = re.split(r"^(/// exhibit.*?^///)$", page.read_text("utf-8"), flags=re.M | re.S)
        parts = zip(others[::2], re.findall(r'<section class="exhibit.*?</section>', built, re.S), others[1::2], strict=True)
        page.write_text(first + "".join(f"<!--\n{card}\n-->\n\n{made}{rest}" for card, made, rest in parts), "utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as plain:
        shutil.copytree(".", plain, ignore=shutil.ignore_patterns(".venv", ".git", "site", "dist", "node_modules"), dirs_exist_ok=True)
        build(".")
        finish(Path(plain))
        times = [(build("."), build(plain)) for _ in range(6)]
    with_cards, finished = np.median(times[1:], axis=0)  # the first fills the caches of both
    print(f"warm build {with_cards:.2f} s, with finished cards {finished:.2f} s: ratio {with_cards / finished:.2f}", flush=True)
    (few, _), (many, ran) = large(100, 20), large(1000, 200)
    memory, growth = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6, many / few / 10
    print(f"1,000 pages in two languages, 200 cards used 10,000 times: {many:.0f} s, {memory:.2f} GB, {growth:.1f} times the seconds")
    print(f"a page of 100 pages; each card's file ran {ran} times, whatever its uses: two runs that are compared, one that is traced")
    if with_cards > 1.5 * finished or many > 300 or memory > 2 or growth > 4 or ran != {3}:
        sys.exit("beyond the bars: a ratio of 1.5, 300 s, 2 GB, 4 times the seconds a page, one run of each kind a card")


if __name__ == "__main__":
    main()
