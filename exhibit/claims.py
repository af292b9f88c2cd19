"""A sentence bound to the test that proves it; `pytest --claims FILE` writes what became of each."""

import json
import sys
from pathlib import Path

import pytest


def claim(*, vi: str, en: str) -> pytest.MarkDecorator:
    """Mark a test with the sentence that the site shows beside its result, in both languages."""
    if not vi.strip() or not en.strip():
        raise ValueError("a claim needs its sentence in both languages")
    return pytest.mark.claim(vi=vi, en=en)


class Recorder:
    """Collects the result of every claim, and which files of the project each test file read."""

    def __init__(self, config):
        self.config, self.found, self.now = config, {}, {}
        sys.addaudithook(self.audit)

    def audit(self, event, arguments):
        if event == "open" and self.now and isinstance(arguments[0], str | Path):
            path, root = Path(arguments[0]).absolute(), self.config.rootpath
            inside = path.relative_to(root) if path.is_relative_to(root) else Path("..")
            if not any(part.startswith((".", "__pycache__")) for part in inside.parts) and path.is_file():
                self.now["reads"][str(inside)] = True

    def pytest_collectstart(self, collector):
        if isinstance(collector, pytest.File):
            self.now = self.found.setdefault(collector.nodeid, {"claims": {}, "reads": {}})

    def pytest_collectreport(self, report):
        if report.failed:
            why = report.longreprtext.splitlines()[-1].removeprefix("E").strip()
            self.now["claims"][f"{report.nodeid.split('::')[0]}::"] = {"line": 1, "outcome": "not collected", "why": why}

    def pytest_runtest_logstart(self, nodeid):
        self.now = self.found[nodeid.split("::")[0]]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if mark := item.get_closest_marker("claim"):
            new = {**mark.kwargs, "line": item.location[1] + 1, "outcome": "passed", "why": ""}
            one = self.now["claims"].setdefault(item.nodeid.split("[")[0], new)
            if not report.passed and one["outcome"] == "passed":
                why = call.excinfo.exconly() if call.excinfo else report.longreprtext
                one |= {"outcome": report.outcome, "why": " ".join(why.split())[:300]}
        return report

    def pytest_sessionfinish(self):
        self.now = {}
        Path(self.config.getoption("claims")).write_text(json.dumps(self.found), "utf-8")


def pytest_addoption(parser):
    parser.addoption("--claims", metavar="FILE", help="write the result of every claim to FILE")


def pytest_configure(config):
    config.addinivalue_line("markers", "claim(vi, en): a sentence the site shows beside the test that proves it")
    if config.getoption("claims"):
        config.pluginmanager.register(Recorder(config))
