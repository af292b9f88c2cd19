"""king - man + woman among real vectors, seen in a plane, and how far it is from each word in that plane and in all dimensions."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import PALE, TEXT, local
from snippets.analogy import analogy, load
from snippets.principal_components import principal_components, project

WORDS = ["man", "king", "woman", "queen"]
SAY = {
    "vi": ("hai thành phần chính", "khoảng cách từ đích đến", "{} chiều", "mặt phẳng", "đích"),
    "en": ("two principal components", "distance from target to", "{} dimensions", "in the plane", "target"),
}


def draw(figure: Figure, lang: str) -> None:
    words, E, _ = load()
    ids = [words.index(word) for word in WORDS]
    target = analogy(E, *ids[:3])  # (d,)
    plane, away, whole, flat, goal = SAY[lang]
    mu, _, U = principal_components(E[ids])
    points = np.vstack([E[ids], target])  # (5, d)
    seen = project(points, mu, U[:, :2])  # (5, 2)
    figure.set_size_inches(4.4, 4.8)
    axes, bars = figure.subplots(2, height_ratios=[5, 3])
    for one, other, style, colour in ((0, 1, "-", "C0"), (2, 4, "-", "C0"), (2, 3, "--", "C1")):
        arrow = {"arrowstyle": "->", "color": colour, "linestyle": style, "linewidth": 1.6, "shrinkA": 5, "shrinkB": 5}
        axes.annotate("", seen[other], seen[one], arrowprops=arrow)
    for word, (x, y), mark in zip([*WORDS, goal], seen, "ooooX", strict=True):
        axes.plot(x, y, mark, color="C1" if word == goal else TEXT, ms=6)
        axes.annotate(
            word, (x, y), (7, -13 if word.endswith("man") else 5), textcoords="offset points", color="C1" if word == goal else TEXT
        )
    axes.set(aspect="equal", title=plane)
    axes.margins(0.2, 0.18)
    axes.grid(color=PALE, linewidth=0.5)
    for shift, label, space, colour, hatch in ((-0.19, whole.format(E.shape[1]), points, "C0", ""), (0.19, flat, seen, "C2", "///")):
        far = np.linalg.norm(space[:4] - space[4], axis=1)  # (4,)
        drawn = bars.barh(
            np.arange(4) + shift, far, 0.36, label=label, color=colour if not hatch else "none", edgecolor=colour, hatch=hatch
        )
        bars.bar_label(drawn, [local(one, 1, lang) for one in far], padding=3, fontsize=8.5)
    bars.set_yticks(range(4), WORDS)
    bars.invert_yaxis()
    bars.set(xticks=[], title=away)
    bars.margins(x=0.12)
    bars.spines["bottom"].set_visible(False)
    bars.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
