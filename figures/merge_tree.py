"""How the bytes of one English and one Vietnamese word become a token: each node is a merge."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures._shared import FRAME, demonstration
from snippets.byte_pair_encoding import merge, train, vocabulary

SAY = {
    "vi": ("“ model”, phép gộp học từ văn bản tiếng Anh", "“ một”, phép gộp học từ văn bản tiếng Việt"),
    "en": ("“ model”, merges of an English text", "“ một”, merges of a Vietnamese text"),
}


def shown(token: bytes) -> str:
    """A token as text, or as its bytes where they are no characters."""
    return token.decode(errors="backslashreplace").replace(" ", "␣")


def tree(axes: Axes, word: str, text: str) -> None:
    """Bytes at the bottom, and a node above two neighbours for each merge that joined them."""
    merges = train(text, 300)
    tokens, ids = vocabulary(merges), list(word.encode())
    places = [(float(i), 0.0) for i in range(len(ids))]
    for x, byte in zip(range(len(ids)), ids, strict=True):
        axes.text(x, 0, shown(bytes([byte])), ha="center", va="center", bbox={"boxstyle": "round,pad=0.3", "fc": "none", "ec": FRAME})
    for new, pair in enumerate(merges, start=256):
        while merge(ids, pair, new) != ids:
            at = next(i for i in range(len(ids) - 1) if (ids[i], ids[i + 1]) == pair)
            (x, y), (other, height) = places[at : at + 2]
            top = ((x + other) / 2, max(y, height) + 1)
            for end, level in ((x, y), (other, height)):
                axes.plot([end, top[0]], [level + 0.27, top[1] - 0.27], color=FRAME, lw=1)
            axes.text(*top, f"{shown(tokens[new])}\n{new}", ha="center", va="center", color="C0", fontsize=9, linespacing=1.0)
            ids, places = [*ids[:at], new, *ids[at + 2 :]], [*places[:at], top, *places[at + 2 :]]
    assert len(ids) == 1, f"{word} is more than one token"
    axes.set(xlim=(-0.6, len(word.encode()) - 0.4), ylim=(-0.5, places[0][1] + 0.5))
    axes.axis("off")


def draw(figure: Figure, lang: str) -> None:
    demo = demonstration("byte_pair_encoding")
    figure.set_size_inches(4.4, 4.6)
    for axes, title, word, text in zip(
        figure.subplots(2), SAY[lang], (" model", " một"), (demo["english"], demo["vietnamese"]), strict=True
    ):
        tree(axes, word, text)
        axes.set_title(title)
