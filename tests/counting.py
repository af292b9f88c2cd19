"""How the tests count lines of code."""

import ast
import io
import tokenize

IDLE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def lines_of_code(text: str) -> int:
    """Lines that hold code: blank lines, comments and docstrings aside."""
    docstrings = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node, clean=False):
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in IDLE]
    return len({line for token in tokens for line in range(token.start[0], token.end[0] + 1)} - docstrings)
