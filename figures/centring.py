"""The first principal direction of six words before and after their mean is taken away."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import FRAME, PALE, demonstration
from snippets.principal_components import covariance, eigenpairs

SAY = {
    "vi": ("chưa quy tâm", "đã quy tâm", "sống", "to", "trung bình"),
    "en": ("before centring", "after centring", "alive", "large", "mean"),
}


def draw(figure: Figure, lang: str) -> None:
    demo = demonstration("principal_components")
    *titles, alive, large, mean = SAY[lang]
    figure.set_size_inches(4.4, 5.8)
    mu = demo["mu"]
    for axes, title, origin in zip(figure.subplots(2), titles, (np.zeros(3), mu), strict=True):
        X = demo["X"] - origin
        u = eigenpairs(covariance(X))[1][:, 0]  # (d,)
        low, high = np.array([-1.5, -1.5]) - origin[:2], np.array([13.5, 11.5]) - origin[:2]
        axes.axhline(0, color=PALE, lw=1)
        axes.axvline(0, color=PALE, lw=1)
        for token, (x, y, _) in zip(demo["tokens"], X, strict=True):
            axes.plot(x, y, "o" if token in ("cat", "dog", "cow") else "s", color="C0" if token in ("cat", "dog", "cow") else "C2", ms=5)
            axes.annotate(token, (x, y), (6, -3), textcoords="offset points", fontsize=8.5)
        length = 8 if origin.any() else 15
        arrow = {"arrowstyle": "-|>", "color": "C1", "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        tail = -u[:2] * length / 2 if origin.any() else np.zeros(2)
        axes.annotate("", u[:2] * (length / 2 if origin.any() else length), tail, arrowprops=arrow)
        axes.text(*(u[:2] * (length / 2 if origin.any() else length) + [0.2, 0.3]), "u₁", color="C1", fontweight="bold")
        axes.plot(*(mu - origin)[:2], "P", color="C3", ms=8)
        axes.annotate(
            mean,
            (mu - origin)[:2],
            (8, 6) if origin.any() else (-6, 8),
            ha="left" if origin.any() else "right",
            textcoords="offset points",
            color="C3",
            fontsize=8.5,
        )
        axes.set(title=title, xlabel=alive, ylabel=large, aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        axes.set(xticks=[-5, 0, 5] if origin.any() else [0, 5, 10], yticks=[-5, 0, 5] if origin.any() else [0, 5, 10])
        axes.spines[:].set_color(FRAME)
