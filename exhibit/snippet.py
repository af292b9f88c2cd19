"""Reads one snippet: its formulas, its symbols and the lines of code that compute the formulas."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from exhibit.faults import Fault, line_of
from exhibit.maths import mathml

FOLDER, LANGUAGES = Path("snippets"), ("vi", "en")
COLUMNS = ["symbol", "variable", "shape", *LANGUAGES]
IDLE = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Pass


@dataclass
class Snippet:
    """What a snippet's file says of itself."""

    path: Path
    text: str
    head: int  # lines before the code: licence, docstring and blank lines
    licence: str
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
    doc, licence = ast.get_docstring(tree, clean=False), re.match(r"# SPDX-License-Identifier: (\S+)\n", text)
    if not doc or not licence or len(tree.body) < 2:
        raise Fault(path, 1, "no licence, no docstring or no code", "begin with # SPDX-License-Identifier: 0BSD and a docstring")
    snippet = Snippet(path, text, tree.body[1].lineno - 1, licence[1])
    read_formulas(snippet, doc)
    read_symbols(snippet, doc)
    read_marks(snippet, [node for node in ast.walk(tree) if isinstance(node, ast.stmt)])
    return snippet


def read_formulas(snippet: Snippet, doc: str) -> None:
    for identifier, language, tex in re.findall(r"^(F\d+)(?:\.(vi|en))?: (.*)$", doc, re.M):
        told, new = snippet.formulas.setdefault(identifier, {}), [language] if language else LANGUAGES
        here = line_of(snippet.path, tex)
        if set(new) & told.keys():
            raise Fault(snippet.path, here, f"{identifier} stands twice", "keep one of them")
        told |= dict.fromkeys(new, check(snippet.path, here, tex))
    for identifier, told in snippet.formulas.items():
        if told.keys() != set(LANGUAGES):
            raise Fault(snippet.path, line_of(snippet.path, identifier), f"{identifier} stands in {', '.join(told)} alone", "add the other")


def read_symbols(snippet: Snippet, doc: str) -> None:
    rows = [re.split(r"\s+\|\s+", line.strip("| ")) for line in doc.splitlines() if line.startswith("|")]
    for row in rows[:1] + rows[2:] if rows else [[]]:
        here = line_of(snippet.path, f"| {row[0]} " if row else "")
        if len(row) != len(COLUMNS) or rows[0] != COLUMNS:
            raise Fault(snippet.path, here, f"the table of symbols has the cells {row}", f"give it the columns {', '.join(COLUMNS)}")
        snippet.symbols.append(dict(zip(COLUMNS, [check(snippet.path, here, row[0]), *row[1:]], strict=True)))
    del snippet.symbols[0]  # the header


def check(path: Path, line: int, tex: str) -> str:
    try:
        return tex if mathml(tex) else ""
    except ValueError as error:
        raise Fault(path, line, str(error), "correct the LaTeX") from None


def read_marks(snippet: Snippet, statements: list[ast.stmt]) -> None:
    """A mark stands behind a statement that does something, once for every formula."""
    for number, line in enumerate(snippet.text.splitlines(), 1):
        if mark := re.search(r"#\s*(F\d+)\s*$", line):
            if mark[1] not in snippet.formulas or mark[1] in snippet.marks:
                raise Fault(snippet.path, number, f"the mark {mark[1]} is surplus", "one mark for each formula of the docstring")
            inside = [node for node in statements if node.lineno <= number <= (node.end_lineno or 0)]
            begins = max(inside, key=lambda node: node.lineno, default=ast.Pass())
            comment = line.lstrip().startswith("#") or (isinstance(begins, ast.Expr) and isinstance(begins.value, ast.Constant))
            if comment or isinstance(begins, IDLE):
                raise Fault(snippet.path, number, f"{mark[1]} marks no code", "mark the statement that computes the formula")
            snippet.marks[mark[1]] = number
    for identifier in sorted(snippet.formulas.keys() - snippet.marks.keys()):
        raise Fault(snippet.path, line_of(snippet.path, identifier), f"{identifier} marks no line of code", f"end one with # {identifier}")
