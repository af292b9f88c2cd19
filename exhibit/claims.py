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

    def __init__(self, root):
        self.root, self.file, self.found = root, "", {}
        sys.addaudithook(self.audit)

    def of(self, file):
        return self.found.setdefault(file, {"claims": {}, "reads": []})

    def audit(self, event, arguments):
        if event == "open" and self.file and isinstance(arguments[0], str | Path):
            path = Path(arguments[0]).absolute()
            parts = path.relative_to(self.root).parts if path.is_relative_to(self.root) else (".",)
            if not any(part.startswith((".", "__pycache__")) for part in parts) and path.is_file():
                self.of(self.file)["reads"] += {str(Path(*parts))} - {*self.of(self.file)["reads"]}

    def pytest_collectstart(self, collector):
        self.file = collector.nodeid if isinstance(collector, pytest.File) else self.file

    def pytest_runtest_logstart(self, nodeid):
        self.file = nodeid.split("::")[0]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if mark := item.get_closest_marker("claim"):
            new = {**mark.kwargs, "line": item.location[1] + 1, "outcome": "passed", "why": ""}
            one = self.of(self.file)["claims"].setdefault(item.nodeid.split("[")[0], new)
            if not report.passed and one["outcome"] == "passed":
                one |= {"outcome": report.outcome, "why": (call.excinfo.exconly() if call.excinfo else report.longreprtext).splitlines()[0]}
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector):
        report = yield
        if report.failed:
            why = [line for line in report.longreprtext.splitlines() if line.startswith("E ")] or report.longreprtext.splitlines()[-1:]
            file = report.nodeid.split("::")[0]
            self.of(file)["claims"][f"{file}::"] = {"line": 1, "outcome": "not collected", "why": why[-1].removeprefix("E ").strip()}
        return report

    def pytest_sessionfinish(self, session):
        self.file = ""
        Path(session.config.getoption("claims")).write_text(json.dumps(self.found), "utf-8")


def pytest_addoption(parser):
    parser.addoption("--claims", metavar="FILE", help="write the result of every claim to FILE")


def pytest_configure(config):
    config.addinivalue_line("markers", "claim(vi, en): a sentence the site shows beside the test that proves it")
    if config.getoption("claims"):
        config.pluginmanager.register(Recorder(config.rootpath))
