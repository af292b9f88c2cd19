"""A project of one snippet in a folder of its own, in which the tests of the glue provoke every fault."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import markdown
import pytest

from exhibit import glossary
from exhibit.words import Fault

SNIPPET = '''# SPDX-License-Identifier: 0BSD
r"""Twice a number.

F1: y = 2x

| symbol | variable | shape | vi | en     |
|--------|----------|-------|----|--------|
| x      | x        | ()    | số | number |
"""


def twice(x: float) -> float:
    """Twice x."""
    y = 2 * x  # F1
    return y


if __name__ == "__main__":
    print("twice 3:", twice(3))
'''
MARK = 14  # the line of SNIPPET that computes F1
TEST = """from exhibit import claim
from snippets.one import twice


@claim(vi="Gấp đôi một số", en="It doubles a number")
def test_doubles():
    assert twice(2) == 4
"""
SETTINGS = '[tool.pytest.ini_options]\npythonpath = ["."]\naddopts = "--strict-markers --import-mode=importlib"\n'
CARD = "/// exhibit | one\nF1: it doubles $x$\n///\n"


class Project:
    """Files to write, pages to draw, faults to catch."""

    def __init__(self, root: Path) -> None:
        self.root, self.faults = root, list[str]()

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def snippet(self, *changes: tuple[str, str], name: str = "one") -> Path:
        """SNIPPET, with each old text replaced by a new one."""
        return self.write(f"snippets/{name}.py", changed(SNIPPET, *changes))

    def prints(self, statement: str, expected: str | None = None, name: str = "one") -> Path:
        """A snippet whose demonstration is this statement."""
        if expected is not None:
            self.write(f"snippets/expected/{name}.txt", expected)
        return self.snippet(('print("twice 3:", twice(3))', statement), name=name)

    def claimed(self, *changes: tuple[str, str], name: str = "one") -> Path:
        """TEST, with each old text replaced by a new one."""
        return self.write(f"tests/test_{name}.py", changed(TEST, ("snippets.one", f"snippets.{name}"), *changes))

    def draw(self, text: str, extra: Sequence[str] = (), **options: Any) -> str:
        """The HTML of a page as the site's extensions draw it; what they report is in `faults`."""
        source = self.write("docs/page.en.md", text)
        self.faults.clear()
        options = dict(lang="en", source=str(source.relative_to(self.root)), report=self.report) | options
        extensions = ["attr_list", "def_list", "tables", "toc", "pymdownx.superfences", "pymdownx.arithmatex", *extra, "exhibit.card"]
        configs = {"pymdownx.arithmatex": {"generic": True}, "toc": {"permalink": True}, "exhibit.card": options}
        html = markdown.markdown(text, extensions=extensions, extension_configs=configs)
        return glossary.marked(html, str(options["lang"]), glossary.text())

    def report(self, fault: Fault) -> None:
        self.faults.append(str(fault))


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, f"{old!r} is not there to be replaced"
        text = text.replace(old, new)
    return text


def fault(call: Callable[..., object], *arguments: object) -> str:
    """The text of the fault that the call must raise."""
    with pytest.raises(Fault) as caught:
        call(*arguments)
    return str(caught.value)


def lay_out(root: Path) -> Project:
    project = Project(root)
    project.snippet()
    project.write("snippets/expected/one.txt", "twice 3: 6\n")
    project.write("pyproject.toml", SETTINGS)
    project.claimed()
    project.write("docs/formulas.tsv", "id\tlatex\nF1\ty = 2x\n")
    return project


def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A fixture once a module says `project = pytest.fixture(in_folder)`."""
    monkeypatch.chdir(tmp_path)
    return lay_out(tmp_path)
