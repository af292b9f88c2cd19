"""Holds a table of symbols against the running code: each variable has the stated shape, a letter one value in a call."""

import json
import re

from exhibit import runs
from exhibit.snippet import FOLDER, Snippet, ready
from exhibit.words import Fault, line_of

AXIS, TRACE = r"(?:\|\w+\||\w+)(?:/\d+)?", runs.HERE / "trace.py"
SHAPE = re.compile(rf"\((?:…|{AXIS},|(?:…|{AXIS})(?:, {AXIS})+)?\)")


def differs(row: dict[str, str], function: str, shape, value, letters: dict[str, int]) -> str:
    """What is wrong with a shape, given the letters of its call, if anything; letters that are met for the first time join them."""
    axes = [axis.partition("/") for axis in re.findall(AXIS, row["shape"])]
    fits = not isinstance(shape, str) and (len(axes) == len(shape) or ("…" in row["shape"] and len(axes) < len(shape)))
    met = [(letter, size * int(parts or 1)) for (letter, _, parts), size in zip(axes[::-1], shape[::-1] if fits else [], strict=False)]
    met += [(row["symbol"], value)] if fits and value is not None else []
    right = fits and all(letters.setdefault(letter, int(letter) if letter.isdigit() else size) == size for letter, size in met)
    seen = shape if isinstance(shape, str) else f"of shape {tuple(shape)}"
    known = ", ".join(f"{letter} = {size}" for letter, size in letters.items() if not letter.isdigit())
    return "" if right else f"{row['variable']} is {seen} in {function}, where {known or 'no letter is known'}, not {row['shape']}"


def check(name: str) -> None:
    """Hold what the demonstration and the functions that it calls held, traced in a run of its own, against each row."""
    if not ready(name):
        return
    snippet, files = Snippet(name), [*FOLDER.glob(f"{name}.*"), TRACE]
    command = [str(TRACE), *(row["variable"] for row in snippet.symbols)]
    out, why, line = runs.once(f"shapes-{name}", files, lambda: (runs.run(snippet.path, *command), []))
    if why:
        raise Fault(snippet.path, line, f"while its shapes are traced: {why}", f"see `python -I {snippet.path}`")
    calls = [(function, held, dict[str, int]()) for function, held in json.loads(out.splitlines()[-1])]
    for number, row in enumerate(snippet.symbols, line_of(snippet.path, "| symbol ") + 2):
        met = [(function, *held[row["variable"]], letters) for function, held, letters in calls if row["variable"] in held]
        wrong = [] if met else [f"the demonstration meets no variable {row['variable']}"]
        wrong += [] if SHAPE.fullmatch(row["shape"]) else [f"{row['shape']!r} is no shape such as (), (d,), (n, d), (…, d), (|V|, d)"]
        if wrong := [*wrong, *filter(None, (differs(row, *one) for one in met))]:
            raise Fault(snippet.path, number, wrong[0], "correct the row or the code")
