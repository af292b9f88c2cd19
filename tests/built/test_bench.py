"""What `make bench` times against: a copy of the project in which no card is drawn, that still builds the same site."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

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


@pytest.mark.parametrize(
    ("warm", "first", "many", "ran", "code"),
    [(1.4, 10, 290, {3}, 0), (1.6, 10, 290, {3}, 1), (1.4, 90, 310, {3}, 1), (1.4, 5, 290, {3}, 1), (1.4, 10, 290, {3, 4}, 1)],
)
def test_what_is_beyond_the_bars_is_told(monkeypatch, tmp_path, capsys, warm, first, many, ran, code):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench, "build", lambda folder: warm if folder == "." else 1.0)
    monkeypatch.setattr(bench, "finish", lambda plain: None)
    monkeypatch.setattr(bench.resource, "getrusage", lambda whose: SimpleNamespace(ru_maxrss=1e6))
    monkeypatch.setattr(bench, "large", lambda pages, cards: (first if pages == 100 else many, ran))
    if code:
        bars = "beyond the bars: a ratio of 1.5, 300 s, 2 GB, 4 times the seconds a page, one run of each kind a card"
        with pytest.raises(SystemExit, match=f"^{bars}$"):
            bench.main()
    else:
        bench.main()
    assert f"ratio {warm:.2f}" in capsys.readouterr().out
