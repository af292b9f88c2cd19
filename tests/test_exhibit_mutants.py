"""Which mutants there are, which of them die, and what the run says of those that do not."""

import json
import subprocess
import sys

import pytest

from exhibit import records
from exhibit.mutants import mutants
from tests.exhibit_project import SNIPPET, changed, in_folder

project = pytest.fixture(in_folder)
LISTED = '[reason.same]\nvi = "Vẫn thế."\nen = "The same."\n'
ENTRY = '[[survivor]]\nsnippet = "one"\nline = "{}"\nmutant = "{}"\nreason = "same"\n'


def changes(text, size=0):
    return list(mutants(text, size).values())


def test_every_change_of_a_function_and_nothing_else():
    assert sorted(changes(SNIPPET)) == [
        [14, "y = 2 * x  # F1", "y = 2 / x  # F1"],
        [14, "y = 2 * x  # F1", "y = 3 * x  # F1"],
        [14, "y = 2 * x  # F1", "y = None  # F1"],
    ]


def test_a_mutant_is_the_file_with_its_change():
    for mutant, (_, old, new) in mutants(SNIPPET).items():
        assert SNIPPET.replace(old, new, 1) == mutant


def test_types_docstrings_and_the_demonstration_are_left_alone():
    assert changes('"""1 + 1"""\nx = 1 + 1\nif x:\n    def f(y: int) -> int:\n        return y + 1\n') == []
    text = 'def f(y: "int | None" = None, *z: int | None) -> list[int | None]:\n    """1 + 1"""\n    x: int | None = y\n    return x\n'
    assert changes(text) == [[3, "x: int | None = y", "x: int | None = None"]]


def test_decorators_defaults_and_methods_are_changed():
    text = "@decorated(1)\ndef f(y=3):\n    pass\n\nclass A:\n    def f(self):\n        return not self\n"
    assert sorted(new for _, _, new in changes(text)) == ["@decorated(2)", "@decorated(None)", "def f(y=4):", "return self"]


def test_a_change_over_several_lines_is_told_in_one():
    assert [4, "2, )", ")"] in changes("def g():\n    return f(\n        1,\n        2,\n    )\n")


def test_a_sample_is_the_same_every_time_and_a_part_of_all():
    text = changed(SNIPPET, ("2 * x", "2 * x + 3 * x - 4"))
    sample = changes(text, 3)
    assert len(sample) == 3 and sample == changes(text, 3) and all(one in changes(text) for one in sample)
    assert sorted(changes(text, 10_000)) == sorted(changes(text))


def run(project, *arguments, seconds=30):
    code = f"import sys; from exhibit import mutants; mutants.SECONDS = {seconds}; "
    code += "mutants.runs.HEAVY.clear(); mutants.main(*map(int, sys.argv[1:]))"  # the project here needs no library
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=project.root, capture_output=True, text=True)
    return done.returncode, [line for line in done.stdout.splitlines() if line.startswith(("one:", "snippets/")) or "must" in line]


def record(project):
    return json.loads((project.root / "tests/records/mutants.json").read_text("utf-8"))["one"]["value"]


def test_an_expected_output_counts_as_a_test(project):
    project.claimed(("assert twice(2) == 4", "pass"))
    assert run(project) == (0, ["one: 0 of 3 mutants survive", "3 of 3 mutants die; 97 % must"])
    assert record(project) == {"mutants": 3, "survivors": []}


def test_what_is_not_printed_dies_by_its_test_or_is_told(project):
    project.prints("print(6)", "6\n")
    project.snippet(("y = 2 * x", "y = 2 * x + 0"), ('print("twice 3:", twice(3))', "print(6)"))
    code, told = run(project)
    fault = "snippets/one.py:14: 'y = 2 * x + 0  # F1' may be 'y = 2 * x - 0  # F1'; "
    mend = "test it, or say in tests/records/survivors.toml why it is no mistake"
    assert (code, told) == (1, ["one: 1 of 5 mutants survive", fault + mend, "4 of 5 mutants die; 97 % must"])
    assert record(project) == {"mutants": 5, "survivors": [[14, "y = 2 * x + 0  # F1", "y = 2 * x - 0  # F1"]]}


@pytest.mark.parametrize(("survivors", "listed", "code"), [(3, 3, 0), (4, 4, 1), (1, 0, 1)])
def test_a_record_that_fits_is_judged_and_not_run_again(project, survivors, listed, code):
    project.write("tests/records/survivors.toml", LISTED + "".join(ENTRY.format(f"line {i}", f"mutant {i}") for i in range(listed)))
    records.write("mutants", "one", {"mutants": 100, "survivors": [[i, f"line {i}", f"mutant {i}"] for i in range(survivors)]})
    got, told = run(project)
    assert (got, told[0], told[-1]) == (
        code,
        f"one: {survivors} of 100 mutants survive",
        f"{100 - survivors} of 100 mutants die; 97 % must",
    )


def test_a_record_that_does_not_fit_is_run_again(project):
    records.write("mutants", "one", {"mutants": 100, "survivors": [[14, "old", "new"]]})
    project.snippet(("2 * x", "x + x"))
    assert run(project) == (0, ["one: 0 of 2 mutants survive", "2 of 2 mutants die; 97 % must"])


def test_a_run_that_was_stopped_goes_on_where_it_was(project):
    assert run(project, "2")[0] == 0
    kept = {path: json.loads(path.read_text("utf-8")) for path in project.root.glob(".cache/exhibit/*/mutant-*.json")}
    assert sorted(str(one["value"]) for one in kept.values()) == ["None", "None", "True"]  # True: the file as it is
    for path, one in kept.items():
        path.write_text(json.dumps(one | {"value": True}), "utf-8")
    assert run(project)[1][0] == "one: 2 of 3 mutants survive"  # they were not tried again
    (project.root / "tests/records/mutants.json").unlink()
    project.claimed(("== 4", "== 2 * 2"))
    assert run(project)[1][0] == "one: 0 of 3 mutants survive"


def test_what_does_not_pass_as_it_is_stops_the_run(project):
    project.claimed(("== 4", "== 5"))
    done = subprocess.run([sys.executable, "-m", "exhibit.mutants", "1"], cwd=project.root, capture_output=True, text=True)
    assert done.returncode == 1 and not (project.root / "tests/records").exists()
    assert done.stderr.splitlines()[-1] == "snippets/one.py:1: as it is, it does not pass its tests; see `pytest tests/test_one.py`"


def test_a_mutant_that_never_ends_is_dead(project):
    project.snippet(("2 * x", "x + x"), ("    return y", "    while y < 0:\n        y += 1\n    return y"))
    project.claimed(("assert twice(2) == 4", "assert twice(-1.5) == 0"))  # -= 1 never gets there
    code, told = run(project, seconds=4)
    assert (code, told[-1]) == (0, "7 of 7 mutants die; 97 % must")


def test_a_sample_writes_no_record(project):
    assert run(project, "1") == (0, ["one: 0 of 1 mutants survive", "1 of 1 mutants die; 97 % must"])
    assert not (project.root / "tests/records").exists()
