"""A sentence bound to the test that proves it; `pytest --claims FILE` writes what became of each, and which files were read."""

import json
import re
from pathlib import Path

import pytest

from exhibit.deviation import pytest_pyfunc_call as pytest_pyfunc_call
from exhibit.draw import watch


def claim(*, vi: str, en: str, erratum: str = "") -> pytest.MarkDecorator:
    """Mark a test with the sentence that the site shows beside its result, in both languages; and with the erratum that it bears out."""
    if not vi.strip() or not en.strip():
        raise ValueError("a claim needs its sentence in both languages")
    return pytest.mark.claim(vi=vi, en=en, erratum=erratum)


def pytest_addoption(parser):
    parser.addoption("--claims", metavar="FILE", help="write the result of every claim to FILE")


def pytest_configure(config):
    config.addinivalue_line("markers", "claim(vi, en, erratum): a sentence the site shows beside the test that proves it")
    if config.getoption("claims"):
        config.pluginmanager.register(Recorder(config.rootpath, Path(config.getoption("claims"))))


class Recorder:
    """Collects the result of every claim, and the files of the project that were read."""

    def __init__(self, root, target):
        self.target, self.claims, self.reads = target, {}, watch(root)

    def pytest_itemcollected(self, item):
        if mark := item.get_closest_marker("claim"):
            new = {**mark.kwargs, "line": item.location[1] + 1, "outcome": "not run", "why": ""}
            self.claims.setdefault(item.nodeid.split("[")[0], new)

    def pytest_collectreport(self, report):
        if report.failed:
            lines = re.findall(rf'{Path(report.nodeid).name}"?(?:, line |:)(\d+)', report.longreprtext)
            self.claims[report.nodeid] = {"line": int([1, *lines][-1]), "outcome": "not collected", "why": why(report)}

    def pytest_runtest_logreport(self, report):
        one = self.claims.get(report.nodeid.split("[")[0])
        if one and one["outcome"] in ("not run", "passed") and (report.when == "call" or not report.passed):
            one |= {"outcome": report.outcome, "why": why(report), **dict(report.user_properties)}

    def pytest_sessionfinish(self):
        self.target.write_text(json.dumps({"claims": self.claims, "reads": sorted(self.reads)}), "utf-8")


def why(report):
    """The error of a test or of a file, on one line."""
    errors = re.findall(r"^E +(.*)", report.longreprtext, re.M) or [report.longreprtext]
    return re.sub(r"""(File )?(["'])/\S*\2, """, "", " ".join(" ".join(errors).split()))[:300]  # on any machine
