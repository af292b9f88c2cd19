"""What every snippet keeps to, whatever it computes: the shape of the file, and how it behaves alone."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from exhibit.snippet import FOLDER, Snippet, names, needs, ready
from tests.counting import lines_of_code

LINES = {"pipeline": 130, "sentence_encoder": 150}
COLUMNS = 76


@pytest.mark.parametrize("name", names())
def test_is_short_and_narrow(name):
    text = Snippet(name).text
    assert lines_of_code(text) <= LINES.get(name, 90)
    free = ("|", *(f"{identifier}{language}" for identifier in Snippet(name).formulas for language in (":", ".vi:", ".en:")))
    wide = [number for number, line in enumerate(text.splitlines(), 1) if len(line) > COLUMNS and not line.startswith(free)]
    assert not wide


@pytest.mark.parametrize("name", names())
def test_imports_numpy_and_the_standard_library_alone(name):
    nodes = list(ast.walk(ast.parse(Snippet(name).text)))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} <= {"numpy", *sys.stdlib_module_names}
    assert Snippet(name).text.startswith("# SPDX-License-Identifier: 0BSD\n")


@pytest.mark.parametrize("name", names())
def test_has_a_claim_that_tells_how_far_it_is_from_an_oracle(name):
    told = {True: set(), False: set()}  # whether the sentence names what was measured
    for node in ast.parse(Path(f"tests/test_{name}.py").read_text("utf-8")).body:
        for mark in [one for one in getattr(node, "decorator_list", []) if ast.unparse(one).startswith("claim(")]:
            told["{bound}" in ast.unparse(mark)].add("agree(" in ast.unparse(node))
    assert told[True] == {True} and told[False] <= {False}


@pytest.mark.parametrize("name", names())
def test_every_public_function_says_what_it_takes_and_gives(name):
    for node in ast.parse(Snippet(name).text).body:
        if isinstance(node, ast.FunctionDef):
            assert node.returns is not None and all(one.annotation for one in node.args.args), node.name


@pytest.mark.parametrize("name", names())
def test_prints_the_same_in_another_time_zone_locale_and_hash_order(name, tmp_path):
    for file in FOLDER.glob(f"{name}.*"):  # and its data
        (tmp_path / file.name).write_bytes(file.read_bytes())
    other = {"LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "2", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-W", "error", f"{name}.py"], cwd=tmp_path, env=other, capture_output=True)
    runs_or_names_its_package(name, done, ready(name))


def runs_or_names_its_package(name, done, can_run):
    """A run printed what is expected; or, where the package that the snippet needs is absent, one sentence names it."""
    if can_run:
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == (FOLDER / "expected" / f"{name}.txt").read_bytes()
    else:
        assert (done.returncode, done.stdout) == (1, b"")
        assert re.fullmatch(rf"[^.\n]* {needs(name)}: [^.\n]*\.\n", done.stderr.decode())


DATA = [file for name in names() for file in sorted(FOLDER.glob(f"{name}.*")) if file.suffix not in (".py", ".LICENSE")]


@pytest.mark.parametrize("missing", DATA, ids=lambda file: file.name)
def test_a_missing_data_file_is_told_in_one_sentence_with_its_address(missing, tmp_path):
    name, site = missing.stem, re.search(r'site_url: .*"(.*)"', Path("mkdocs.yml").read_text("utf-8"))[1]
    for file in FOLDER.glob(f"{name}.*"):
        if file != missing:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    done = subprocess.run([sys.executable, "-I", str(tmp_path / f"{name}.py")], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path / missing.name} is missing: unpack {site}snippets/{name}.zip there.\n"


@pytest.mark.parametrize("name", sorted({file.stem for file in DATA}))
def test_finds_its_data_from_any_folder(name, tmp_path):
    done = subprocess.run([sys.executable, "-I", str((FOLDER / f"{name}.py").resolve())], cwd=tmp_path, capture_output=True)
    assert done.stdout == (FOLDER / "expected" / f"{name}.txt").read_bytes()


def test_a_claim_reads_its_own_snippet_and_no_other(tmp_path):
    """Else every edit runs all claims anew, and a page is late."""
    target = tmp_path / "claims.json"
    command = [sys.executable, "-m", "pytest", "-qm", "claim", "--collect-only", f"--claims={target}", "tests/test_one_hot.py"]
    subprocess.run(command, check=True, capture_output=True)
    reads = [one for one in json.loads(target.read_text("utf-8"))["reads"] if one.startswith("snippets/")]
    assert reads == ["snippets/__init__.py", "snippets/one_hot.py"]
