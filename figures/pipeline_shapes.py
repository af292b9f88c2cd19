"""The whole path from a sentence to its contextual vectors, with what every arrow carries and its shape."""

from matplotlib.figure import Figure

from figures._shared import FRAME, demonstration
from snippets.pipeline import contextual, embed, look, one_hot, place, tokenize

SAY = {
    "vi": ("văn bản", "token", "one-hot", "embedding", "thêm vị trí", "trọng số attention", "vector ngữ cảnh"),
    "en": ("text", "tokens", "one-hot", "embedding", "positions added", "attention weights", "contextual vectors"),
}
STEPS = ("tokenize", "one_hot", "embed · E", "place", "look · W_Q, W_K", "attend · W_V")


def draw(figure: Figure, lang: str) -> None:
    demo = demonstration("pipeline")
    text, m = demo["text"], demo["m"]
    x = one_hot(t := tokenize(text, m), m)
    z = place(v := embed(x, m))
    shapes = [("t", t), ("x", x), ("v", v), ("z", z), ("A", look(z, m)), ("c", contextual(text, m))]
    carried = [f"“{text}”", *(f"{name} {array.shape}" for name, array in shapes)]
    figure.set_size_inches(4.4, 5.2)
    axes = figure.subplots()
    for i, (name, what) in enumerate(zip(SAY[lang], carried, strict=True)):
        trained = "C1" if i in (3, 5, 6) else FRAME
        box = {"boxstyle": "round,pad=0.4", "facecolor": "none", "edgecolor": trained, "linewidth": 2 if i in (3, 5, 6) else 1}
        axes.text(0.02, -i, name, va="center", ha="left", bbox=box)
        axes.text(1, -i + (0.5 if i else 0), what, va="center", ha="right", color="C0")
        if i:
            axes.annotate("", (0.12, -i + 0.24), (0.12, -i + 0.76), arrowprops={"arrowstyle": "->", "color": FRAME})
            axes.text(0.16, -i + 0.5, STEPS[i - 1], va="center", fontsize=8.5, color=FRAME)
    axes.set(xlim=(0, 1), ylim=(-6.4, 0.4))
    axes.axis("off")
