"""Glue stays small: 500 lines of code for the foundation, 300 more for each later capability."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

GLUE = sorted(Path(__file__).parents[1].glob("exhibit/**/*.py"))
CAPABILITIES = ("bench", "lab")  # nothing that draws a card needs them
IDLE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def lines_of_code(text: str) -> int:
    """Lines that hold code: blank lines, comments and docstrings aside."""
    docstrings = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node, clean=False):
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in IDLE]
    return len({line for token in tokens for line in range(token.start[0], token.end[0] + 1)} - docstrings)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ('"""Doc\n\nstring."""\n\n# none\nx = 1  # one\n', 1),
        ("x = (\n    1,\n\n    # none\n    2,\n)\n", 4),
        ('x = """\na\n\nb"""\n', 4),
        ('def f():\n    r"""Doc."""\n    return 1\n', 2),
        ('class A:\n    """Doc."""\n\n    async def f(self):\n        """Doc."""\n', 2),
        ('x = 1\n"""no docstring"""\n', 2),
        ("x = 1 + \\\n    2\n", 2),
    ],
)
def test_lines_of_code_are_counted(text, count):
    assert lines_of_code(text) == count


def test_no_line_holds_two_statements():
    for path in GLUE:
        starts = [node.lineno for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.stmt)]
        assert len(starts) == len(set(starts)), path


def test_the_foundation_is_small():
    sizes = {path.name: lines_of_code(path.read_text("utf-8")) for path in GLUE if path.stem not in CAPABILITIES}
    assert sum(sizes.values()) <= 500, sizes


@pytest.mark.parametrize("name", CAPABILITIES)
def test_each_capability_is_small(name):
    assert lines_of_code(Path(f"exhibit/{name}.py").read_text("utf-8")) <= 300
