"""Times a warm build against the same site with each card replaced by its finished HTML: median of five, in turns."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from timeit import timeit

from exhibit.words import LANGUAGES


def build(folder: str) -> float:
    return timeit(lambda: subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "--strict"], cwd=folder, check=True), number=1)


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
        shutil.copytree(".", plain, ignore=shutil.ignore_patterns(".venv", ".git", "site"), dirs_exist_ok=True)
        build(".")
        finish(Path(plain))
        times = [(build("."), build(plain)) for _ in range(6)][1:]  # the first fills the caches of both
    with_cards, finished = map(median, zip(*times, strict=True))
    print(f"warm build {with_cards:.2f} s, with finished cards {finished:.2f} s: ratio {with_cards / finished:.2f}")


if __name__ == "__main__":
    main()
