"""Glue stays small: it may shrink, and nobody makes it grow without changing the number here and saying why."""

import ast
from pathlib import Path

import pytest

from tests.counting import lines_of_code

GLUE = sorted(Path(__file__).parents[1].glob("exhibit/**/*.py"))
LINES = 1548


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


def test_the_glue_is_small():
    sizes = {path.name: lines_of_code(path.read_text("utf-8")) for path in GLUE}
    assert sum(sizes.values()) <= LINES, sizes
