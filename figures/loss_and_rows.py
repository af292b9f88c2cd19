"""The loss over a hundred steps of gradient descent, and how far one step moved each row of E."""

import numpy as np
from matplotlib.figure import Figure

from figures._shared import FRAME, demonstration, local
from snippets.gradient_step import gradient_step, loss_and_gradient

ETA, STEPS = 0.1, 100
SAY = {
    "vi": ("bước", "mất mát", "hàng của E, sau một bước", "đứng yên", "sàn của mọi mô hình bigram"),
    "en": ("step", "loss", "rows of E, after one step", "unmoved", "floor of any bigram model"),
}


def draw(figure: Figure, lang: str) -> None:
    demo = demonstration("gradient_step")
    step, loss, rows, still, floor = SAY[lang]
    E, W_o, w = demo["E"], demo["W_o"], demo["w"]
    losses, moved = [], np.zeros(len(E))
    for k in range(STEPS + 1):
        value, gradient, _ = loss_and_gradient(E, W_o, w)
        losses.append(value)
        E = gradient_step(E, gradient, ETA)
        moved = np.linalg.norm(E - demo["E"], axis=1) if k == 0 else moved  # (|V|,)
    figure.set_size_inches(4.4, 4.6)
    curve, bars = figure.subplots(2, height_ratios=[5, 6])
    curve.plot(losses, color="C0", lw=2)
    curve.axhline(demo["floor"], color="C1", ls="--", lw=1.2)
    curve.text(STEPS, demo["floor"] - 0.6, f"{floor}: {local(demo['floor'], 2, lang)}", color="C1", ha="right", va="top")
    curve.set(xlabel=step, ylabel=loss, ylim=(0, None), xlim=(0, None))
    names = demo["vocabulary"].split()
    drawn = bars.barh(range(len(names)), moved, color="C0", height=0.7)
    bars.bar_label(drawn, [local(one, 2, lang) if one else still for one in moved], padding=3, fontsize=8.5)
    bars.set_yticks(range(len(names)), names)
    bars.invert_yaxis()
    bars.margins(x=0.15)
    bars.set(xticks=[], title=rows)
    bars.spines["bottom"].set_visible(False)
    bars.spines["left"].set_color(FRAME)
