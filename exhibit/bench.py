"""Times a warm build against the same site with each card replaced by its finished HTML: median of five, in turns."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from timeit import timeit

from exhibit import pages
from exhibit.plugin import LIST
from exhibit.words import LANGUAGES

BUILD = "import mkdocs.__main__ as m, exhibit.pages as p; p.check = {} or p.check; m.cli(['build', '-q', '--strict'])"
CARDS, FINISHED = BUILD.format(None), BUILD.format("lambda report: None")  # there no page shows a card


def build(folder: str, code: str) -> float:
    return timeit(lambda: subprocess.run([sys.executable, "-c", code], cwd=folder, check=True), number=1)


def finish(plain: Path) -> None:
    """In a copy of the project, put what this project's build made in the place of each card and of each generated list."""
    for page in sorted(plain.glob("docs/**/*.*.md")):
        source, lang = page.relative_to(plain / "docs").as_posix().removesuffix(".md").rsplit(".", 1)
        built = Path("site", "" if lang == LANGUAGES[0] else lang, source.removesuffix("index"), "index.html")
        cards = re.findall(r'<section class="exhibit.*?</section>', built.read_text("utf-8"), re.S)
        parts = re.split(r"^/// exhibit.*?^///$", page.read_text("utf-8"), flags=re.M | re.S)
        text = "".join(part + card for part, card in zip(parts, [*cards, ""], strict=True))
        page.write_text(re.sub(LIST, lambda found: pages.made(found[1], lang), text), "utf-8")  # noqa: B023 (called at once)


def main() -> None:
    with tempfile.TemporaryDirectory() as plain:
        shutil.copytree(".", plain, ignore=shutil.ignore_patterns(".venv", ".git", "site"), dirs_exist_ok=True)
        build(".", CARDS)
        finish(Path(plain))
        times = [(build(".", CARDS), build(plain, FINISHED)) for _ in range(6)][1:]  # the first fills the caches of both
    with_cards, finished = map(median, zip(*times, strict=True))
    print(f"warm build {with_cards:.2f} s, with finished cards {finished:.2f} s: ratio {with_cards / finished:.2f}")


if __name__ == "__main__":
    main()
