"""Reads one snippet: its formulas, its symbols and the lines of code that compute the formulas."""

import ast
import re
from pathlib import Path

from exhibit.words import LANGUAGES, Fault, mathml

FOLDER, COLUMNS = Path("snippets"), ["symbol", "variable", "shape", *LANGUAGES]
IDLE = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Pass


def names() -> list[str]:
    """All snippets, in the alphabet's order."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py"))


class Snippet:
    """What a snippet's file says of itself; Fault says what is wrong with it and where.

    path, text; head: the number of lines before the code (licence, docstring, blank lines); formulas: id -> language -> LaTeX;
    symbols: rows, each column -> cell; marks: id -> line of code.
    """

    def __init__(self, name: str) -> None:
        self.path = FOLDER / f"{name}.py"
        if not self.path.is_file():
            raise Fault(self.path, 1, "there is no such snippet", "write it or correct the name on the card")
        self.text = self.path.read_text("utf-8")
        try:
            tree = ast.parse(self.text)
        except SyntaxError as error:
            raise Fault(self.path, error.lineno or 1, error.msg, "mend the code") from None
        doc = ast.get_docstring(tree, clean=False)
        if not self.text.startswith("# SPDX-License-Identifier: ") or not doc or len(tree.body) < 2:
            raise Fault(self.path, 1, "no licence, no docstring or no code", "begin with # SPDX-License-Identifier: 0BSD and a docstring")
        self.head = tree.body[1].lineno - 1
        lines = list(enumerate(doc.split("\n"), tree.body[0].lineno))
        self.read_formulas(lines)
        self.read_symbols([(number, re.split(r"\s+\|\s+", line.strip("| "))) for number, line in lines if line.startswith("|")])
        self.read_marks([node for node in ast.walk(tree) if isinstance(node, ast.stmt)])
        for identifier, told in self.formulas.items():
            if told.keys() != set(LANGUAGES):
                raise Fault(self.path, self.places[identifier], f"{identifier} stands in {', '.join(told)} alone", "add the other")
            if identifier not in self.marks:
                raise Fault(self.path, self.places[identifier], f"{identifier} marks no line of code", f"end one with # {identifier}")

    def read_formulas(self, lines: list[tuple[int, str]]) -> None:
        self.formulas, self.places = dict[str, dict[str, str]](), dict[str, int]()
        for number, line in lines:
            if found := re.match(r"(F\d+)(?:\.(\w+))?: (.*)", line):
                identifier, language, tex = found.groups()
                told, new = self.formulas.setdefault(identifier, {}), {language} if language else set(LANGUAGES)
                if told.keys() & new:
                    raise Fault(self.path, number, f"{identifier} stands twice", "keep one of them")
                told |= dict.fromkeys(new, tex)
                self.places.setdefault(identifier, number)
                mathml(tex, self.path, number)

    def read_symbols(self, rows: list[tuple[int, list[str]]]) -> None:
        for number, row in rows[:1] + rows[2:] or [(1, [])]:
            if len(row) != len(COLUMNS) or rows[0][1] != COLUMNS:
                raise Fault(self.path, number, f"the table of symbols has the cells {row}", f"give it the columns {', '.join(COLUMNS)}")
            mathml(row[0], self.path, number)
        self.symbols = [dict(zip(COLUMNS, row, strict=True)) for _, row in rows[2:]]

    def read_marks(self, statements: list[ast.stmt]) -> None:
        """A mark stands behind a statement that does something, once for every formula."""
        self.marks = dict[str, int]()
        inner = {line: node for node in statements for line in range(node.lineno, (node.end_lineno or 0) + 1)}
        for number, line in enumerate(self.text.splitlines(), 1):
            if mark := re.search(r"#\s*(F\d+)\s*$", line):
                if mark[1] not in self.formulas or mark[1] in self.marks:
                    raise Fault(self.path, number, f"the mark {mark[1]} is surplus", "one mark for each formula of the docstring")
                begins = inner.get(number, ast.Pass())
                idle = isinstance(begins, IDLE) or (isinstance(begins, ast.Expr) and isinstance(begins.value, ast.Constant))
                if idle or line.lstrip().startswith("#"):
                    raise Fault(self.path, number, f"{mark[1]} marks no code", "mark the statement that computes the formula")
                self.marks[mark[1]] = number
