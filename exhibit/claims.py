"""A sentence bound to the test that proves it; `pytest --claims FILE` writes what became of each."""

import json
from pathlib import Path

import pytest


def claim(*, vi: str, en: str) -> pytest.MarkDecorator:
    """Mark a test with the sentence that the site shows beside its result, in both languages."""
    return pytest.mark.claim(vi=vi, en=en)


def pytest_addoption(parser):
    parser.addoption("--claims", metavar="FILE", help="write the result of every claim to FILE")


def pytest_configure(config):
    config.addinivalue_line("markers", "claim(vi, en): a sentence the site shows beside the test that proves it")
