"""Where the package that a snippet needs is absent, the site shows what was kept, as long as it holds; elsewhere it runs as any other."""

import importlib
import json

import pytest
from bs4 import BeautifulSoup

from exhibit import kept, pages, records, runs
from exhibit.snippet import names, needs, ready
from tests.exhibit_project import CARD, changed, fault, in_folder

RECORD = "tests/records/model.json"
CLAIM = """from exhibit import claim
from snippets.one import twice


@claim(vi="Cần gói", en="It needs the package")
def test_with_the_package():
    assert twice(3) == 6
"""
KEPT, STALE = "kept from an earlier run", "What was kept no longer fits"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose snippet needs a package, which is there."""
    made = in_folder(tmp_path, monkeypatch)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    made.write("packages/some_weights/__init__.py", "")
    made.snippet(("def twice", 'PACKAGE = "some-weights"\n\n\ndef twice'))
    made.write("tests/model/test_one.py", CLAIM)
    made.write("requirements-model.txt", "some-weights==1\n")
    for lang in ("vi", "en"):
        made.write(f"docs/first.{lang}.md", f"# First\n\n{CARD}")
    return made


@pytest.fixture
def without(project):
    """The same, kept while the package was there; now it is gone."""
    print(kept.keep("one"))
    (project.root / "packages/some_weights/__init__.py").rename(project.root / "gone.py")
    (project.root / "packages/some_weights").rmdir()
    return project


def spoil(project, statement):
    path = project.root / "snippets/one.py"
    path.write_text(changed(path.read_text("utf-8"), ('print("twice 3:", twice(3))', statement)), "utf-8")


def drawn(project, text=CARD):
    return BeautifulSoup(project.draw(text), "html.parser")


def told(card, kind):
    return [one.text for one in card.select(f".{kind} li[data-test]")]


def test_what_a_snippet_needs(project):
    project.snippet(name="two")
    assert (needs("one"), ready("one"), needs("two"), ready("two")) == ("some-weights", True, "", True)


def test_with_the_package_it_is_a_snippet_like_any_other(project):
    card = drawn(project)
    assert not project.faults and card.select_one(".exhibit-output").text == "twice 3: 6\n" and not card.select(".exhibit-kept")
    assert told(card, "exhibit-claims") == ["It doubles a number", "It needs the package"]
    assert not (project.root / RECORD).exists()


def test_with_the_package_a_claim_that_fails_stops_the_card(project):
    project.write("tests/model/test_one.py", CLAIM.replace("== 6", "== 7"))
    assert fault(kept.proved, "one").startswith("tests/model/test_one.py:5: the claim test_with_the_package failed: ")
    assert fault(kept.keep, "one").startswith("tests/model/test_one.py:5: ") and not (project.root / RECORD).exists()


def test_what_is_kept(project, capsys):
    assert kept.keep("one") == "one: its output is kept, and these claims:\n- It needs the package"
    record = json.loads((project.root / RECORD).read_text("utf-8"))["one"]
    files = ["requirements-model.txt", "snippets/expected/one.txt", "snippets/one.py", "tests/model/test_one.py"]
    assert sorted(record["files"]) == files and all(len(one) == 64 for one in record["files"].values())
    assert {test: one["outcome"] for test, one in record["value"].items()} == {"tests/model/test_one.py::test_with_the_package": "kept"}


def test_without_the_package_what_was_kept_is_shown_and_says_so(without):
    card = drawn(without, CARD + "\nIt prints {{ one: twice 3: }}.\n")
    assert not ready("one") and not without.faults
    assert card.select_one(".exhibit-kept").text == KEPT
    assert card.select_one(".exhibit-output").text == "twice 3: 6\n" and card.select_one(".exhibit-number").text == "6"


def test_without_the_package_a_claim_that_needs_it_has_no_tick(without):
    card = drawn(without)
    assert told(card, "exhibit-claims") == ["It doubles a number"] and told(card, "exhibit-claims-kept") == ["It needs the package"]
    assert card.select_one(".exhibit-claims-kept")["aria-label"] == KEPT
    (without.root / "docs/page.en.md").unlink()
    rows = [line for line in pages.made("verified", "en").splitlines() if "::" in line]
    assert rows == [
        "It doubles a number | `test_one.py::test_doubles` | passed",
        f"It needs the package | `model/test_one.py::test_with_the_package` | {KEPT}",
    ]


@pytest.mark.parametrize(
    "file", ["snippets/one.py", "snippets/expected/one.txt", "tests/model/test_one.py", "requirements-model.txt", RECORD]
)
def test_what_no_longer_fits_is_not_shown(without, file):
    path = without.root / file
    if file == RECORD:
        path.unlink()
    else:
        path.write_text(path.read_text("utf-8") + "# new\n", "utf-8")
    card = drawn(without, CARD + "\nIt prints {{ one: twice 3: }}.\n")
    assert not without.faults and card.select_one(".exhibit-kept").text.startswith(STALE)
    assert not card.select(".exhibit-output") and card.select_one(".exhibit-number").text == "…"
    assert told(card, "exhibit-claims") == ["It doubles a number"] and not card.select(".exhibit-claims-kept")


def test_a_change_of_the_project_s_own_lock_leaves_it_as_it_is(without):
    without.write("requirements.txt", "new==1\n")
    assert kept.output("one") == "twice 3: 6\n"


def test_without_the_package_nothing_runs_or_is_accepted(without, monkeypatch):
    monkeypatch.setattr(runs, "run", lambda *_: pytest.fail("it ran"))
    runs.CACHE.rename("cache")
    runs.warm()
    runs.accept()
    assert not list(runs.CACHE.glob("output-*")) and (without.root / "snippets/expected/one.txt").read_text() == "twice 3: 6\n"


def test_with_the_package_again_it_runs_again(without):
    spoil(without, "print('a')")
    assert kept.output("one") == ""
    without.write("packages/some_weights/__init__.py", "")
    importlib.invalidate_caches()
    assert "prints something else" in fault(kept.output, "one")


def test_without_the_package_nothing_is_kept(without):
    spoil(without, "raise SystemExit('no some-weights')")
    assert "it stopped with code 1: no some-weights" in fault(kept.keep, "one")


def test_a_snippet_that_is_not_there(project):
    assert fault(kept.output, "none") == "snippets/none.py:1: there is no such snippet; write it or correct the name on the card"


def test_the_record_of_this_project_holds(monkeypatch):
    """Else the site of those who lack the package loses the output: `make model` makes it anew."""
    monkeypatch.chdir(runs.HERE.parent)
    needing = list(filter(needs, names()))
    assert needing and all(records.found("model")[name] for name in needing)
