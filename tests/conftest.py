"""What all tests share: the same inputs on every run, that a claim's test asserts, a watch over the snippets in their own tests."""

import ast
import contextlib
import importlib
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from tests import watching

settings.register_profile("exhibit", derandomize=True, database=None, deadline=None)
settings.load_profile("exhibit")


@cache
def functions(text: str) -> dict[str, ast.FunctionDef]:
    """The functions of a file by their names."""
    return {one.name: one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)}


def asserts(name: str, functions: dict[str, ast.FunctionDef]) -> bool:
    """Whether a test, or a function of the same file that it calls, asserts anything that could fail."""
    nodes, rest = list(ast.walk(functions[name])), {key: one for key, one in functions.items() if key != name}
    calls = [ast.unparse(one.func).split(".")[-1] for one in nodes if isinstance(one, ast.Call)]
    own = any(isinstance(one, ast.Assert) and not isinstance(one.test, ast.Constant) for one in nodes)
    return own or any(re.fullmatch("assert_.*|raises|agree", one) or (one in rest and asserts(one, rest)) for one in calls)


def pytest_runtest_setup(item: pytest.Function) -> None:
    """A claim whose test asserts nothing has not passed."""
    if item.get_closest_marker("claim") and not asserts(item.originalname, functions(item.path.read_text("utf-8"))):
        pytest.fail("no assertion stands in it", pytrace=False)


def pytest_collectstart(collector):
    """Not when its module is made: pytest makes those of the whole folder, and a claim would seem to read every snippet."""
    name = collector.path.stem.removeprefix("test_") if isinstance(collector, pytest.Module) else ""
    if Path("snippets", f"{name}.py").is_file():
        with contextlib.suppress(Exception):  # the test will say what is wrong with it
            watching.watch(importlib.import_module(f"snippets.{name}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if item.path.parent != Path(__file__).parent or not Path("snippets", f"{item.path.stem.removeprefix('test_')}.py").is_file():
        return (yield)
    before, outcome = watching.state(), (yield)
    assert watching.state() == before, "the test left another state than it found"
    return outcome
