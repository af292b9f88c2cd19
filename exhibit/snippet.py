"""Reads one snippet: its formulas, its symbols and the lines of code that compute the formulas."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

from exhibit.faults import Fault
from exhibit.words import LANGUAGES, mathml

FOLDER, COLUMNS = Path("snippets"), ["symbol", "variable", "shape", *LANGUAGES]
IDLE = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Pass


class Snippet(NamedTuple):
    """What a snippet's file says of itself."""

    path: Path
    text: str
    head: int  # lines before the code: licence, docstring and blank lines
    formulas: dict[str, dict[str, str]]  # id -> language -> LaTeX
    symbols: list[dict[str, str]]  # a row: column -> cell
    marks: dict[str, int]  # id -> line of code


def names() -> list[str]:
    """All snippets, in the alphabet's order."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py"))


def read(name: str) -> Snippet:
    """Read and check a snippet; Fault says what is wrong with it and where."""
    path = FOLDER / f"{name}.py"
    if not path.is_file():
        raise Fault(path, 1, "there is no such snippet", "write it or correct the name on the card")
    text = path.read_text("utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise Fault(path, error.lineno or 1, error.msg, "mend the code") from None
    doc = ast.get_docstring(tree, clean=False)
    if not text.startswith("# SPDX-License-Identifier: ") or not doc or len(tree.body) < 2:
        raise Fault(path, 1, "no licence, no docstring or no code", "begin with # SPDX-License-Identifier: 0BSD and a docstring")
    lines = list(enumerate(doc.split("\n"), tree.body[0].lineno))
    formulas, places = read_formulas(path, lines)
    marks = read_marks(path, text, tree, places)
    return Snippet(path, text, tree.body[1].lineno - 1, formulas, read_symbols(path, lines), marks)


def read_formulas(path: Path, lines: list[tuple[int, str]]) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """The formulas, and the line of each."""
    formulas, places = dict[str, dict[str, str]](), dict[str, int]()
    for number, line in lines:
        if found := re.match(r"(F\d+)(?:\.(\w+))?: (.*)", line):
            identifier, language, tex = found.groups()
            told = formulas.setdefault(identifier, {})
            if told.keys() & (new := {language} if language else set(LANGUAGES)):
                raise Fault(path, number, f"{identifier} stands twice", "keep one of them")
            told |= dict.fromkeys(new, tex)
            places.setdefault(identifier, number)
            mathml(tex, path, number)
    for identifier, told in formulas.items():
        if told.keys() != set(LANGUAGES):
            raise Fault(path, places[identifier], f"{identifier} stands in {', '.join(told)} alone", "add the other")
    return formulas, places


def read_symbols(path: Path, lines: list[tuple[int, str]]) -> list[dict[str, str]]:
    rows = [(number, re.split(r"\s+\|\s+", line.strip("| "))) for number, line in lines if line.startswith("|")] or [(1, [])]
    for number, row in rows[:1] + rows[2:]:
        if len(row) != len(COLUMNS) or rows[0][1] != COLUMNS:
            raise Fault(path, number, f"the table of symbols has the cells {row}", f"give it the columns {', '.join(COLUMNS)}")
        mathml(row[0], path, number)
    return [dict(zip(COLUMNS, row, strict=True)) for _, row in rows[2:]]


def read_marks(path: Path, text: str, tree: ast.Module, places: dict[str, int]) -> dict[str, int]:
    """A mark stands behind a statement that does something, once for every formula."""
    statements, marks = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)], dict[str, int]()
    owners = {line: node for node in statements for line in range(node.lineno, (node.end_lineno or 0) + 1)}  # the innermost
    for number, line in enumerate(text.splitlines(), 1):
        if mark := re.search(r"#\s*(F\d+)\s*$", line):
            if mark[1] not in places or mark[1] in marks:
                raise Fault(path, number, f"the mark {mark[1]} is surplus", "one mark for each formula of the docstring")
            begins = owners.get(number, ast.Pass())
            idle = isinstance(begins, IDLE) or (isinstance(begins, ast.Expr) and isinstance(begins.value, ast.Constant))
            if idle or line.lstrip().startswith("#"):
                raise Fault(path, number, f"{mark[1]} marks no code", "mark the statement that computes the formula")
            marks[mark[1]] = number
    for identifier in [one for one in places if one not in marks]:
        raise Fault(path, places[identifier], f"{identifier} marks no line of code", f"end one with # {identifier}")
    return marks
