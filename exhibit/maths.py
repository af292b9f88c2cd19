"""LaTeX to MathML."""

from pathlib import Path

import math_core

from exhibit.faults import Fault

CONVERTER = math_core.LatexToMathML(annotation=True, fancy_error=False)


def mathml(tex: str, path: str | Path = "labs", line: int = 1, *, display: bool = False) -> str:
    """One formula as a `<math>` element that keeps its LaTeX; Fault names the place in it."""
    try:
        return CONVERTER.convert_with_local_state(tex, displaystyle=display)
    except math_core.LatexError as error:
        place, _, why = str(error).partition(": ")
        raise Fault(path, line, f"the formula {tex!r} does not parse at character {int(place) + 1}: {why}", "correct the LaTeX") from None
