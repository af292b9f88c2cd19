"""What several figures need: numbers in the reader's notation, a demonstration's own values, and tables of coloured squares."""

from pathlib import Path as File
from runpy import run_path
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

SNIPPETS = File(__file__).parents[1] / "snippets"
FRAME, PALE, TEXT = "#6b7280", "#c9ccd2", "#22262e"  # of style.mplstyle: these change with the palette


def local(number: float, decimals: int, lang: str) -> str:
    """A number as the page's language writes it, with a true minus sign."""
    text = f"{number:z.{decimals}f}".replace("-", "−")
    return text.replace(".", ",") if lang == "vi" else text


def demonstration(name: str) -> dict[str, Any]:
    """What a snippet's demonstration has computed, by name."""
    return run_path(str(SNIPPETS / f"{name}.py"), run_name="__main__")


def squares(axes: Axes, values: np.ndarray, low: float, high: float, levels: int = 256) -> None:
    """Values (rows, columns) as squares, row 0 on top, none for NaN; one path a colour, equal neighbours in a column one box."""
    level = np.nan_to_num(((values - low) / (high - low) * (levels - 1)).round(), nan=-1).astype(int)
    boxes: dict[int, list[Path]] = {}
    for column, of in enumerate(level.T):
        starts = np.flatnonzero(np.diff(of, prepend=-2))
        for top, bottom in zip(starts, [*starts[1:], len(of)], strict=True):
            corners = [(column, top), (column + 1, top), (column + 1, bottom), (column, bottom), (column, top)]
            boxes.setdefault(int(of[top]), []).append(Path(np.array(corners, float), closed=True))
    for at, paths in sorted(boxes.items())[-1 in boxes :]:
        colour = colormaps["cividis"](at / (levels - 1))
        axes.add_patch(PathPatch(Path.make_compound_path(*paths), facecolor=colour, edgecolor=colour, linewidth=0.3))
    axes.set(xlim=(0, values.shape[1]), ylim=(values.shape[0], 0))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def figures_in(axes: Axes, values: np.ndarray, texts: list[list[str]], middle: float, size: float = 9) -> None:
    """A text in every square: white on the dark ones, black on the bright ones; these two are the same in both palettes."""
    for (i, j), value in np.ndenumerate(values):
        colour = "#ffffff" if value < middle else "#000000"
        axes.text(j + 0.5, i + 0.5, texts[i][j], ha="center", va="center", color=colour, fontsize=size)
