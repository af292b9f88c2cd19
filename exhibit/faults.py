"""One line for each mistake: file, place, what is wrong, how to mend it."""

from pathlib import Path

from mkdocs.exceptions import PluginError


class Fault(PluginError):
    """A mistake of the author's, shown as one line and never with a traceback."""

    def __init__(self, path: str | Path, line: int, what: str, mend: str, detail: str = "") -> None:
        super().__init__(f"{Path(path).as_posix()}:{line}: {what}; {mend}{detail}")


def line_of(path: Path, needle: str, nth: int = 1) -> int:
    """The number of the nth line of a file that holds the needle; 1 where there is none."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    found = [number for number, line in enumerate(lines, 1) if needle in line]
    return found[nth - 1] if len(found) >= nth else 1
