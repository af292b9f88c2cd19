"""A snippet's file says what it computes; whatever it says wrongly is told with its line."""

import pytest

from exhibit.snippet import Snippet, names
from tests.exhibit_project import MARK, SNIPPET, fault, in_folder

project = pytest.fixture(in_folder)
SURPLUS = "the mark {} is surplus or marks no code; mark the one statement that computes the formula"
DOUBLE = "    y = 2 * x  # F1\n"


def test_a_snippet_is_read(project):
    one = Snippet("one")
    assert (one.path.as_posix(), one.text, one.head) == ("snippets/one.py", SNIPPET, 11)
    assert one.formulas == {"F1": {"vi": "y = 2x", "en": "y = 2x"}}
    assert one.symbols == [{"symbol": "x", "variable": "x", "shape": "()", "vi": "số", "en": "number"}]
    assert one.marks == {"F1": MARK}


def test_all_snippets_are_named_in_order(project):
    for name in ("two", "_private", "__init__", "a"):
        project.write(f"snippets/{name}.py", "")
    assert names() == ["a", "one", "two"]


def test_formulas_keep_the_order_and_the_words_of_each_language(project):
    project.snippet(("F1: y = 2x", "F12.vi: \\text{hai}\nF12.en: \\text{two}\nF1: y = 2x | z"), (DOUBLE, f"    z = 3  # F12\n{DOUBLE}"))
    assert Snippet("one").formulas == {"F12": {"vi": r"\text{hai}", "en": r"\text{two}"}, "F1": {"vi": "y = 2x | z", "en": "y = 2x | z"}}
    assert Snippet("one").marks == {"F12": MARK + 2, "F1": MARK + 3}


def test_a_cell_may_hold_bars(project):
    project.snippet(("| ()    |", "| (|V|, d) |"))
    assert Snippet("one").symbols[0]["shape"] == "(|V|, d)"


def test_a_cell_may_begin_or_end_with_a_bar(project):
    project.snippet(("| x      | x        | ()    | số | number |", "| |V| | x | () | số | from 0 to |V| |"))
    assert Snippet("one").symbols == [{"symbol": "|V|", "variable": "x", "shape": "()", "vi": "số", "en": "from 0 to |V|"}]


def test_no_such_snippet(project):
    assert fault(Snippet, "none") == "snippets/none.py:1: there is no such snippet; write it or correct the name on the card"


def test_syntax_error(project):
    project.snippet(("y = 2 * x", "y = 2 *"))
    assert fault(Snippet, "one") == f"snippets/one.py:{MARK}: invalid syntax; mend the code"


@pytest.mark.parametrize(
    "change",
    [
        ("# SPDX-License-Identifier: 0BSD\n", ""),
        ("# SPDX", "# spdx"),
        ('r"""Twice a number.', 'text = r"""'),
        (SNIPPET[SNIPPET.index("\n\ndef") :], ""),
    ],
)
def test_no_licence_no_docstring_no_code(project, change):
    project.snippet(change)
    what = "snippets/one.py:1: no licence, no docstring or no code; begin with # SPDX-License-Identifier: 0BSD and a docstring"
    assert fault(Snippet, "one") == what


def test_a_formula_in_one_language_only(project):
    project.snippet(("F1: y = 2x", "F12: z\nF1.vi: y = 2x"), (DOUBLE, f"    z = 3  # F12\n{DOUBLE}"))
    assert fault(Snippet, "one") == "snippets/one.py:5: F1 stands in vi alone; add the other"


@pytest.mark.parametrize(
    ("changes", "line", "row"),
    [
        ([("| symbol ", "| sign ")], 6, ["sign", "variable", "shape", "vi", "en"]),
        ([("| vi | en     |\n|-", "| vi |\n|-")], 6, ["symbol", "variable", "shape", "vi"]),
        ([("| số | number |", "| số |")], 8, ["x", "x", "()", "số"]),
        ([("| số |", "| số | số |")], 8, ["x", "x", "()", "số", "số", "number"]),
        ([(SNIPPET[SNIPPET.index("| symbol") : SNIPPET.index('"""\n\n\ndef')], "")], 1, []),
    ],
)
def test_the_columns_of_the_symbol_table(project, changes, line, row):
    project.snippet(*changes)
    mend = "give it the columns symbol, variable, shape, vi, en"
    assert fault(Snippet, "one") == f"snippets/one.py:{line}: the table of symbols has the cells {row}; {mend}"


@pytest.mark.parametrize(
    ("change", "line", "tex"),
    [
        (("y = 2x", r"y = \two"), 4, r"y = \two"),
        (("| x      |", r"| \two |"), 8, r"\two"),
        (("F1: y = 2x", "F1.vi: y\nF1.en: y = \\two"), 5, r"y = \two"),
    ],
)
def test_latex_that_does_not_parse(project, change, line, tex):
    project.snippet(change)
    what = f"snippets/one.py:{line}: the formula {tex!r} does not parse at character {1 + tex.index(chr(92))}: "
    assert fault(Snippet, "one").startswith(what) and fault(Snippet, "one").endswith("; correct the LaTeX")


@pytest.mark.parametrize(("surplus", "line"), [(DOUBLE + DOUBLE, MARK + 1), (f"    z = 3  # F2\n{DOUBLE}", MARK)])
def test_a_surplus_mark(project, surplus, line):
    project.snippet((DOUBLE, surplus))
    identifier = "F1" if surplus.startswith(DOUBLE) else "F2"
    assert fault(Snippet, "one") == f"snippets/one.py:{line}: {SURPLUS.format(identifier)}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n\ndef", "\nimport math  # F1\n\n\ndef"),
        ("-> float:", "-> float:  # F1"),
        ("    y = 2", "    # F1\n    y = 2"),
        ('    """Twice x."""', '    """Twice x."""  # F1'),
        ("    y = 2", "    pass  # F1\n    y = 2"),
        ("    y = 2", "    ...  # F1\n    y = 2"),
        ("\n\ndef", "\nclass Twice:  # F1\n    z = 3\n\n\ndef"),
        ("    return y", "    if y:\n        # F1\n        y = 0\n    return y"),
    ],
)
def test_a_mark_on_what_computes_nothing(project, old, new):
    path = project.snippet(("x  # F1", "x"), (old, new))
    line = next(number for number, text in enumerate(path.read_text("utf-8").splitlines(), 1) if text.endswith("# F1"))
    assert fault(Snippet, "one") == f"snippets/one.py:{line}: {SURPLUS.format('F1')}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return y", "return (\n        y  # F1\n    )"),
        ("return y", "print(y)  # F1\n    return y"),
        ("return y", "if y < 0:  # F1\n        raise ValueError\n    return y"),
    ],
)
def test_a_mark_may_stand_in_any_statement_that_does_something(project, old, new):
    project.snippet(("x  # F1", "x"), (old, new))
    assert Snippet("one").marks["F1"] > MARK


def test_a_missing_mark(project):
    project.snippet(("F1: y = 2x", "F12: z\nF1: y = 2x"), (DOUBLE, "    y = 2 * x  # F12\n"))
    assert fault(Snippet, "one") == "snippets/one.py:5: F1 marks no line of code; end one with # F1"


@pytest.mark.parametrize("doc", ["Twice a number.", "Twice x."])
def test_a_docstring_holds_no_mark(project, doc):
    project.snippet(("x  # F1", "x"), (doc, f"{doc}\n\nthat is  # F1\n"))
    assert fault(Snippet, "one").endswith(": F1 marks no line of code; end one with # F1")


def test_a_snippet_equals_one_that_says_the_same_and_no_fault_that_stands_in_its_place(project):
    assert Snippet("one") == Snippet("one") and Snippet("one") != "snippets/one.py:1: invalid syntax; mend the code"
