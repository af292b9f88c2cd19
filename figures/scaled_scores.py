"""Scores of random queries and keys with and without division by the root of d_k, and the weights softmax makes of one row."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import local
from snippets.softmax import softmax

WIDTHS, KEYS = (16, 64, 256), 64
SAY = {
    "vi": ("q · k", "q · k / √dₖ", "điểm số", "trọng số lớn nhất mỗi hàng, trung bình"),
    "en": ("q · k", "q · k / √dₖ", "score", "largest weight of a row, on average"),
}


def draw(figure: Figure, lang: str) -> None:
    rng = np.random.default_rng(0)
    scores = {d: rng.standard_normal((512, d)) @ rng.standard_normal((KEYS, d)).T for d in WIDTHS}  # (queries, keys) each
    *titles, score, weight = SAY[lang]
    figure.set_size_inches(4.4, 4.4)
    (top, bottom) = figure.subplots(2, 2, sharey="row", height_ratios=[5, 3])
    for axes, bars, title, scaled, colour in zip(top, bottom, titles, (False, True), ("C1", "C0"), strict=True):
        shown = [scores[d] / (np.sqrt(d) if scaled else 1) for d in WIDTHS]
        spread = [
            dict(zip(("whislo", "q1", "med", "q3", "whishi"), np.percentile(one, [2.5, 25, 50, 75, 97.5]), strict=True)) for one in shown
        ]
        line = {"color": colour, "linewidth": 1.5}
        axes.bxp(spread, range(3), widths=0.5, showfliers=False, boxprops=line, whiskerprops=line, capprops=line, medianprops=line)
        largest = [softmax(one).max(axis=-1).mean() for one in shown]
        bars.bar_label(bars.bar(range(3), largest, color=colour, width=0.6), [local(one, 2, lang) for one in largest], fontsize=8.5)
        for part in (axes, bars):
            part.set_xticks(range(3), [str(d) for d in WIDTHS])
        axes.set_title(title)
        bars.set(xlabel="dₖ", ylim=(0, 1.1))
    top[0].set_ylabel(score)
    bottom[0].set(yticks=[])
    bottom[0].set_ylabel(weight.replace(", ", ",\n"), fontsize=8.5)
