"""Holds a table of symbols against the running code: each variable has the stated shape, a letter one value in a call."""

import json
import re
from pathlib import Path

from exhibit import runs
from exhibit.snippet import FOLDER, Snippet
from exhibit.words import Fault

AXIS, TRACE = r"(?:\|\w+\||\w+)(?:/\d+)?", Path(__file__).with_name("trace.py")
SHAPE = re.compile(rf"\((?:…|{AXIS},|(?:…|{AXIS})(?:, {AXIS})+)?\)")


def traced(snippet: Snippet) -> list[tuple[str, dict]]:
    """What the demonstration and the functions that it calls held, traced in a run of its own."""
    path, variables = snippet.path, [row["variable"] for row in snippet.symbols]
    files = [*FOLDER.glob(f"{path.stem}.*"), TRACE]
    out, why, line = runs.once(f"shapes-{path.stem}", files, lambda: (runs.run(path, str(TRACE), *variables), []))
    if why:
        raise Fault(path, line, f"while its shapes are traced: {why}", f"see `python -I {path}`")
    return json.loads(out.splitlines()[-1])


def fits(row: dict[str, str], shape: list[int] | str, value: int | None, letters: dict[str, int]) -> bool:
    """Whether a shape is the stated one, with these letters of the call; those met for the first time join them."""
    axes = [axis.partition("/") for axis in re.findall(AXIS, row["shape"])]
    if isinstance(shape, str) or len(shape) < len(axes) or ("…" not in row["shape"] and len(shape) > len(axes)):
        return False
    met = [(letter, size * int(parts or 1)) for (letter, _, parts), size in zip(axes[::-1], shape[::-1], strict=False)]
    met += [(row["symbol"], value)] if value is not None else []
    return all(letters.setdefault(letter, int(letter) if letter.isdigit() else size) == size for letter, size in met)


def check(name: str) -> None:
    """Fault, with the line of the row, for another notation, a variable never met, and one that has another shape."""

    def fault(row: dict[str, str], what: str, mend: str) -> Fault:
        cell = re.compile(rf"\| *{re.escape(row['symbol'])} +\|")
        return Fault(snippet.path, 1 + [bool(cell.match(line)) for line in snippet.text.splitlines()].index(True), what, mend)

    snippet = Snippet(name)
    calls = traced(snippet)
    for row in snippet.symbols:
        if not SHAPE.fullmatch(row["shape"]):
            raise fault(row, f"{row['shape']!r} is no shape", "write (), (d,), (n, d), (…, d), (|V|, d)")
        if not any(row["variable"] in held for _, held in calls):
            raise fault(row, f"the demonstration meets no variable {row['variable']}", "name one that it or a function it calls has")
    for function, held in calls:
        letters = dict[str, int]()
        for row in [row for row in snippet.symbols if row["variable"] in held]:
            shape, value = held[row["variable"]]
            if not fits(row, shape, value, letters):
                seen = shape if isinstance(shape, str) else f"of shape {tuple(shape)}"
                known = ", ".join(f"{letter} = {size}" for letter, size in letters.items() if not letter.isdigit())
                what = f"{row['variable']} is {seen} in {function}, where {known or 'no letter is known'}, not {row['shape']}"
                raise fault(row, what, "correct the row or the code")
