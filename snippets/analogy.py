# SPDX-License-Identifier: 0BSD
r"""Analogies by arithmetic: man is to king as woman is to which word?

F13: \mathbf{v}_{king} - \mathbf{v}_{man} + \mathbf{v}_{woman} \approx \mathbf{v}_{queen}
    builds on: F08, F12

| symbol             | variable | shape    | vi                                   | en                                    |
|--------------------|----------|----------|--------------------------------------|---------------------------------------|
| \mathbf{v}_{king}  | v_b      | (d,)     | hàng b của E: king                   | row b of E: king                      |
| \mathbf{v}_{man}   | v_a      | (d,)     | hàng a của E: man                    | row a of E: man                       |
| \mathbf{v}_{woman} | v_c      | (d,)     | hàng c của E: woman                  | row c of E: woman                     |
| \mathbf{v}_{queen} | v_queen  | (d,)     | hàng mà ta mong vế trái ở gần        | the row that the sum should come near |
| E                  | E        | (|V|, d) | bảng vector GloVe, mỗi hàng một từ   | the vectors of GloVe, a row a word    |
"""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

ZIP = "https://embedding-mathematics.github.io/snippets/analogy.zip"
SHOWN = [
    "king - man + woman",
    "paris - france + vietnam",
    "bigger - big + small",
    "doctor - man + woman",
]


def beside(suffix: str) -> Path:
    """The data file of this name, or FileNotFoundError: where it is."""
    path = Path(__file__).with_suffix(suffix)
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: unpack {ZIP} there.")
    return path


def load() -> tuple[list[str], np.ndarray, list[float]]:
    """|V| words, E of shape (|V|, d), and what rounding to 16 bits did.

    The most frequent words of GloVe 6B, most frequent first, then those
    that the questions need too. The last three numbers compare with 32
    bits: the largest change of a cosine of two rows, how many answers
    changed, how many of the words shown. Raises FileNotFoundError.
    Source: Pennington, Socher and Manning 2014.
    """
    with np.load(beside(".npz")) as data:
        words = data["words"].item().decode().split()
        return words, data["E"].astype(float), data["change"].tolist()


def questions(words: list[str]) -> dict[str, np.ndarray]:
    """Kind -> ids (q, 4): "a is to b as c is to d", all pairs of pairs."""
    kinds, ids = {}, {word: i for i, word in enumerate(words)}
    for line in beside(".txt").read_text("utf-8").splitlines():
        kind, _, rest = line.partition(": ")
        pairs = [[ids[w] for w in p.split()] for p in rest.split(", ")]
        kinds[kind] = np.array([p + q for p, q in permutations(pairs, 2)])
    return kinds


def answers(E: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The nearest row to b - a + c for each question, shape (2, q).

    First with all words ranked, then without a, b and c. The same as
    nearest, for many at once; E: (|V|, d), asked: (q, 4).
    """
    a, b, c = asked.T[:3]
    cosines = unit(E[b] - E[a] + E[c]) @ unit(E).T  # (q, |V|)
    first = cosines.argmax(axis=1)
    np.put_along_axis(cosines, asked[:, :3], -2, axis=1)
    return np.stack([first, cosines.argmax(axis=1)])


def analogy(E: ArrayLike, a: int, b: int, c: int) -> np.ndarray:
    """Where "a is to b as c is to ..." points: b - a + c, shape (d,).

    E: finite real, shape (|V|, d); a, b, c: ids in [0, |V|).
    Raises IndexError for an unknown id, ValueError for any other E.
    Source: Jurafsky & Martin, SLP, 3rd ed., the parallelogram model.
    """
    E = checked("E", E, 2)
    v_a, v_b, v_c = E[known(len(E), a=a, b=b, c=c)]  # (d,) each
    v: np.ndarray = v_b - v_a + v_c  # F13
    return v


def nearest(
    E: ArrayLike, v: ArrayLike, k: int, exclude: Sequence[int] = ()
) -> list[tuple[int, float]]:
    """Ids and cosines of the k rows of E that point most as v does.

    E: (|V|, d), v: (d,), both real. Best first; cosines that agree to 12
    decimals are a tie, and the lower id wins. Raises IndexError for an
    unknown id in exclude, ValueError for a zero vector or a bad k.
    """
    E, v = checked("E", E, 2), checked("v", v, 1)
    if E.shape[1] != len(v) or not (E.any(axis=1).all() and v.any()):
        raise ValueError(f"E, v: zero vector or d differs: {E.shape}, {v}")
    cosines = (unit(E) * unit(v)).sum(axis=1).clip(-1.0, 1.0)  # (|V|,)
    left_out = {known(len(E), exclude=i)[0] for i in exclude}
    order = np.argsort(-cosines.round(12), kind="stable").tolist()
    best = [(i, float(cosines[i])) for i in order if i not in left_out]
    if not isinstance(k, (int, np.integer)) or not 1 <= k <= len(best):
        raise ValueError(f"k must be 1 to {len(best)}, got {k!r}")
    return best[:k]


def checked(name: str, x: ArrayLike, ndim: int) -> np.ndarray:
    """x as float64, if it has ndim axes and no sum can overflow."""
    x = np.asarray(x)
    if x.ndim != ndim or x.size == 0 or x.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be real, {ndim}-d, got {x!r}")
    if not (np.abs(x.astype(float)) < 1e300).all():
        raise ValueError(f"{name} must be finite, below 1e300, got {x}")
    return x.astype(float)


def unit(x: np.ndarray) -> np.ndarray:
    """Rows of length 1; entries to 1 first, so that squares stay finite."""
    x = x / np.abs(x).max(axis=-1, keepdims=True)
    return np.asarray(x / np.linalg.norm(x, axis=-1, keepdims=True))


def known(size: int, **ids: int) -> list[int]:
    """The ids, if each is a whole number in [0, size)."""
    for name, i in ids.items():
        if not isinstance(i, (int, np.integer)) or isinstance(i, bool):
            raise ValueError(f"{name} must be an integer id, got {i!r}")
        if not 0 <= i < size:
            raise IndexError(f"{name} must be 0 to {size - 1}, got {i}")
    return list(ids.values())


if __name__ == "__main__":
    try:
        words, E, change = load()
        kinds = questions(words)
    except FileNotFoundError as missing:
        raise SystemExit(str(missing)) from None
    print(f"table of {len(E)} words, d = {E.shape[1]}")
    print("float16: cosine {:g}, answers {:g}, shown {:g}".format(*change))
    v_queen = E[words.index("queen")]  # (d,)
    v = analogy(E, *map(words.index, ["man", "king", "woman"]))  # (d,)
    gap = np.linalg.norm(v - v_queen) / np.linalg.norm(v_queen)
    print(f"king - man + woman to queen: {gap:.2f} lengths of queen")
    for question in SHOWN:
        b, a, c = map(words.index, question.split()[::2])
        for which, exclude in [("all", ()), ("rest", (a, b, c))]:
            best = nearest(E, analogy(E, a, b, c), 3, exclude)
            line = "  ".join(f"{words[i]} {x:.3f}" for i, x in best)
            print(f"{question}, {which}: {line}")
    for kind, asked in kinds.items():
        every, rest = 100 * (answers(E, asked) == asked[:, 3]).mean(axis=1)
        print(f"{kind}: {len(asked)} all {every:.1f}% rest {rest:.1f}%")
