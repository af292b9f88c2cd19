"""Attention weights of the same five words without a mask and with the causal one."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import demonstration, figures_in, local, squares
from snippets.attention import attention, causal_mask, project

SAY = {"vi": ("không mặt nạ", "mặt nạ nhân quả", "nhìn vào", "từ"), "en": ("no mask", "causal mask", "looks at", "word")}


def draw(figure: Figure, lang: str) -> None:
    demo = demonstration("attention")
    *titles, key, query = SAY[lang]
    figure.set_size_inches(4.4, 2.7)
    panels = figure.subplots(1, 2, sharey=True)
    for axes, title, mask in zip(panels, titles, (True, causal_mask(5)), strict=True):
        A = attention(*project(demo["X"], demo["W_Q"], demo["W_K"], demo["W_V"]), mask)[1]  # (5, 5)
        squares(axes, np.where(A > 0, A, np.nan), 0, 1)
        figures_in(axes, A, [[local(a, 2, lang).removeprefix("0") if a else "" for a in row] for row in A], 0.45, 8.5)
        axes.set(title=title, xlabel=key, aspect="equal")
        axes.set_xticks([i + 0.5 for i in range(5)], demo["words"], rotation=40, ha="right", rotation_mode="anchor")
        axes.set_yticks([i + 0.5 for i in range(5)], demo["words"])
    panels[0].set_ylabel(query)
