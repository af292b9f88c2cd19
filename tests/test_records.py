"""The committed records: a sample of the mutants run anew, and a list of survivors that fits the record."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from exhibit import records
from exhibit.snippet import FOLDER, names, ready

LISTED = tomllib.loads(records.SURVIVORS.read_text("utf-8"))


def test_the_mutants_of_a_sample_die_or_are_listed():
    done = subprocess.run([sys.executable, "-m", "exhibit.mutants", "3"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert re.search(rf"\d+ of {3 * len([*filter(ready, names())])} mutants die", done.stdout)


@pytest.mark.parametrize("name", [name for name, one in records.found("mutants").items() if one])
def test_the_list_holds_the_survivors_of_the_record_and_no_other(name):
    survivors = {(name, *change[1:]) for change in records.found("mutants")[name]["survivors"]}
    assert survivors == {one for one in records.reasons() if one[0] == name}


def test_at_least_97_in_100_die():
    found = [one for one in records.found("mutants").values() if one]
    assert sum(len(one["survivors"]) for one in found) <= 0.03 * sum(one["mutants"] for one in found)


def test_every_entry_of_the_list_is_about_a_line_of_a_snippet_and_has_its_reason_in_both_languages():
    for one in LISTED.get("survivor", []):
        lines = [line.strip() for line in (FOLDER / f"{one['snippet']}.py").read_text("utf-8").splitlines()]
        assert one["line"] in lines, one
        assert all(re.search(r"\w{3}.*\.$", LISTED["reason"][one["reason"]][language]) for language in ("vi", "en"))
    assert {one["reason"] for one in LISTED["survivor"]} == set(LISTED["reason"])
    assert len(LISTED["survivor"]) == len(records.reasons())


def test_the_records_name_digests_and_versions_and_nothing_of_the_machine():
    for kind in ("mutants", "matrix"):
        path = records.RECORDS / f"{kind}.json"
        text = path.read_text("utf-8") if path.is_file() else ""  # not run yet: every row says so
        assert not re.search(r"/(home|root|tmp|Users|work)\b|\d\.\d+ ?s\b", text)
        for name, record in records.load(kind).items():
            wanted = {"requirements.txt", f"snippets/{name}.py", f"snippets/expected/{name}.txt"}
            assert wanted | ({f"tests/test_{name}.py"} if kind == "mutants" else set()) <= record["files"].keys()
            assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in record["files"].values())


def test_every_python_of_the_matrix_was_tried_with_two_numpys_and_the_project_asks_for_no_less():
    workflow = Path(".github/workflows/records.yml").read_text("utf-8")
    assert 'PYTHONS="3.11 3.12 3.13 3.14"' in workflow
    for tried in filter(None, records.found("matrix").values()):
        assert any(python.startswith("3.11.") for python in tried)
        assert all(len(numpys) >= 2 for numpys in tried.values())
