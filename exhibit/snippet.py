"""Reads one snippet: its formulas, its symbols and the lines of code that compute the formulas."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from exhibit.faults import Fault, line_of
from exhibit.maths import mathml

FOLDER = Path("snippets")
LANGUAGES = ("vi", "en")
HEADER = ["symbol", "variable", "shape", *LANGUAGES]
NO_WORK = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)


@dataclass
class Snippet:
    """What a snippet's file says of itself."""

    path: Path
    text: str
    purpose: str = ""
    licence: str = ""
    head: int = 0  # lines before the code: licence, docstring and blank lines
    formulas: dict[str, dict[str, str]] = field(default_factory=dict)  # id -> language -> LaTeX
    symbols: list[dict[str, str]] = field(default_factory=list)  # a row: column -> cell
    marks: dict[str, int] = field(default_factory=dict)  # id -> line of code

    @property
    def name(self) -> str:
        return self.path.stem


def names() -> list[str]:
    """All snippets, in the alphabet's order."""
    return sorted(path.stem for path in FOLDER.glob("*.py"))


def read(name: str) -> Snippet:
    """Read and check a snippet; Fault says what is wrong with it and where."""
    path = FOLDER / f"{name}.py"
    if not path.is_file():
        raise Fault(path, 1, "there is no such snippet", "write it or correct the name on the card")
    snippet = Snippet(path, path.read_text("utf-8"))
    try:
        tree = ast.parse(snippet.text)
    except SyntaxError as error:
        raise Fault(path, error.lineno or 1, f"{error.msg}", "mend the code") from None
    doc = ast.get_docstring(tree, clean=False)
    if not doc:
        raise Fault(path, 1, "no docstring with purpose, formulas and symbols", "begin the file with one") from None
    snippet.head = min((node.lineno for node in tree.body[1:]), default=len(snippet.text.splitlines())) - 1
    snippet.purpose = doc.splitlines()[0]
    licence = re.match(r"# SPDX-License-Identifier: (\S+)\n", snippet.text)
    if not licence:
        raise Fault(path, 1, "no licence", "begin with # SPDX-License-Identifier: 0BSD")
    snippet.licence = licence[1]
    read_formulas(snippet, doc)
    read_symbols(snippet, doc)
    read_marks(snippet, tree)
    return snippet


def read_formulas(snippet: Snippet, doc: str) -> None:
    for identifier, language, tex in re.findall(r"^(F\d+)(?:\.(\w+))?: (.*)$", doc, re.M):
        here = line_of(snippet.path, f"{identifier}{'.' * bool(language)}{language}: ")
        told = snippet.formulas.setdefault(identifier, {})
        if any(one in told for one in ([language] if language else LANGUAGES)):
            raise Fault(snippet.path, here, f"{identifier} stands twice", "keep one of them")
        check_formula(snippet.path, here, tex, identifier)
        told.update({language: tex} if language else dict.fromkeys(LANGUAGES, tex))
    for identifier, told in snippet.formulas.items():
        for language in set(LANGUAGES) - set(told):
            raise Fault(snippet.path, line_of(snippet.path, identifier), f"{identifier} has no {language}", "add it")


def read_symbols(snippet: Snippet, doc: str) -> None:
    rows = [re.split(r"\s+\|\s+", line.strip().strip("|").strip()) for line in doc.splitlines() if line.startswith("|")]
    if len(rows) < 3 or rows[0] != HEADER:
        raise Fault(snippet.path, 1, "no table of symbols", f"give it the columns {', '.join(HEADER)}")
    for row in rows[2:]:
        here = line_of(snippet.path, f"| {row[0]} ")
        if len(row) != len(HEADER):
            raise Fault(snippet.path, here, f"{len(row)} cells", f"give it {len(HEADER)}")
        check_formula(snippet.path, here, row[0], "symbol")
        snippet.symbols.append(dict(zip(HEADER, row, strict=True)))


def check_formula(path: Path, line: int, tex: str, name: str) -> None:
    try:
        mathml(tex)
    except ValueError as error:
        raise Fault(path, line, f"{name}: {error}", "correct the LaTeX") from None


def read_marks(snippet: Snippet, tree: ast.Module) -> None:
    """A mark stands behind a statement that does something, once for every formula."""
    work = {node.lineno: node for node in ast.walk(tree) if isinstance(node, ast.stmt)}
    lines = snippet.text.splitlines()
    for number, line in enumerate(lines, 1):
        mark = re.search(r"#\s*(F\d+)\s*$", line)
        if not mark:
            continue
        if mark[1] not in snippet.formulas or mark[1] in snippet.marks:
            raise Fault(snippet.path, number, f"the mark {mark[1]} is surplus", "one mark for each formula of the docstring")
        begins = next((work[above] for above in range(number, 0, -1) if above in work), None)
        text = isinstance(begins, ast.Expr) and isinstance(begins.value, ast.Constant)
        if begins is None or text or isinstance(begins, NO_WORK) or (begins.end_lineno or 0) < number:
            raise Fault(snippet.path, number, f"{mark[1]} marks no code", "mark the statement that computes the formula")
        snippet.marks[mark[1]] = number
    for identifier in snippet.formulas.keys() - snippet.marks.keys():
        here = line_of(snippet.path, identifier)
        raise Fault(snippet.path, here, f"{identifier} marks no line of code", f"end the line with # {identifier}")
