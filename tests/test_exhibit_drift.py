"""A section that changed on one side is named until somebody has read both; only one section is accepted at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from exhibit import drift

VI = "---\ndescription: a\n---\n\n# Trang\n\nĐầu.\n\n## Một {#one}\n\nChữ một.\n\n### Hai {#two}\n\nChữ hai.\n"
EN = "---\ndescription: a\n---\n\n# Page\n\nTop.\n\n## One {#one}\n\nWords one.\n\n### Two {#two}\n\nWords two.\n"
LAB = '# %% [markdown] lang="vi"\n# ## Thử {#try}\n\n# %% [markdown] lang="en"\n# ## Try {#try}\n\n# %%\nx = 1\n'
UNKNOWN = " is no section of every language: write SECTION=page#anchor, or page#top for a page's beginning"
MEND = "read both, then `make accept-words SECTION={}`"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "docs/part/a.vi.md": VI,
        "docs/part/a.en.md": EN,
        "labs/lab.py": LAB,
        "docs/lab.en.md": "made of labs/lab.py",
    }.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, "utf-8")
    for name in drift.changed():
        drift.accept(name)
    assert told() == {}
    return tmp_path


def told():
    return {name: str(fault) for name, fault in drift.changed().items()}


def change(path, old, new):
    text = Path(path).read_text("utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), "utf-8")


def test_the_record_is_one_sorted_readable_file():
    lines = [line.split("\t") for line in drift.RECORD.read_text("utf-8").splitlines()]
    assert [line[0] for line in lines] == ["lab#top", "lab#try", "part/a#one", "part/a#top", "part/a#two"]
    assert all(len(line) == 3 and line[1] != line[2] for line in lines if line[0] != "lab#top")


@pytest.mark.parametrize(
    ("lang", "old", "new", "name", "line", "what"),
    [
        ("en", "Words one", "Other words", "part/a#one", 9, "vi did not, en did"),
        ("vi", "Chữ hai", "Chữ khác", "part/a#two", 13, "vi did, en did not"),
        ("vi", "Một {#one}", "Mục {#one}", "part/a#one", 9, "vi did, en did not"),
        ("en", "Top.", "Bottom.", "part/a#top", 1, "vi did not, en did"),
        ("en", "description: a", "description: b", "part/a#top", 1, "vi did not, en did"),
    ],
)
def test_a_section_that_changed_on_one_side_is_named_with_its_place(lang, old, new, name, line, what):
    change(f"docs/part/a.{lang}.md", old, new)
    assert told() == {name: f"docs/part/a.{lang}.md:{line}: {name} changed: {what}; {MEND.format(name)}"}


def test_line_breaks_do_not_count():
    change("docs/part/a.en.md", "Words one.", "Words\none.")
    assert told() == {}


def test_a_section_that_changed_on_both_sides_must_be_read_too():
    change("docs/part/a.en.md", "Words one", "Other words")
    change("docs/part/a.vi.md", "Chữ một", "Chữ khác")
    assert told() == {"part/a#one": f"docs/part/a.vi.md:9: part/a#one changed: vi did, en did; {MEND.format('part/a#one')}"}


def test_a_term_of_the_glossary_is_a_section():
    Path("docs/glossary.toml").write_text('[[term]]\nen = "mean"\nvi = "trung bình"\nen_text = "A sum."\nvi_text = "Một tổng."\n', "utf-8")
    assert list(told()) == ["glossary#term-mean"]
    drift.accept("glossary#term-mean")
    assert told() == {}
    change("docs/glossary.toml", "A sum.", "A product.")
    mend = MEND.format("glossary#term-mean")
    assert told() == {"glossary#term-mean": f"docs/glossary.toml:4: glossary#term-mean changed: vi did not, en did; {mend}"}


def test_a_lab_is_read_from_its_source():
    change("labs/lab.py", "# ## Try", "# ## Have a try")
    assert told() == {"lab#try": f"labs/lab.py:5: lab#try changed: vi did not, en did; {MEND.format('lab#try')}"}
    change("labs/lab.py", "x = 1", "x = 2")
    assert list(told()) == ["lab#try"]


def test_one_section_is_accepted_and_no_other():
    change("docs/part/a.en.md", "Words", "Other words")
    assert list(told()) == ["part/a#one", "part/a#two"]
    drift.accept("part/a#one")
    assert list(told()) == ["part/a#two"]


def test_a_new_section_must_be_read_and_one_in_a_single_language_cannot_be_accepted():
    change("docs/part/a.en.md", "### Two", "## New {#new}\n\n### Two")
    assert told() == {"part/a#new": f"docs/part/a.en.md:13: part/a#new changed: vi did not, en did; {MEND.format('part/a#new')}"}
    with pytest.raises(SystemExit, match="'part/a#new' is no section of every language"):
        drift.accept("part/a#new")
    change("docs/part/a.vi.md", "### Hai", "## Mới {#new}\n\n### Hai")
    drift.accept("part/a#new")
    assert told() == {}


def test_a_section_that_is_gone_from_one_side_is_named_and_from_both_is_forgotten():
    change("docs/part/a.en.md", "### Two {#two}\n\nWords two.\n", "")
    assert told() == {"part/a#two": f"docs/words.tsv:1: part/a#two changed: vi did not, en did; {MEND.format('part/a#two')}"}
    change("docs/part/a.vi.md", "### Hai {#two}\n\nChữ hai.\n", "")
    assert told() == {}
    drift.accept("part/a#one")
    assert "part/a#two" not in drift.RECORD.read_text("utf-8")


@pytest.mark.parametrize("name", ["", "part/a", "part/a#", "part/a#none", "part#one", "*"])
def test_an_unknown_section_is_told_and_changes_nothing(name):
    before = drift.RECORD.read_text("utf-8")
    change("docs/part/a.en.md", "Words one", "Other words")
    with pytest.raises(SystemExit) as caught:
        drift.accept(name)
    assert str(caught.value) == f"{name!r}{UNKNOWN}" and drift.RECORD.read_text("utf-8") == before


def test_the_command_accepts_one_section_or_says_in_one_line_why_not(project):
    change("docs/part/a.en.md", "Words", "Other words")
    commands = [[sys.executable, "-m", "exhibit.drift", name] for name in ("part/a#one", "part/a")]
    one, none = [subprocess.run(command, cwd=project, capture_output=True, text=True) for command in commands]
    assert (one.returncode, one.stderr) == (0, "") and list(told()) == ["part/a#two"]
    assert (none.returncode, none.stderr) == (1, f"'part/a'{UNKNOWN}\n")


def test_a_project_without_a_record_must_read_everything():
    drift.RECORD.unlink()
    assert list(told()) == ["lab#top", "lab#try", "part/a#one", "part/a#top", "part/a#two"]
