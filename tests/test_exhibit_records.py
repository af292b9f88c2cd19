"""What a record says, and when it says nothing any more."""

import json

import pytest

from exhibit import pages, records
from tests.exhibit_project import in_folder

project = pytest.fixture(in_folder)
KINDS = ["mutants", "matrix"]
NOT_RUN = "not run since the last change"


@pytest.fixture
def recorded(project):
    project.snippet(name="two")
    project.claimed(name="two")
    project.write("requirements.txt", "numpy==2.0.0\n")
    project.write("tests/conftest.py", "")
    records.write("mutants", "one", {"mutants": 30, "survivors": [[13, "y = 2 * x", "y = 2 * +x"]]})
    records.write("mutants", "two", {"mutants": 10, "survivors": []})
    for name in ("one", "two"):
        records.write("matrix", name, {"3.11.7": ["2.0.0", "2.4.6"], "3.12.1": ["2.5.5"]})
    return project


def test_a_finding_is_read_back(recorded):
    assert records.found("mutants") == {
        "one": {"mutants": 30, "survivors": [[13, "y = 2 * x", "y = 2 * +x"]]},
        "two": {"mutants": 10, "survivors": []},
    }
    assert records.found("matrix")["two"] == {"3.11.7": ["2.0.0", "2.4.6"], "3.12.1": ["2.5.5"]}


def test_what_never_ran_found_nothing(project):
    assert records.found("mutants") == {"one": None}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", ["snippets/one.py", "snippets/expected/one.txt", "requirements.txt", "tests/test_one.py"])
def test_a_finding_ends_with_the_first_change_of_a_file_that_the_run_saw(recorded, kind, path):
    file = recorded.root / path
    before = file.read_text()
    recorded.write(path, before + "# a change\n")
    stale = {"one"} if path != "requirements.txt" else {"one", "two"}
    stale = set() if (kind, path) == ("matrix", "tests/test_one.py") else stale  # the matrix runs no test
    assert {name for name, value in records.found(kind).items() if value is None} == stale
    recorded.write(path, before)
    assert None not in records.found(kind).values()


@pytest.mark.parametrize(("old", "new"), [("30", "3000"), ("y = 2 * +x", "y = 2 * x"), ("0", "1")])
def test_a_figure_changed_by_hand_is_no_finding(recorded, old, new):
    file = recorded.root / "tests/records/mutants.json"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert records.found("mutants")["one"] is None


@pytest.mark.parametrize("kind", KINDS)
def test_data_beside_a_snippet_is_one_of_the_files(recorded, kind):
    recorded.write("snippets/one.csv", "1\n")
    assert records.found(kind)["one"] is None and records.found(kind)["two"] is not None


def test_mutants_depend_on_the_snippets_that_the_test_names_and_on_conftest(recorded):
    recorded.write("tests/test_one.py", (recorded.root / "tests/test_one.py").read_text() + "from snippets import two\n")
    records.write("mutants", "one", {"mutants": 30, "survivors": []})
    recorded.write("snippets/two.py", (recorded.root / "snippets/two.py").read_text() + "\n")
    assert records.found("mutants") == {"one": None, "two": None}
    records.write("mutants", "two", {"mutants": 10, "survivors": []})
    recorded.write("tests/conftest.py", "x = 1\n")
    assert records.found("mutants") == {"one": None, "two": None}


def test_the_record_is_sorted_names_no_other_snippet_and_no_place_of_the_machine(recorded):
    text = (recorded.root / "tests/records/mutants.json").read_text("utf-8")
    assert [*json.loads(text)] == ["one", "two"] and str(recorded.root) not in text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (recorded.root / "snippets/one.py").unlink()
    records.write("mutants", "two", {"mutants": 10, "survivors": []})
    assert [*json.loads((recorded.root / "tests/records/mutants.json").read_text("utf-8"))] == ["two"]


LISTED = """[reason.sign]
vi = "Dấu cộng không đổi gì."
en = "A plus sign changes nothing."

[[survivor]]
snippet = "one"
line = "y = 2 * x"
mutant = "y = 2 * +x"
reason = "sign"
"""


def test_reasons_by_snippet_line_and_mutant(project):
    assert records.reasons() == {}
    project.write("tests/records/survivors.toml", LISTED)
    told = {"vi": "Dấu cộng không đổi gì.", "en": "A plus sign changes nothing."}
    assert records.reasons() == {("one", "y = 2 * x", "y = 2 * +x"): told}


def lines(kind, lang="en"):
    return [line for line in pages.made(kind, lang).splitlines() if line.strip()]


def test_the_page_shows_the_score_and_every_survivor_with_its_reason(recorded):
    recorded.write("tests/records/survivors.toml", LISTED)
    assert lines("mutants") == [
        *("Snippet | Mutants | Noticed | Share", "--- | --- | --- | ---"),
        *("`one` | 30 | 29 | 96.7 %", "`two` | 10 | 10 | 100.0 %", "All | 40 | 39 | 97.5 %"),
        "- `one.py`, line 13: `y = 2 * x` → `y = 2 * +x`. A plus sign changes nothing.",
    ]
    assert lines("mutants", "vi")[4:] == [
        "Tất cả | 40 | 39 | 97,5 %",
        "- `one.py`, dòng 13: `y = 2 * x` → `y = 2 * +x`. Dấu cộng không đổi gì.",
    ]


def test_the_page_says_what_was_not_run_since_the_last_change(recorded):
    recorded.snippet(("2 * x", "x + x"))
    assert lines("mutants")[2:] == [f"`one` | {NOT_RUN} | |", "`two` | 10 | 10 | 100.0 %", f"All | {NOT_RUN} | |"]
    assert lines("mutants", "vi")[2] == "`one` | chưa chạy lại từ lần sửa gần nhất | |"
    assert lines("matrix")[2:] == [f"`one` | {NOT_RUN}", "`two` | Python 3.11.7 (NumPy 2.0.0, 2.4.6), Python 3.12.1 (NumPy 2.5.5)"]


def test_the_card_says_which_versions_were_tried_or_that_none_was(recorded):
    card = "/// exhibit | one\nF1: so\n///\n"
    assert "Versions tried: Python 3.11.7 (NumPy 2.0.0, 2.4.6), Python 3.12.1 (NumPy 2.5.5)</p>" in recorded.draw(card)
    recorded.write("requirements.txt", "numpy==2.0.1\n")
    assert f"Versions tried: {NOT_RUN}</p>" in recorded.draw(card)


def test_the_page_shows_what_the_audit_measured_and_how_the_other_build_compares(project):
    row = {"page": "section", "lang": "vi", "build": "", "kilobytes": 40.04, "requests": 5, "performance": 99, "accessibility": 100}
    row |= {"best-practices": 100, "seo": 100, "paint": 1250.0, "shift": 0.001, "blocking": 20.4}
    rows = [row, row | {"build": "recommended", "kilobytes": 410.41, "requests": 15, "paint": 5000.0}]
    versions = {"lighthouse": "1.2.3", "mathjax": "4.5.6", "chromium": "7.8"}
    project.write("tests/records/audit.json", json.dumps({"runs": 5, "cores": 2, "versions": versions, "rows": rows}))
    text = pages.made("audit", "vi")
    assert "Phần 6 (vi) | 40,0 | 5 | 99 | 100 | 100 | 100 | 1,25 | 0,001 | 20" in text
    assert "Phần 6 (vi, bản theo Material) | 410,4 | 15 |" in text and "gấp 10,2 lần" in text and "gấp 4,0 lần" in text
    assert "5 lần tải" in text and "2 nhân bằng Lighthouse 1.2.3 và Chromium 7.8" in text
