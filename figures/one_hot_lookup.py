"""The product of one-hot rows with E beside the look-up of the same rows of E."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures._shared import FRAME, TEXT, local
from snippets.embedding_lookup import embedding_lookup, embedding_product
from snippets.one_hot import one_hot

IDS, COLOURS = [1, 4, 1], {1: "C0", 4: "C1"}
E = np.random.default_rng(0).normal(0, 0.02, (6, 2))  # as in the demonstration
SAY = {
    "vi": ("tích với one-hot: mọi hàng đều vào phép tính", "tra hàng: chép hai hàng, bỏ qua bốn"),
    "en": ("product with one-hot: every row takes part", "look-up: two rows are copied, four left alone"),
}


def table(axes: Axes, left: float, name: str, cells: list[list[str]], colours: list[str], wide: float = 1) -> None:
    """Rows of boxes under their name; a row's colour and its bold type say which row of E it is."""
    top = (6 - len(cells)) / 2
    axes.text(left + wide * len(cells[0]) / 2, top - 0.25, name, ha="center", va="bottom")
    columns, rows = np.arange(len(cells[0]) + 1) * wide + left, np.arange(len(cells) + 1) + top
    ends = [((x, rows[0]), (x, rows[-1]), (np.nan, np.nan)) for x in columns] + [
        ((columns[0], y), (columns[-1], y), (np.nan, np.nan)) for y in rows
    ]
    axes.plot(*np.concatenate(ends).T, color=FRAME, linewidth=0.6)
    for i, (row, colour) in enumerate(zip(cells, colours, strict=True)):
        for j, text in enumerate(row):
            at, strong = (left + wide * j, top + i), colour != TEXT and text != "0"
            look = {"color": colour if strong else TEXT, "fontweight": "bold" if strong else "normal", "fontsize": 8.5}
            axes.text(at[0] + wide / 2, at[1] + 0.55, text, ha="center", va="center", **look)


def draw(figure: Figure, lang: str) -> None:
    figure.set_size_inches(4.4, 4.4)
    numbers = [[local(one, 3, lang) for one in row] for row in E]
    rows, mine = [COLOURS.get(i, TEXT) for i in range(6)], [COLOURS[i] for i in IDS]
    for axes, title, product in zip(figure.subplots(2), SAY[lang], (True, False), strict=True):
        v = embedding_product(IDS, E) if product else embedding_lookup(IDS, E)  # (3, 2)
        if product:
            table(axes, 0, "X (3, 6)", [[f"{x:.0f}" for x in row] for row in one_hot(IDS, 6)], mine, 0.8)
            axes.text(5.2, 3, "@", ha="center", va="center")
        else:
            table(axes, 2.4, "t (3,)", [[str(i)] for i in IDS], mine)
            for i, row in enumerate(IDS):
                arrow = {"arrowstyle": "->", "color": COLOURS[row], "linewidth": 1.2}
                axes.annotate("", (5.55, row + 0.5), (3.5, i + 2), arrowprops=arrow)
        table(axes, 5.6, "E (6, 2)", numbers, rows, 1.7)
        axes.text(9.5, 3, "=", ha="center", va="center")
        table(axes, 10, "V (3, 2)", [[local(one, 3, lang) for one in row] for row in v], mine, 1.7)
        axes.set(xlim=(-0.1, 13.5), ylim=(6.1, -0.9), title=title)
        axes.axis("off")
