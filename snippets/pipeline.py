# SPDX-License-Identifier: 0BSD
r"""The whole path: a sentence goes in, contextual vectors come out.

F27: \text{Text} \rightarrow \text{Token} \rightarrow \text{One-hot} \rightarrow \text{Embedding} \rightarrow \text{Attention} \rightarrow \text{Contextual Representation}
    builds on: F02, F05, F08, F09, F26

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| \text{Text} | text | () | một chuỗi ký tự | a string of characters |
| \text{Token} | t | (T,) | chỉ số các token | the token ids |
| \text{One-hot} | x | (T, |V|) | mỗi token một vector one-hot | one one-hot vector a token |
| \text{Embedding} | z | (T, d) | embedding của token cộng với vị trí | token embeddings plus positions |
| \text{Attention} | A | (T, T) | trọng số attention, theo mặt nạ nhân quả | attention weights under the causal mask |
| \text{Contextual Representation} | c | (T, d) | mỗi token một vector đã mang ngữ cảnh | one vector a token that holds its context |
"""

import re
from collections import Counter
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

Pair = tuple[int, int]


class Model(NamedTuple):
    """What the path needs to know: merges counted, matrices drawn."""

    merges: list[Pair]  # merge r = 0, 1, ... makes token 256 + r
    E: np.ndarray  # (|V|, d), |V| = 256 + len(merges)
    W_Q: np.ndarray  # (d, d), as are W_K and W_V
    W_K: np.ndarray
    W_V: np.ndarray


def contextual(text: str, m: Model) -> np.ndarray:
    """Contextual vectors of a text: (T, d), for T tokens; float64.

    Raises as the steps do. On purpose without several heads and layers,
    residual connections, layer normalisation, feed-forward networks.
    Source: Radford et al. 2019, section 2.3; Vaswani et al. 2017,
    section 3.
    """
    return attend(place(embed(one_hot(tokenize(text, m), m), m)), m)  # F27


def tokenize(text: str, m: Model) -> np.ndarray:
    """Token ids (T,) of a text: its bytes, after every merge in order.

    Raises ValueError for an empty text or a lone surrogate.
    """
    words = [encode_word(word, m.merges) for word in split(text)]
    return np.concatenate(words)


def one_hot(t: ArrayLike, m: Model) -> np.ndarray:
    """One-hot rows (T, |V|), float64, of ids (T,).

    Raises ValueError for ids that are no integers, IndexError for ids
    outside 0..|V|-1.
    """
    t, size = np.asarray(t), len(m.E)
    if t.ndim != 1 or t.size == 0 or t.dtype.kind not in "iu":
        raise ValueError(f"t must be integers of shape (T,): {t!r}")
    if t.min() < 0 or t.max() >= size:
        raise IndexError(f"t: 0..{size - 1} allowed, got {t}")
    x: np.ndarray = np.eye(size)[t]
    return x


def embed(x: ArrayLike, m: Model) -> np.ndarray:
    """Rows (T, |V|) times E: (T, d). Raises as `rows` does."""
    v: np.ndarray = rows("x", x, len(m.E)) @ rows("E", m.E)
    return v


def place(v: ArrayLike) -> np.ndarray:
    """Embeddings (T, d), d even, plus the sinusoid of each position.

    Raises as `rows` does, and ValueError for an odd d.
    Source: Vaswani et al. 2017, section 3.5.
    """
    v = rows("v", v)
    T, d = v.shape
    if d % 2:
        raise ValueError(f"v must have an even d: {v.shape}")
    angle = np.arange(T)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    p = np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(T, d)
    z: np.ndarray = v + p
    return z


def look(z: ArrayLike, m: Model, causal: bool = True) -> np.ndarray:
    """Attention weights (T, T); causal: row i is 0 after column i."""
    z = rows("z", z, len(m.W_Q))
    Q, K = z @ rows("W_Q", m.W_Q), z @ rows("W_K", m.W_K)  # (T, d)
    scores = Q @ K.T / sqrt(K.shape[1])  # (T, T)
    may_look = np.tri(len(z), dtype=bool) | (not causal)
    scores = np.where(may_look, scores, -np.inf)
    exp_scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    A: np.ndarray = exp_scores / exp_scores.sum(axis=1, keepdims=True)
    return A


def attend(z: ArrayLike, m: Model, causal: bool = True) -> np.ndarray:
    """Self-attention, one head: (T, d) to (T, d).

    causal=False lets every token look both ways, as in BERT.
    Raises as `rows` does. Source: Vaswani et al. 2017, section 3.2.1.
    """
    A = look(z := rows("z", z), m, causal)
    c: np.ndarray = A @ (z @ rows("W_V", m.W_V))
    return c


def rows(name: str, a: ArrayLike, width: int | None = None) -> np.ndarray:
    """Float64 rows; ValueError unless below 1e70 and so wide."""
    a = np.asarray(a)
    if a.dtype.kind not in "fiu" or a.ndim != 2 or a.size == 0:
        raise ValueError(f"{name} must be rows of numbers: {a!r}")
    a = a.astype(float)
    if a.shape[1] != (width or a.shape[1]) or not (np.abs(a) < 1e70).all():
        raise ValueError(f"{name}: want {width} numbers < 1e70, got {a}")
    return a


def split(text: str) -> list[str]:
    """Words with the space before them; joined, they give the text."""
    if not isinstance(text, str) or not text:
        raise ValueError(f"text must hold characters: got {text!r}")
    return re.findall(r"\n| ?[^ \n]+| +", text)


def merge(ids: list[int], pair: Pair, new: int) -> list[int]:
    """Replace each pair in ids by new, from left to right."""
    merged: list[int] = []
    for t_i in ids:
        if merged and (merged[-1], t_i) == pair:
            merged[-1] = new
        else:
            merged.append(t_i)
    return merged


def encode_word(word: str, merges: list[Pair]) -> list[int]:
    """Start from the bytes of the word, then do every merge in order."""
    ids = list(word.encode())
    for new, pair in enumerate(merges, start=256):
        ids = merge(ids, pair, new)
    return ids


def train(text: str, size: int) -> list[Pair]:
    """Byte-pair merges for |V| = size tokens: most frequent pair first.

    Raises ValueError if size < 256 or the text runs out of pairs.
    """
    if not isinstance(size, (int, np.integer)) or size < 256:
        raise ValueError(f"size must be at least 256: got {size}")
    words = [list(word.encode()) for word in split(text)]
    merges: list[Pair] = []
    for new in range(256, size):
        counts = Counter(pair for ids in words for pair in pairwise(ids))
        if not counts:
            raise ValueError(f"text has no pair left for size {size}")
        merges.append(min(counts, key=lambda p: (-counts[p], p)))
        words = [merge(ids, merges[-1], new) for ids in words]
    return merges


def untrained(text: str, size: int, d: int, seed: int) -> Model:
    """Merges counted in text; matrices drawn, no gradient step taken.

    E and the W are normal, of variance 1 and 1/d; d is to be even.
    Raises as `train` does.
    """
    rng = np.random.default_rng(seed)
    E, W = rng.normal(size=(size, d)), rng.normal(size=(3, d, d))
    return Model(train(text, size), E, *W / sqrt(d))


if __name__ == "__main__":

    def cosine(a: np.ndarray, b: np.ndarray) -> float:
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    def gap(a: np.ndarray, b: np.ndarray) -> str:
        size = np.abs(a - b).max()
        return f"{size:.3f}" if size > 1e-12 else "< 1e-12"

    def stages(text: str) -> dict[str, np.ndarray]:
        z = place(v := embed(one_hot(tokenize(text, m), m), m))
        free, c = attend(z, m, causal=False), contextual(text, m)
        return {"v": v, "z": z, "c": c, "c without the mask": free}

    text, road = "cà phê thiếu đường", "xe chạy trên đường"
    last, first = (text, road), ("đường ngọt", "đường xa")
    m = untrained("\n".join(last + first), size=293, d=16, seed=27)
    t, y = tokenize(text, m), one_hot(tokenize(road, m), m)
    x = one_hot(t, m)
    v, w = embed(x, m), embed(y, m)
    z, c = place(v), contextual(text, m)
    print(f"Text: {len(text)} characters, {len(text.encode())} bytes")
    print(f"Text -> Token: t {t.shape} = {t}")
    print(f"đường alone t = {tokenize('đường', m)}, after a space {t[-1:]}")
    print(f"Token -> One-hot: x {x.shape}")
    print(f"One-hot -> Embedding: v {v.shape}, plus positions z {z.shape}")
    print(f"Embedding -> Attention: A {look(z, m).shape}")
    print(f"Attention -> Contextual Representation: c {c.shape}")
    print("numbers to train:", sum(M.size for M in m[1:]))
    for where, i, texts in (("last", -1, last), ("first", 0, first)):
        one, two = map(stages, texts)
        for name in one:
            cos = cosine(one[name][i], two[name][i])
            print(f"đường {where}, cosine of its two {name}: {cos:.4f}")
    print("embed(x + y), off the sum by", gap(embed(x + y, m), v + w))
    apart = attend(v, m) + attend(w, m)
    print("attend(v + w), off the sum by", gap(attend(v + w, m), apart))
    moved = gap(attend(v[[1, 0, 2, 3]], m)[-1], attend(v, m)[-1])
    print("no positions, first two swapped, last c moves by", moved)
    moved = gap(attend(place(v[[1, 0, 2, 3]]), m)[-1], c[-1])
    print("positions, first two swapped, last c moves by", moved)
