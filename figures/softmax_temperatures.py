"""Softmax of the same four logits at three temperatures."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import local
from snippets.softmax import softmax

LOGITS = np.array([2.0, 1.0, 0.0, -1.0])
SAY = {"vi": ("nhiệt độ", "logit", "xác suất"), "en": ("temperature", "logit", "probability")}


def draw(figure: Figure, lang: str) -> None:
    temperature, logit, probability = SAY[lang]
    panels = figure.subplots(1, 3, sharey=True)
    for axes, at, colour in zip(panels, (0.5, 1, 2), ("C0", "C1", "C2"), strict=True):
        p = softmax(LOGITS / at)  # (4,)
        bars = axes.bar(range(4), p, color=colour, width=0.7)
        axes.bar_label(bars, [local(one, 2, lang) for one in p], fontsize=9)
        axes.set_xticks(range(4), [local(z, 0, lang) for z in LOGITS])
        axes.set(ylim=(0, 1), title=f"{temperature} {local(at, int(at < 1), lang)}", xlabel=logit, yticks=[])
        axes.spines["left"].set_visible(False)
    panels[0].set_ylabel(probability)
