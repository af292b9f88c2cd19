"""Moving on by r positions turns each pair of components by one angle, wherever one starts."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Arc

from figures._shared import FRAME, PALE, local
from snippets.positional_encoding import positional_encoding

STEP, WIDTH, STARTS = 2, 16, (0, 3)
SAY = {
    "vi": ("cặp k = {}: quay {}°", "cos, thành phần {}", "sin, thành phần {}"),
    "en": ("pair k = {}: turn by {}°", "cos, component {}", "sin, component {}"),
}


def draw(figure: Figure, lang: str) -> None:
    figure.set_size_inches(4.4, 2.7)
    title, cosine, sine = SAY[lang]
    PE = positional_encoding(np.arange(max(STARTS) + STEP + 1), WIDTH)  # (positions, d)
    for k, axes in enumerate(figure.subplots(1, 2)):
        turns = np.linspace(0, 2 * np.pi, 73)
        axes.plot(np.cos(turns), np.sin(turns), color=PALE, lw=1)
        angle = np.arctan2(PE[STEP, 2 * k], PE[STEP, 2 * k + 1])
        for start, colour, style, radius in zip(STARTS, ("C0", "C1"), ("-", "--"), (0.4, 0.6), strict=True):
            at = [np.degrees(np.arctan2(PE[pos, 2 * k], PE[pos, 2 * k + 1])) for pos in (start, start + STEP)]
            axes.add_patch(Arc((0, 0), 2 * radius, 2 * radius, theta1=at[0], theta2=at[1], color=colour, lw=1.5))
            for pos in (start, start + STEP):
                y, x = PE[pos, 2 * k : 2 * k + 2]
                axes.plot([0, x], [0, y], style, color=colour, lw=1.4)
                axes.text(1.2 * x, 1.2 * y, str(pos), color=colour, ha="center", va="center")
        axes.set(xlim=(-1.35, 1.35), ylim=(-1.35, 1.35), aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        axes.set(title=title.format(k, local(np.degrees(angle), 0, lang)), xlabel=cosine.format(2 * k + 1), ylabel=sine.format(2 * k))
        axes.set_xticklabels(["−1", "0", "1"])
        axes.set_yticklabels(["−1", "0", "1"])
        axes.spines[:].set_color(FRAME)
