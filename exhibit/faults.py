"""One line for each mistake: file, place, what is wrong, how to mend it."""

import html
from pathlib import Path

from mkdocs.exceptions import PluginError


class Fault(PluginError):
    """A mistake of the author's, shown as one line (and what details it) and never with a traceback."""

    def __init__(self, path: str | Path, line: int, what: str, mend: str, detail: str = "") -> None:
        super().__init__(f"{Path(path).as_posix()}:{line}: {what}; {mend}{detail}")


def line_of(path: str | Path, needle: str, nth: int = 1) -> int:
    """The number of the nth line of a file that holds the needle; 1 where there is none."""
    lines = Path(path).read_text("utf-8").splitlines() if Path(path).is_file() else []
    return [*(number for number, line in enumerate(lines, 1) if needle in line), *[1] * nth][nth - 1]


def stop(fault: Fault) -> None:
    """What becomes of a fault where nobody collects them."""
    raise fault


def told(config: dict, fault: Fault) -> str:
    """Report a fault to the collector in `config` and give the HTML that stands in its place."""
    config["report"](fault)
    return f'<span class="exhibit-error" role="alert">{html.escape(str(fault))}</span>'
