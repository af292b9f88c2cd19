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

    def __init__(self, root: Path) -> None:
        self.root, self.file, self.found = root, "", {}
        sys.addaudithook(self.audit)

    def of(self, file):
        return self.found.setdefault(file, {"claims": {}, "reads": []})

    def audit(self, event, arguments):
        if event == "open" and self.file and isinstance(arguments[0], str):
            path = Path(arguments[0]).absolute()
            inner = path.relative_to(self.root) if path.is_relative_to(self.root) else None
            if inner and not any(part.startswith((".", "__pycache__")) for part in inner.parts):
                reads = self.of(self.file)["reads"]
                if str(inner) not in reads and path.is_file():
                    reads.append(str(inner))

    def pytest_collectstart(self, collector):
        if isinstance(collector, pytest.File):
            self.file = collector.nodeid

    def pytest_runtest_logstart(self, nodeid, location):
        self.file = nodeid.split("::")[0]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if mark := item.get_closest_marker("claim"):
            new = {**mark.kwargs, "line": item.location[1] + 1, "cases": 0, "outcome": "passed", "why": ""}
            one = self.of(self.file)["claims"].setdefault(item.nodeid.split("[")[0], new)
            one["cases"] += report.when == "call"
            if not report.passed and one["outcome"] == "passed":
                why = call.excinfo.exconly() if call.excinfo else report.longreprtext
                one |= {"outcome": report.outcome, "why": why.splitlines()[0]}
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector):
        report = yield
        if report.failed:
            lines = report.longreprtext.splitlines()
            why = [line[2:].strip() for line in lines if line.startswith("E ")] or lines[-1:]
            file = report.nodeid.split("::")[0]
            self.of(file)["claims"][f"{file}::"] = {"line": 1, "cases": 0, "outcome": "not collected", "why": why[-1]}
        return report

    def pytest_sessionfinish(self, session):
        self.file = ""
        Path(session.config.getoption("claims")).write_text(json.dumps(self.found, ensure_ascii=False), "utf-8")


def pytest_addoption(parser):
    parser.addoption("--claims", metavar="FILE", help="write the result of every claim to FILE")


def pytest_configure(config):
    config.addinivalue_line("markers", "claim(vi, en): a sentence the site shows beside the test that proves it")
    if config.getoption("claims"):
        config.pluginmanager.register(Recorder(Path(config.rootpath)))
