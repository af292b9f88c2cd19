"""What every snippet keeps to, whatever it computes: the shape of the file, and how it behaves alone."""

import ast
import subprocess
import sys

import pytest

from exhibit.snippet import FOLDER, Snippet, names
from tests.counting import lines_of_code

LINES = {"pipeline": 130}
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
def test_every_public_function_says_what_it_takes_and_gives(name):
    for node in ast.parse(Snippet(name).text).body:
        if isinstance(node, ast.FunctionDef):
            assert node.returns is not None and all(one.annotation for one in node.args.args), node.name


@pytest.mark.parametrize("name", names())
def test_prints_the_same_in_another_time_zone_locale_and_hash_order(name, tmp_path):
    (tmp_path / f"{name}.py").write_text(Snippet(name).text, "utf-8")
    other = {"LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "2", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-W", "error", f"{name}.py"], cwd=tmp_path, env=other, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (FOLDER / "expected" / f"{name}.txt").read_bytes()
