"""Reads one snippet: its formulas, its symbols and the lines of code that compute the formulas."""

import ast
import io
import re
import tokenize
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from exhibit.words import LANGUAGES, Fault, line_of, mathml

FOLDER, COLUMNS = Path("snippets"), ["symbol", "variable", "shape", *LANGUAGES]
IDLE = re.compile(r"""\s*(#|@|["']|(import|from|def|class|async|pass)\b|\.\.\.)""")


def names(folder: Path = FOLDER) -> list[str]:
    """All snippets, or all files of another folder that run like them, in the alphabet's order."""
    return sorted(path.stem for path in folder.glob("[!_]*.py"))


@cache
def constants(code: str) -> set[str]:
    """The numbers that stand in the code of a file."""
    values = [vars(node).get("value") for node in ast.walk(ast.parse(code))]
    return {f"{value:.12g}" for value in values if type(value) in (int, float)}


def needs(name: str) -> str:
    """The package whose data a snippet says it reads; none for most."""
    return "".join(re.findall(r'^PACKAGE = "([\w-]+)"$', (FOLDER / f"{name}.py").read_text("utf-8"), re.M))


def ready(name: str) -> bool:
    """Whether a snippet can run here: the package that it needs, if any, is installed."""
    return not needs(name) or find_spec(needs(name).replace("-", "_")) is not None


def formulas(text: str) -> list[tuple[str, str, str]]:
    """The formulas that a text states, one a line: id, language, LaTeX."""
    found = re.findall(r"^(F\d+)(?:\.(\w+))?: (.*)", text, re.M)
    return [(one, lang, tex) for one, alone, tex in found for lang in ([alone] if alone else LANGUAGES)]


class Snippet:
    """What a snippet's file says of itself; Fault says what is wrong with it and where.

    path, text; head: the number of lines before the code (licence, docstring, blank lines); formulas: id -> language -> LaTeX;
    symbols: rows, each column -> cell; marks: id -> line of code.
    """

    def __init__(self, name: str) -> None:
        self.path = FOLDER / f"{name}.py"
        if not self.path.is_file():
            raise self.fault("", "there is no such snippet", "write it or correct the name on the card")
        self.text = self.path.read_text("utf-8")
        try:
            tree = ast.parse(self.text)
        except SyntaxError as error:
            raise Fault(self.path, error.lineno or 1, error.msg, "mend the code") from None
        doc = ast.get_docstring(tree, clean=False)
        if not self.text.startswith("# SPDX-License-Identifier: ") or not doc or len(tree.body) < 2:
            raise self.fault("", "no licence, no docstring or no code", "begin with # SPDX-License-Identifier: 0BSD and a docstring")
        self.head = tree.body[1].lineno - 1
        self.formulas, self.symbols, self.marks = dict[str, dict[str, str]](), list[dict[str, str]](), dict[str, int]()
        for identifier, lang, tex in formulas(doc):
            self.formulas.setdefault(identifier, {})[lang] = tex
            mathml(tex, self.path)
        self.read_symbols([line for line in doc.split("\n") if line.startswith("|")])
        self.read_marks()
        for identifier, told in self.formulas.items():
            if told.keys() != set(LANGUAGES):
                raise self.fault(f"{identifier}.", f"{identifier} stands in {', '.join(told)} alone", "add the other")
            if identifier not in self.marks:
                raise self.fault(told[LANGUAGES[0]], f"{identifier} marks no line of code", f"end one with # {identifier}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Snippet) and vars(self) == vars(other)

    def fault(self, needle: str, what: str, mend: str) -> Fault:
        return Fault(self.path, line_of(self.path, needle), what, mend)

    def read_symbols(self, table: list[str]) -> None:
        rows = [(line, re.split(r"\s+\|\s+", line.strip()[1:-1].strip())) for line in table] or [("", [])]
        for line, row in rows[:1] + rows[2:]:
            if len(row) != len(COLUMNS) or rows[0][1] != COLUMNS:
                raise self.fault(line, f"the table of symbols has the cells {row}", f"give it the columns {', '.join(COLUMNS)}")
            mathml(row[0], self.path, line)
        self.symbols = [dict(zip(COLUMNS, row, strict=True)) for _, row in rows[2:]]

    def read_marks(self) -> None:
        """A mark stands behind code that does something, once for every formula."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT and (mark := re.fullmatch(r"#\s*(F\d+)\s*", token.string)):
                if mark[1] not in self.formulas or mark[1] in self.marks or IDLE.match(token.line):
                    what = f"the mark {mark[1]} is surplus or marks no code"
                    raise Fault(self.path, token.start[0], what, "mark the one statement that computes the formula")
                self.marks[mark[1]] = token.start[0]
