"""The positional encoding as a heat map: a row a position, a column a component."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import squares
from snippets.positional_encoding import positional_encoding

POSITIONS, WIDTH = 32, 16
SAY = {"vi": ("thành phần", "vị trí pos"), "en": ("component", "position pos")}


def draw(figure: Figure, lang: str) -> None:
    figure.set_size_inches(4.4, 3.5)
    component, position = SAY[lang]
    axes, bar = figure.subplots(1, 2, width_ratios=[20, 1])
    squares(axes, positional_encoding(np.arange(POSITIONS), WIDTH), -1, 1, levels=9)
    axes.set(xlabel=component, ylabel=position)
    axes.set_xticks(np.arange(0, WIDTH, 2) + 0.5, [str(one) for one in range(0, WIDTH, 2)])
    axes.set_yticks(np.arange(0, POSITIONS, 4) + 0.5, [str(one) for one in range(0, POSITIONS, 4)])
    squares(bar, np.linspace(1, -1, 9)[:, None], -1, 1, levels=9)
    bar.set_xticks([])
    bar.set_yticks([0.5, 4.5, 8.5], ["1", "0", "−1"])
    bar.yaxis.tick_right()
