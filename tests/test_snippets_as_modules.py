"""Every snippet as somebody's module: it imports in silence, and its functions are watched while its own tests run."""

import ast
import subprocess
import sys

import numpy as np
import pytest

from exhibit.snippet import FOLDER, names
from tests import watching

IMPORT = """
import os, pickle, random, sys, warnings
import numpy as np
def state():
    generators = pickle.dumps((np.random.get_state(), random.getstate()))
    return np.geterr(), np.get_printoptions(), generators, dict(os.environ), [*sys.path], [*warnings.filters], os.getcwd(), os.listdir()
before = state()
sys.path.insert(0, ".")
import {name}
assert sys.path.pop(0) == "." and state() == before
"""


@pytest.mark.parametrize("name", names())
def test_imports_in_silence_and_leaves_no_trace(name, tmp_path):
    for file in FOLDER.glob(f"{name}.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    command = [sys.executable, "-B", "-W", "error", "-c", IMPORT.format(name=name)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


WATCHED = """
import pytest, sys
pytest.main(["--collect-only", "-qq", *(f"tests/test_{name}.py" for name in sys.argv[1:])])
for name in sys.argv[1:]:
    print("watched", name, sorted(key for key, one in vars(sys.modules[f"snippets.{name}"]).items() if hasattr(one, "watched")))
"""


def test_every_function_is_watched_while_its_own_tests_run(request):
    command = [sys.executable, "-c", WATCHED, *names()]
    done = subprocess.run(command, cwd=request.config.rootpath, capture_output=True, text=True)
    for name in names():
        tree = ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))
        every = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
        functions = sorted(one.name for one in every if "cache" not in map(ast.unparse, one.decorator_list))
        assert f"watched {name} {functions}" in done.stdout


@pytest.mark.parametrize("name", names())
def test_some_function_promises_the_shape_of_its_result(name):
    tree = ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef) and "np.ndarray" in ast.unparse(one.returns)]
    promised = [one.name for one in functions if watching.shapes(watching.said(ast.get_docstring(one) or ""))]
    assert promised or not functions


def means(X: np.ndarray, k: int = 1) -> np.ndarray:
    """Means of rows.

    X: real, shape (..., n, k). Returns float64, shape (..., k): float32 for float32.
    """
    return X.mean(axis=-2)


def pair(a, b):
    """Products and sums, shape (m, 2).

    a, b: real, (m,), of float64.
    """
    return np.stack([a * b, a + b], axis=1), "text"


@pytest.mark.parametrize("shape", [(3, 2), (4, 3, 2), (1, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_a_promise_that_is_kept(shape, dtype):
    X = np.ones(shape, dtype)
    np.testing.assert_array_equal(watching.watched(means)(X, 2), means(X))
    assert watching.watched(pair)(np.ones(3), b=[1.0, 2.0, 3.0])[0].shape == (3, 2)


@pytest.mark.parametrize(
    ("function", "arguments", "says"),
    [
        (means, [np.ones((3, 2)), 5], "is not"),  # k is 5, and the array has 2
        (lambda X, k: X, [np.ones(3), 3], "is not"),  # an axis is missing
        (lambda X, k: X, [np.ones((3, 2)), 2], "for ..."),  # one leading axis too many
        (lambda X, k: X[..., 0, :].astype(np.float32), [np.ones((3, 2)), 2], "not float64"),
        (lambda X, k: X[..., 0, :].astype(float), [np.ones((3, 2), np.float32), 2], "not float32"),
        (lambda X, k: np.ones((k, 2)), [np.ones((3, 2)), 2], "for ..."),
        (pair, [np.ones(3), np.ones(1)], "is not"),
    ],
)
def test_a_promise_that_is_broken(function, arguments, says):
    function.__doc__ = function.__doc__ or means.__doc__
    with pytest.raises(AssertionError, match=says):
        watching.watched(function)(*arguments)


def test_what_promises_nothing_is_held_to_nothing():
    assert watching.watched(lambda X: X.mean(axis=-1))(np.ones((2, 3), np.float32)).shape == (2,)


def test_what_is_given_must_stay_as_it_was():
    def sort(ids):
        ids.sort()
        raise ValueError

    for given in ([2, 1], np.array([2, 1])):
        with pytest.raises(AssertionError, match="sort changed what it was given"):
            watching.watched(sort)(given)
    with pytest.raises(ValueError):
        watching.watched(sort)([1, 2])


def test_state_that_is_left_behind_is_seen(monkeypatch):
    before = watching.state()
    with np.errstate(over="ignore"):
        assert watching.state() != before
    with np.printoptions(precision=3):
        assert watching.state() != before
    monkeypatch.setenv("LEFT", "behind")
    assert watching.state() != before
    monkeypatch.undo()
    assert watching.state() == before
    np.random.rand()
    assert watching.state() != before
