"""Each row of a symbol table is what the traced run held; a row that is not is told with its line, what it states and what was seen."""

import pytest

from exhibit import runs, shapes
from exhibit.snippet import names
from tests.exhibit_project import MARK, fault, in_folder

project = pytest.fixture(in_folder)
MEND = "correct the row or the code"
ROW, X = 8, "| x      | x        | ()    | số | number |"
FUNCTION = """def twice(x: float) -> float:
    \"\"\"Twice x.\"\"\"
    y = 2 * x  # F1
    return y
"""


def table(project, body, call, *rows):
    """A snippet of this function body and demonstration, whose table has these rows: symbol, variable, shape."""
    rows = "\n".join(f"| {' | '.join(row)} | số | number |" for row in rows)
    lines = "\n    ".join(body.splitlines())
    function = f"import numpy as np\n\n\ndef one(a, b=None):\n    {lines}  # F1\n    return a\n"
    project.snippet((X, rows), (FUNCTION, function), ('print("twice 3:", twice(3))', "\n    ".join(call.splitlines())))


def said(project, *arguments):
    table(project, *arguments)
    return fault(shapes.check, "one")


@pytest.mark.parametrize(
    ("value", "stated"),
    [
        *[("3", "()"), ("2.5", "()"), ("'a text'", "()"), ("np.float32(1)", "()"), ("np.zeros(())", "()"), ("True", "()")],
        *[("np.zeros(3)", "(d,)"), ("[1, 2]", "(n,)"), ("['a', 'bc']", "(n,)"), ("[b'a', b'bc']", "(|V|,)"), ("[(1, 2)] * 5", "(k, 2)")],
        *[("np.zeros((2, 3))", "(|V|, d)"), ("np.zeros((2, 2))", "(T, T)"), ("np.zeros(4)", "(d/2,)"), ("np.zeros((2, 1))", "(n, 1)")],
        *[
            ("np.zeros(3)", "(…, d)"),
            ("np.zeros((5, 2, 3))", "(…, d)"),
            ("np.zeros((5, 2, 3))", "(…, T, |V|)"),
            ("3", "(…)"),
            ("[[1]]", "(…)"),
        ],
        ("np.zeros((3, 6, 3))", "(d_k, d, d_k)"),
    ],
)
def test_a_shape_that_is_as_stated(project, value, stated):
    table(project, "a + 0 if b else a", f"one({value})", ("a", "a", stated))
    shapes.check("one")


@pytest.mark.parametrize(
    ("value", "stated", "seen"),
    [
        ("np.zeros(3)", "()", "of shape (3,) in one, where no letter is known"),
        ("3", "(d,)", "of shape () in one, where no letter is known"),
        ("np.zeros((1, 3))", "(d,)", "of shape (1, 3) in one, where no letter is known"),
        ("np.zeros(3)", "(n, d)", "of shape (3,) in one, where no letter is known"),
        ("3", "(…, d)", "of shape () in one, where no letter is known"),
        ("np.zeros((4, 2, 3))", "(…, T, T)", "of shape (4, 2, 3) in one, where T = 3"),
        ("np.zeros((2, 3))", "(k, 2)", "of shape (2, 3) in one, where no letter is known"),
        ("np.zeros((6, 4))", "(d/2, d)", "of shape (6, 4) in one, where d = 4"),
        ("{1: 2}", "()", "dict in one, where no letter is known"),
        ("None", "(…)", "NoneType in one, where no letter is known"),
    ],
)
def test_a_shape_that_is_not_as_stated(project, value, stated, seen):
    told = said(project, "a", f"one({value})", ("a", "a", stated))
    assert told == f"snippets/one.py:{ROW}: a is {seen}, not {stated}; {MEND}"


@pytest.mark.parametrize(
    "stated", ["n", "str", "(d)", "(d, )", "(n,d)", "(..., d)", "(…,)", "(n, …)", "V", "|V|", "(V|, d)", "(n d)", "[n, d]"]
)
def test_another_notation(project, stated):
    told = said(project, "a", "one(3)", ("b", "a", "()"), ("a", "a", stated))
    assert told == f"snippets/one.py:{ROW + 1}: {stated!r} is no shape such as (), (d,), (n, d), (…, d), (|V|, d); {MEND}"


def test_a_variable_that_is_never_met(project):
    told = said(project, "a", "one(3)", ("a", "a", "()"), ("z", "z", "()"))
    assert told == f"snippets/one.py:{ROW + 1}: the demonstration meets no variable z; {MEND}"


def test_a_variable_of_a_function_that_is_not_called_is_not_met(project):
    assert "the demonstration meets no variable b;" in said(project, "a", "a = 3", ("a", "a", "()"), ("b", "b", "()"))


def test_a_letter_keeps_one_value_in_a_call(project):
    rows = ("a", "a", "(n, d)"), ("b", "b", "(…, d)")
    table(project, "c = a @ np.ones((2, 2))", "one(np.ones((5, 2)), np.ones(2))\none(np.ones((4, 2)), np.ones((7, 2)))", *rows)
    shapes.check("one")
    told = said(project, "c = 0", "one(np.ones((5, 2)), np.ones(3))", *rows)
    assert told.startswith(f"snippets/one.py:{ROW + 1}: b is of shape (3,) in one, where d = 2, n = 5, not (…, d); ")


def test_a_letter_that_is_a_variable_has_its_value(project):
    table(project, "n = len(a)", "one(np.ones(5))\none(np.ones(3))", ("n", "n", "()"), ("a", "a", "(n,)"))
    shapes.check("one")
    told = said(project, "n = len(a) - 1", "one(np.ones(5))", ("n", "n", "()"), ("a", "a", "(n,)"))
    assert told.startswith(f"snippets/one.py:{ROW + 1}: a is of shape (5,) in one, where n = 4, not (n,); ")


def test_the_demonstration_may_use_a_letter_again_but_not_another_shape(project):
    rows = ("a", "a", "(n, d)"), ("b", "b", "(d,)")
    table(project, "a", "a = np.ones((5, 2))\nb = np.ones(2)\na = one(np.ones((3, 7)), np.ones(7))", *rows)
    shapes.check("one")
    told = said(project, "a", "a = np.ones(2)\nb = np.ones(2)\na = one(np.ones((3, 7)), np.ones(7))", *rows)
    assert told.startswith(f"snippets/one.py:{ROW}: a is of shape (2,) in <module>, where no letter is known, not (n, d); ")


def test_a_call_that_refuses_counts_for_nothing_and_one_that_returns_none_counts(project):
    refused = "try:\n    one(np.ones(3))\nexcept ValueError:\n    pass\none(3)"
    table(project, "if np.ndim(a):\n    raise ValueError\na", refused, ("a", "a", "()"))
    shapes.check("one")
    told = said(project, "if np.ndim(a):\n    return None\na", "one(np.ones(3))", ("a", "a", "()"))
    assert "a is of shape (3,) in one" in told


def test_the_line_is_the_row_of_the_symbol(project):
    rows = ("x", "a", "()"), (r"a \cdot b", "b", "()"), ("b", "b", "()"), ("a", "a", "(d,)"), ("|V|", "a", "()")
    assert said(project, "a", "one(3, 4)", *rows).startswith(f"snippets/one.py:{ROW + 3}: a is of shape () in one")


def test_a_function_within_and_a_loop_are_seen(project):
    call = "def inner(a):\n    return a\nfor size in (1, 2):\n    inner(np.ones((size, size)))"
    assert "in inner, where no letter is known" in said(project, "a", call, ("a", "a", "(d,)"))


def test_variables_of_comprehensions_are_their_own(project):
    table(project, "[a for a in np.ones((2, 2))]", "one(3)\n[a for a in np.ones((2, 2))]", ("a", "a", "()"))
    shapes.check("one")


def test_a_list_without_a_shape(project):
    told = said(project, "a", "one([[1], [1, 2]])", ("a", "a", "(n, d)"))
    assert told.startswith("snippets/one.py:") and "while its shapes are traced" in told and "inhomogeneous" in told


def test_a_traced_run_has_its_limits_and_faults(project):
    project.snippet(("y = 2 * x", "y = 2 / (x - x)"))
    told = fault(shapes.check, "one")
    assert told.startswith(f"snippets/one.py:{MARK}: while its shapes are traced: it stopped with code 1: ")
    assert told.endswith("ZeroDivisionError: division by zero; see `python -I snippets/one.py`") and "\n" not in told


def test_it_is_traced_once_and_the_output_is_not_touched(project, monkeypatch):
    run, traced = runs.run, []

    def counted(path, *by, **again):
        traced.extend([path.name] if by else [])
        return run(path, *by, **again)

    monkeypatch.setattr(runs, "run", counted)
    project.prints("print('twice', end=' '); x = 3; print(x)", "twice 3\n")
    shapes.check("one")
    shapes.check("one")
    assert len(traced) == 1 and runs.output("one") == "twice 3\n" and len(traced) == 1
    project.prints("print('twice', end=' '); x = 4; print(x)", "twice 4\n")
    shapes.check("one")
    assert len(traced) == 2


def test_the_card_stands_back_for_a_wrong_shape(project):
    project.snippet(("| ()    |", "| (d,)  |"))
    html = project.draw("/// exhibit | one\nF1: it doubles $x$\n///\n")
    assert project.faults == [
        f"snippets/one.py:{ROW}: x is of shape () in twice, where no letter is known, not (d,); correct the row or the code"
    ]
    assert "exhibit-error" in html and "exhibit-symbols" not in html


@pytest.mark.parametrize("name", names())
def test_every_table_of_the_site_is_as_the_code_ran(name):
    shapes.check(name)
