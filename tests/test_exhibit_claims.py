"""What becomes of a claim: passed, or not and why, and which files its test read."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from exhibit import claim, runs
from tests.exhibit_project import SETTINGS, fault, in_folder, lay_out

project = pytest.fixture(in_folder)
BEGINS = """import pytest
from exhibit import claim


"""
# text of a test file, run in a project of its own: a claim that is skipped or expected to fail earns no tick
WAYS = """@claim(vi="đúng", en="it holds")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_all(n):
    assert n


@claim(vi="sai", en="one fails")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_one(n):
    assert n != 2, "two is"


@claim(vi="bỏ", en="it is skipped")
def test_skipped():
    pytest.skip("not today")


@pytest.fixture
def broken():
    raise OSError("no such data")


@claim(vi="dựng", en="its set-up fails")
def test_set_up(broken):
    pass


@pytest.fixture
def untidy():
    yield
    raise OSError("it cannot be put away")


@claim(vi="dọn", en="its end fails")
def test_end(untidy):
    pass


@claim(vi="x", en="it is expected to fail")
@pytest.mark.xfail
def test_expected():
    assert False


class TestGroup:
    @claim(vi="lớp", en="it stands in a class")
    def test_inside(self):
        pass


def test_without_a_claim():
    assert False
"""
FILES = {
    "ways": BEGINS + WAYS,
    "error": BEGINS + "import snippets.none\n",
    "syntax": "def test(:\n",
    "half": BEGINS + '@claim(vi="một nửa")\ndef test_half():\n    pass\n',
    "without": "def test_plain():\n    pass\n",
    "calm": BEGINS + '@claim(vi="yên", en="calm")\ndef test_calm():\n    pass\n',
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The results of all files, from one run of pytest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("claims"))
        made = lay_out(tmp_path_factory.getbasetemp() / "claims0")
        for name, text in FILES.items():
            made.write(f"tests/test_{name}.py", text)
        with ThreadPoolExecutor() as pool:
            return dict(zip(FILES, pool.map(runs.claims, FILES), strict=True))


@pytest.mark.parametrize(("vi", "en"), [("", "one"), ("một", " "), ("", "")])
def test_a_claim_needs_both_sentences(vi, en):
    with pytest.raises(ValueError, match="a claim needs its sentence in both languages"):
        claim(vi=vi, en=en)


@pytest.mark.parametrize(
    ("test", "line", "outcome", "why"),
    [
        ("test_all", 5, "passed", ""),
        ("test_one", 11, "failed", "AssertionError: two is assert 2 != 2"),
        ("test_skipped", 17, "skipped", "(19, 'Skipped: not today')"),
        ("test_set_up", 27, "failed", "OSError: no such data"),
        ("test_end", 38, "failed", "OSError: it cannot be put away"),
        ("test_expected", 43, "skipped", "assert False"),
        ("TestGroup::test_inside", 50, "passed", ""),
    ],
)
def test_what_became_of_a_claim(found, test, line, outcome, why):
    one = found["ways"][f"tests/test_ways.py::{test}"]
    assert (one["line"], one["outcome"], one["why"]) == (line, outcome, why)


def test_claims_stand_in_the_order_of_their_file_with_their_sentences(found):
    assert [one["en"] for one in found["ways"].values()] == [text.split('"')[0] for text in WAYS.split('en="')[1:]]
    assert found["ways"]["tests/test_ways.py::TestGroup::test_inside"]["vi"] == "lớp"


@pytest.mark.parametrize(
    ("name", "line", "why"),
    [
        ("error", 5, "ModuleNotFoundError: No module named 'snippets.none'"),
        ("syntax", 1, "line 1 def test(: ^ SyntaxError: invalid syntax"),
        ("half", 5, "TypeError: claim() missing 1 required keyword-only argument: 'en'"),
    ],
)
def test_a_file_that_cannot_be_imported(found, name, line, why):
    assert found[name] == {f"tests/test_{name}.py": {"line": line, "outcome": "not collected", "why": why}}


def test_a_file_without_a_claim(found):
    assert found["without"] == {"tests/test_without.py": {"line": 1, "outcome": "absent", "why": "mark three tests"}}


def test_a_claim_that_was_not_run_did_not_pass(project):
    project.write("pyproject.toml", SETTINGS.replace('mode=importlib"', 'mode=importlib -x"'))
    project.claimed(("@claim", "@claim(vi='sai', en='it fails')\ndef test_fails():\n    assert False\n\n\n@claim"))
    assert [one["outcome"] for one in runs.claims("one").values()] == ["failed", "not run"]


def test_broken_neighbours_do_no_harm(found):
    assert [one["outcome"] for one in found["calm"].values()] == ["passed"]


def test_no_such_test(project):
    assert runs.claims("two") == {"tests/test_two.py": {"line": 1, "outcome": "absent", "why": "mark three tests"}}


def test_pytest_that_stops(project):
    project.write("tests/conftest.py", "raise OSError('no tests today')\n")
    told = fault(runs.claims, "one")
    assert told.startswith("tests/test_one.py:1: pytest stopped: ") and told.endswith("; see `pytest tests/test_one.py`")
    assert "OSError: no tests today" in told


def test_the_files_that_are_read(project):
    project.write("tests/data.txt", "4")
    project.write("tests/early.txt", "4")
    project.write("tests/deep/helper.py", "x = 4\n")
    outside = project.root.parent / "outside.txt"
    outside.write_text("")
    body = f"""import tests.deep.helper as helper
    assert twice(2) == helper.x == int(open("tests/data.txt").read())
    open({str(outside)!r}).close()
    open(".hidden", "w").close()
    with open("tests/none.txt", "ab") as file:
        open(file.fileno(), "ab", closefd=False).close()"""
    project.claimed(("assert twice(2) == 4", body), ("from exhibit", "open('tests/early.txt').close()\nfrom exhibit"))
    options = ["--disable-plugin-autoload", "-p", "exhibit.claims", "-qm", "claim", "--claims=.found.json"]
    for _ in range(2):  # the second finds the modules compiled
        subprocess.run([sys.executable, "-m", "pytest", *options], check=True, capture_output=True)
        reads = json.loads(project.root.joinpath(".found.json").read_text("utf-8"))["reads"]
        files = ["tests/data.txt", "tests/deep/helper.py", "tests/early.txt", "tests/none.txt", "tests/test_one.py", "snippets/one.py"]
        assert set(files) <= set(reads) and reads == sorted(reads)
        assert all(file.startswith(("tests/", "snippets/")) and "pyc" not in file for file in set(reads) - {"pyproject.toml"}), reads


def test_the_marker_is_known_and_nothing_is_written_unasked(project):
    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], capture_output=True, text=True)
    assert done.returncode == 0 and "1 passed" in done.stdout
    assert not list(project.root.glob("*.json"))
