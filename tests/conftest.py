"""What all tests share: the same generated inputs on every run, and a watch over the snippets while their own tests run."""

import contextlib
import importlib
from pathlib import Path

import pytest
from hypothesis import settings

from tests import watching

settings.register_profile("exhibit", derandomize=True, database=None, deadline=None)
settings.load_profile("exhibit")


def pytest_pycollect_makemodule(module_path):
    name = module_path.stem.removeprefix("test_")
    if Path("snippets", f"{name}.py").is_file():
        with contextlib.suppress(Exception):  # the test will say what is wrong with it
            watching.watch(importlib.import_module(f"snippets.{name}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not Path("snippets", f"{item.path.stem.removeprefix('test_')}.py").is_file():
        return (yield)
    before, outcome = watching.state(), (yield)
    assert watching.state() == before, "the test left another state than it found"
    return outcome
