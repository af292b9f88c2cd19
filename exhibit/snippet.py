"""Reads one snippet: its formulas, its symbols and the lines of code that compute the formulas."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from exhibit.faults import Fault
from exhibit.maths import mathml
from exhibit.words import LANGUAGES

FOLDER, COLUMNS = Path("snippets"), ["symbol", "variable", "shape", *LANGUAGES]
IDLE = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Pass | ast.Expr


@dataclass
class Snippet:
    """What a snippet's file says of itself."""

    path: Path
    text: str
    head: int  # lines before the code: licence, docstring and blank lines
    formulas: dict[str, dict[str, str]] = field(default_factory=dict)  # id -> language -> LaTeX
    symbols: list[dict[str, str]] = field(default_factory=list)  # a row: column -> cell
    marks: dict[str, int] = field(default_factory=dict)  # id -> line of code


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
    snippet = Snippet(path, text, tree.body[1].lineno - 1)
    lines = dict(enumerate(doc.splitlines(), tree.body[0].lineno))
    read_symbols(snippet, [(number, line) for number, line in lines.items() if line.startswith("|")])
    read_marks(snippet, tree, read_formulas(snippet, lines))
    return snippet


def read_formulas(snippet: Snippet, lines: dict[int, str]) -> dict[str, int]:
    """Read the formulas and give the line of each."""
    places: dict[str, int] = {}
    for number, line in lines.items():
        if found := re.match(r"(F\d+)(?:\.(\w+))?: (.*)", line):
            told, new = snippet.formulas.setdefault(found[1], {}), [found[2]] if found[2] else LANGUAGES
            if told.keys() & set(new):
                raise Fault(snippet.path, number, f"{found[1]} stands twice", "keep one of them")
            places.setdefault(found[1], number)
            mathml(found[3], snippet.path, number)
            told |= dict.fromkeys(new, found[3])
    for identifier, number in places.items():
        if snippet.formulas[identifier].keys() != set(LANGUAGES):
            alone = ", ".join(snippet.formulas[identifier])
            raise Fault(snippet.path, number, f"{identifier} stands in {alone} alone", "add the other")
    return places


def read_symbols(snippet: Snippet, lines: list[tuple[int, str]]) -> None:
    rows = [(number, re.split(r"\s+\|\s+", line.strip("| "))) for number, line in lines] or [(1, [])]
    for number, row in rows[:1] + rows[2:]:
        if len(row) != len(COLUMNS) or rows[0][1] != COLUMNS:
            raise Fault(snippet.path, number, f"the table of symbols has the cells {row}", f"give it the columns {', '.join(COLUMNS)}")
        mathml(row[0], snippet.path, number)
    snippet.symbols = [dict(zip(COLUMNS, row, strict=True)) for _, row in rows[2:]]


def read_marks(snippet: Snippet, tree: ast.Module, places: dict[str, int]) -> None:
    """A mark stands behind a statement that does something, once for every formula."""
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    for number, line in enumerate(snippet.text.splitlines(), 1):
        if mark := re.search(r"#\s*(F\d+)\s*$", line):
            if mark[1] not in places or mark[1] in snippet.marks:
                raise Fault(snippet.path, number, f"the mark {mark[1]} is surplus", "one mark for each formula of the docstring")
            inside = [node for node in statements if node.lineno <= number <= (node.end_lineno or 0)]
            begins = max(inside, key=lambda node: node.lineno, default=ast.Pass())
            call = isinstance(begins, ast.Expr) and not isinstance(begins.value, ast.Constant)
            if line.lstrip().startswith("#") or (isinstance(begins, IDLE) and not call):
                raise Fault(snippet.path, number, f"{mark[1]} marks no code", "mark the statement that computes the formula")
            snippet.marks[mark[1]] = number
    for identifier in places.keys() - snippet.marks.keys():
        raise Fault(snippet.path, places[identifier], f"{identifier} marks no line of code", f"end one with # {identifier}")
