"""Vectors shrunk to length 1 and turned so that cat points right: the shadow on its line is the cosine."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import FRAME, PALE, local
from snippets.cosine_similarity import cosine_similarity

WORDS = {"cat": [9, 8, 1], "dog": [8, 9, 2], "car": [1, 2, 9]}
SAY = {"vi": "hướng của cat; bóng đổ xuống là cosine", "en": "direction of cat; the shadow on it is the cosine"}


def draw(figure: Figure, lang: str) -> None:
    figure.set_size_inches(4.4, 3.6)
    axes = figure.subplots()
    turns = np.linspace(np.radians(-8), np.radians(98), 60)
    axes.plot(np.cos(turns), np.sin(turns), color=PALE, lw=1.2)
    for (word, v), colour in zip(WORDS.items(), ("C0", "C1", "C2"), strict=True):
        x = float(cosine_similarity(WORDS["cat"], v))
        y = float(np.sqrt(1 - x**2))
        axes.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.8, "shrinkA": 0, "shrinkB": 0})
        axes.text(x + 0.04, y + 0.03, f"{word}, {local(np.degrees(np.arccos(x)), 1, lang)}°", color=colour, va="center")
        if word != "cat":
            axes.plot([x, x], [y, 0], ":", color=colour, lw=1.4)
            below = -0.16 if word == "dog" else -0.07
            axes.plot([0, x], [below, below], "|-", color=colour, lw=1.4, ms=5)
            axes.text(x + 0.04, below, local(x, 4, lang), color=colour, va="center")
    axes.set(xlim=(-0.08, 1.38), ylim=(-0.25, 1.08), aspect="equal", xticks=[], yticks=[], xlabel=SAY[lang])
    axes.spines[:].set_visible(False)
    axes.axhline(0, color=FRAME, lw=0.6)
