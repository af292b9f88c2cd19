"""A snippet runs as a reader would run it, once for a given content; what goes wrong is told with its line."""

import json
import os
import platform
import sys
import time
from collections import Counter

import pytest

from exhibit import runs
from tests.exhibit_project import MARK, fault, in_folder


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project that counts the runs of its snippets."""
    made, run = in_folder(tmp_path, monkeypatch), runs.run
    made.ran = Counter()

    def counted_run(path, *by, again=True):
        made.ran[path.stem] += again and not by
        return run(path, *by, again=again)

    monkeypatch.setattr(runs, "run", counted_run)
    return made


EXPECTED = "snippets/expected/one.txt"
DIFFERS = "snippets/one.py prints something else; `make accept` if the new output is right"
SEE = "see `python -I snippets/one.py`"


def tally(project, name):
    """A file outside the project, which grows by one character a run."""
    return project.root.with_name(f"{project.root.name}.{name}")


def counted(project, name="count"):
    file = tally(project, name)
    return len(file.read_text()) if file.is_file() else 0


def counting(project, name="count"):
    return f"open({str(tally(project, name))!r}, 'a').write('.')"


def test_the_output(project):
    assert runs.output("one") == "twice 3: 6\n"


@pytest.mark.parametrize(
    ("statement", "expected", "line", "rows"),
    [
        ("print('abc'); print('dex')", "abc\ndef\n", 2, ["--- expected", "+++ printed", "@@ -2 +2 @@", "-def\n", "+dex\n"]),
        ("print('abc ')", "abc\n", 1, ["--- expected", "+++ printed", "@@ -1 +1 @@", "-abc\n", "+abc \n"]),
        ("print('abc', end='')", "abc\n", 1, ["--- expected", "+++ printed", "@@ -1 +1 @@", "-abc\n", "+abc"]),
        ("print('abc')", "abc\r\n", 1, ["--- expected", "+++ printed", "@@ -1 +1 @@", "-abc\r\n", "+abc\n"]),
        ("print('a'); print('b')", "a\n", 2, ["--- expected", "+++ printed", "@@ -1,0 +2 @@", "+b\n"]),
        ("print('a')", "a\nb\n", 2, ["--- expected", "+++ printed", "@@ -2 +1,0 @@", "-b\n"]),
        ("print('a')", "", 1, ["--- expected", "+++ printed", "@@ -0,0 +1 @@", "+a\n"]),
        ("print('a', '\\u0301', sep='')", "\u00e1\n", 1, ["--- expected", "+++ printed", "@@ -1 +1 @@", "-\u00e1\n", "+a\u0301\n"]),
        ("x = 1", "a\n", 1, ["--- expected", "+++ printed", "@@ -1 +0,0 @@", "-a\n"]),
        ("x = 1", "", 1, []),
    ],
)
def test_another_output_than_expected(project, statement, expected, line, rows):
    project.prints(statement, expected)
    assert fault(runs.output, "one") == f"{EXPECTED}:{line}: {DIFFERS}" + "".join(f"\n    {row!r}" for row in rows)


def test_no_expected_output(project):
    project.root.joinpath(EXPECTED).unlink()
    assert fault(runs.output, "one").startswith(f"{EXPECTED}:1: {DIFFERS}\n")


def test_output_is_kept_to_the_byte(project):
    project.prints(r"print('\n  a\t\r\n\n', end='')", "\n  a\t\r\n\n")
    assert runs.output("one") == "\n  a\t\r\n\n"


def test_an_exception(project):
    project.snippet(("y = 2 * x", "y = 2 / (x - x)"))
    told = fault(runs.output, "one")
    assert told.startswith(f"snippets/one.py:{MARK}: it stopped with code 1: ") and told.endswith(f"; {SEE}")
    assert " | ZeroDivisionError: " in told and told.count(" | ") == 2 and "\n" not in told


def test_an_exit_without_a_word(project):
    project.prints("raise SystemExit(3)")
    assert fault(runs.output, "one") == f"snippets/one.py:1: it stopped with code 3: ; {SEE}"


def test_a_snippet_that_does_not_end(project, monkeypatch):
    monkeypatch.setattr(runs, "SECONDS", 1)
    project.prints("while True: pass")
    begun = time.monotonic()
    assert fault(runs.output, "one") == f"snippets/one.py:1: still running after 1 s; {SEE}"
    assert time.monotonic() - begun < 10


def test_a_word_on_stderr(project):
    project.prints("import warnings; print('twice 3: 6'); warnings.warn('careful')")
    told = fault(runs.output, "one")
    assert told.startswith("snippets/one.py:19: it writes to stderr: ") and "UserWarning: careful" in told and told.endswith(f"; {SEE}")


def test_a_child_that_hangs_is_ended_with_its_parent(project):
    """Even one of which Python knows nothing."""
    program = "import ctypes, time; child = ctypes.CDLL(None).fork(); print(child, flush=True) if child else time.sleep(60)"
    begun = time.monotonic()
    printed, why, _ = runs.run(project.prints(program), again=False)
    assert not why and time.monotonic() - begun < 10
    child = int(printed)
    for _ in range(50):  # the process that inherits it may take a moment to bury it
        with open(f"/proc/{child}/stat") if os.path.exists(f"/proc/{child}/stat") else open(os.devnull) as file:
            if (state := file.read().split()[2:3]) in ([], ["Z"]):
                break
        time.sleep(0.1)
    assert state in ([], ["Z"])


@pytest.mark.parametrize("statement", ["import time; print(time.time_ns())", "print(hash('a'))", "print(id(object))"])
def test_what_differs_from_run_to_run(project, statement):
    project.prints(statement)
    assert fault(runs.output, "one") == f"snippets/one.py:1: it prints something else each time it runs; {SEE}"


def test_a_random_output_that_once_happened_to_be_right(project, monkeypatch):
    """The first run prints what is expected, the second does not."""
    outputs, popen = iter(["twice 3: 6", "twice 3: 7"]), runs.subprocess.Popen
    monkeypatch.setattr(runs.subprocess, "Popen", lambda _, **kwargs: popen(["echo", next(outputs)], **kwargs))
    assert fault(runs.output, "one") == f"snippets/one.py:1: it prints something else each time it runs; {SEE}"


@pytest.mark.parametrize("expected", [b"\xff\n", "\ufffd\n".encode()])
def test_an_output_that_is_not_utf_8(project, expected):
    project.prints(r"import sys; sys.stdout.buffer.write(b'\xff\n')")
    (project.root / EXPECTED).write_bytes(expected)
    assert fault(runs.output, "one") == f"snippets/one.py:1: what it prints is not UTF-8; {SEE}"


def test_a_replacement_character_may_be_printed(project):
    project.prints(r"print('\ufffd')", "\ufffd\n")
    assert runs.output("one") == "\ufffd\n"


def test_output_without_end(project):
    project.prints("while True: print('x' * 10000)")
    told = fault(runs.output, "one")
    assert told.startswith("snippets/one.py:1") and "it stopped with code" in told and len(told) < 1000
    assert sum(file.stat().st_size for file in runs.CACHE.iterdir()) < 3_000_000


def test_memory_without_end(project):
    project.prints("x = bytearray(4 << 30)")
    assert "MemoryError" in fault(runs.output, "one")


def test_the_environment_is_clean(project, monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    project.prints("import os, sys; print(sorted(os.environ), sys.flags.isolated, sys.flags.utf8_mode, os.path.basename(os.getcwd()))", "")
    told = fault(runs.output, "one")
    assert "SECRET" not in told and "PYTHONPATH" not in told and " 1 1 snippets" in told


def test_the_same_content_runs_once(project):
    for _ in range(2):
        assert runs.output("one") == "twice 3: 6\n"
    assert project.ran["one"] == 1


def test_a_stored_failure_stays(project):
    project.prints("raise OSError('no')")
    assert fault(runs.output, "one") == fault(runs.output, "one")
    assert project.ran["one"] == 1


def test_a_changed_expectation_does_not_run_the_snippet_again(project):
    project.prints("print('a')", "b\n")
    fault(runs.output, "one")
    project.write(EXPECTED, "a\n")
    assert runs.output("one") == "a\n" and project.ran["one"] == 1


def test_a_changed_snippet_or_lock_file_runs_again(project):
    project.prints("print('a')", "a\n")
    runs.output("one")
    project.prints("print('b')", "b\n")
    assert runs.output("one") == "b\n" and project.ran["one"] == 2
    project.write("requirements.txt", "numpy==2.0\n")
    assert runs.output("one") == "b\n" and project.ran["one"] == 3
    project.write("snippets/one.json", "{}")
    assert runs.output("one") == "b\n" and project.ran["one"] == 4


def test_another_python_runs_again(project, monkeypatch):
    project.prints("print('a')", "a\n")
    runs.output("one")
    assert platform.python_version() in runs.CACHE.name and sys.platform in runs.CACHE.name and platform.machine() in runs.CACHE.name
    monkeypatch.setattr(runs, "CACHE", runs.CACHE.with_name("another"))
    assert runs.output("one") == "a\n" and project.ran["one"] == 2


def spoil(file, kind):
    record = json.loads(file.read_text("utf-8"))
    spoilt = {
        "cut": file.read_text("utf-8")[:-9],
        "empty": "",
        "list": "[]",
        "bytes": b"\xff\xfe",
        "files": json.dumps(record | {"files": {}}),
        "no value": json.dumps({key: value for key, value in record.items() if key != "value"}),
    }[kind]
    file.write_bytes(spoilt if isinstance(spoilt, bytes) else spoilt.encode())


@pytest.mark.parametrize("kind", ["cut", "empty", "list", "bytes", "files", "no value"])
def test_a_spoilt_record_runs_again(project, kind):
    runs.output("one")
    (record,) = runs.CACHE.glob("output-*")
    spoil(record, kind)
    assert runs.output("one") == "twice 3: 6\n" and project.ran["one"] == 2
    assert runs.output("one") == "twice 3: 6\n" and project.ran["one"] == 2


def test_a_cache_that_cannot_be_written_is_done_without(project, monkeypatch):
    monkeypatch.setattr(runs, "UNSAVED", {})
    monkeypatch.setattr(runs, "CACHE", project.write("file", "") / "no folder")
    for _ in range(2):
        assert runs.output("one") == "twice 3: 6\n" and project.ran["one"] == 1
    project.prints("print('a')", "a\n")
    assert runs.output("one") == "a\n" and project.ran["one"] == 2
    assert list(runs.UNSAVED) == [runs.CACHE / "output-one.json"]


def test_a_file_that_changes_while_it_runs_makes_the_result_stale(project, monkeypatch):
    run = runs.run

    def changing(path, *by, again=True):
        with path.open("a") as file:
            file.write("# new\n")
        return run(path, *by, again=again)

    monkeypatch.setattr(runs, "run", changing)
    runs.output("one")
    runs.output("one")
    assert project.ran["one"] == 2


def test_a_file_that_changes_while_a_claim_is_tested_makes_the_result_stale(project):
    body = f"{counting(project)}\n    with open('tests/conftest.py', 'a') as file:\n        file.write('# new')"
    project.claimed(("assert twice(2) == 4", body))
    runs.claims("one")
    runs.claims("one")
    assert counted(project) == 2


def test_claims_run_again_when_what_they_depend_on_changes(project):
    project.write("tests/data.txt", "4")
    project.write("tests/early.txt", "4")
    project.write("tests/helper.py", "import json\n")
    body = f"{counting(project)}\n    import tests.helper\n    assert twice(2) == int(open('tests/data.txt').read())"
    project.claimed(("assert twice(2) == 4", body), ("from exhibit", "open('tests/early.txt').close()\nfrom exhibit"))

    def runs_again():
        before = counted(project)
        outcomes = [one["outcome"] for one in runs.claims("one").values()]
        return counted(project) - before, outcomes

    assert runs_again() == (1, ["passed"])
    assert runs_again() == (0, ["passed"])
    project.write("tests/data.txt", "5")
    assert runs_again() == (1, ["failed"])
    assert runs_again() == (0, ["failed"])
    project.write("tests/data.txt", "4")
    assert runs_again() == (1, ["passed"])
    for file in ("snippets/one.py", "tests/test_one.py", "tests/early.txt", "tests/helper.py", "tests/conftest.py", "pyproject.toml"):
        path = project.root / file
        project.write(file, (path.read_text("utf-8") if path.is_file() else "") + "\n# new\n")
        assert runs_again() == (1, ["passed"]), file
    project.write("README.md", "unread")
    assert runs_again() == (0, ["passed"])
    (record,) = runs.CACHE.glob("claims-*")
    spoil(record, "cut")
    assert runs_again() == (1, ["passed"])


def test_only_stale_claims_run(project):
    for name in ("one", "two"):
        project.snippet(name=name)
        project.claimed(("assert twice(2) == 4", f"{counting(project, name)}\n    assert twice(2) == 4"), name=name)
    runs.warm()
    project.snippet(("Twice x", "Two x"), name="two")
    runs.warm()
    assert (counted(project, "one"), counted(project, "two")) == (1, 2)


def test_everything_is_warmed_and_nothing_raises(project):
    project.prints("raise OSError('no')", name="two")
    project.write("tests/test_two.py", "def test(:\n")
    project.snippet(name="without_test")
    runs.warm()
    assert sorted(file.name for file in runs.CACHE.iterdir()) == [
        f"{kind}-{name}.json" for kind in ("claims", "output") for name in ("one", "two", "without_test")
    ]
    assert "OSError: no" in fault(runs.output, "two") and project.ran["two"] == 1
    assert runs.claims("two")["tests/test_two.py"]["outcome"] == "not collected"


def test_every_output_is_accepted_as_it_is(project, monkeypatch):
    project.root.joinpath(EXPECTED).unlink()
    project.root.joinpath("snippets/expected").rmdir()
    project.prints(r"print('a\r\n', end='')", name="two")
    runs.accept()
    assert (project.root / EXPECTED).read_bytes() == b"twice 3: 6\n"
    assert (project.root / "snippets/expected/two.txt").read_bytes() == b"a\r\n"
    assert (runs.output("one"), runs.output("two")) == ("twice 3: 6\n", "a\r\n")


def test_a_snippet_that_stops_is_not_accepted(project):
    project.prints("print('a'); raise OSError('no')")
    with pytest.raises(SystemExit) as caught:
        runs.accept()
    assert str(caught.value).startswith("snippets/one.py:19: it stopped with code 1: ")
    assert str(caught.value).endswith("OSError: no; see `python -I snippets/one.py`")
    assert (project.root / EXPECTED).read_text() == "twice 3: 6\n"


def test_a_solution_runs_like_a_snippet(project):
    project.write("exercises/01_half.py", "print('half')\n")
    told = fault(runs.output, "01_half")
    assert told.startswith("exercises/expected/01_half.txt:1: exercises/01_half.py prints something else; `make accept`")
    runs.accept()
    assert (project.root / "exercises/expected/01_half.txt").read_bytes() == b"half\n"
    assert runs.output("01_half") == "half\n" and project.ran["01_half"] == 1
    project.write("exercises/01_half.py", "print('whole')\n")
    runs.warm()
    assert project.ran["01_half"] == 2
    assert fault(runs.output, "01_half").endswith("'-half\\n'\n    '+whole\\n'")
