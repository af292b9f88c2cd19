"""What `make bench` times against: a copy of the project in which no card is drawn, that still builds the same site."""

import re
import shutil
from pathlib import Path

from exhibit import bench

from .small import small


def test_the_copy_has_finished_cards_and_builds_the_same_pages(tmp_path, monkeypatch):
    project = small(tmp_path / "project")
    for lang in ("vi", "en"):
        page = project.root / f"docs/index.{lang}.md"
        page.write_text(page.read_text("utf-8") + "\n{{ all: formulas }}\n", "utf-8")
    assert bench.build(str(project.root)) > 0
    copy = Path(shutil.copytree(project.root, tmp_path / "copy", ignore=shutil.ignore_patterns("site")))
    monkeypatch.chdir(project.root)
    bench.finish(copy)
    for page in copy.glob("docs/*.md"):
        assert page.read_text("utf-8").count('<section class="exhibit') == page.read_text("utf-8").count("<!--\n/// exhibit") == 1
    assert bench.build(str(copy)) > 0
    for page in (project.root / "site").rglob("*.html"):
        finished = re.sub("<!--\n/// exhibit.*?-->", "", (copy / page.relative_to(project.root)).read_text("utf-8"), flags=re.S)
        assert page.read_text("utf-8").split() == finished.split(), page
