"""Times a warm build against the same site with each card replaced by its finished HTML: median of five, in turns."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from timeit import timeit


def build(folder: str) -> float:
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    return timeit(lambda: subprocess.run(command, cwd=folder, stderr=subprocess.DEVNULL), number=1)  # it says that no page shows a card


def main() -> None:
    with tempfile.TemporaryDirectory() as plain:
        shutil.copytree(".", plain, ignore=shutil.ignore_patterns(".venv", ".git", "site"), dirs_exist_ok=True)
        build(".")
        for page in sorted(Path(plain, "docs").glob("**/*.*.md")):
            source, lang = page.relative_to(f"{plain}/docs").as_posix().removesuffix(".md").rsplit(".", 1)
            built = Path("site", "" if lang == "vi" else lang, source.removesuffix("index"), "index.html")
            made = re.findall(r'<section class="exhibit.*?</section>', built.read_text("utf-8"), re.S)
            parts = re.split(r"^/// exhibit.*?^///$", page.read_text("utf-8"), flags=re.M | re.S)
            page.write_text("".join(part + card for part, card in zip(parts, [*made, ""], strict=True)), "utf-8")
        times = [(build("."), build(plain)) for _ in range(6)][1:]  # the first fills the caches of both
    with_cards, finished = map(median, zip(*times, strict=True))
    print(f"warm build {with_cards:.2f} s, with finished cards {finished:.2f} s: ratio {with_cards / finished:.2f}")


if __name__ == "__main__":
    main()
