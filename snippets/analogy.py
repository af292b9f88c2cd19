# SPDX-License-Identifier: 0BSD
r"""Analogies by arithmetic: man is to king as woman is to which word?

F13: \mathbf{v}_{king} - \mathbf{v}_{man} + \mathbf{v}_{woman} \approx \mathbf{v}_{queen}

| symbol             | variable | shape    | vi                                   | en                                    |
|--------------------|----------|----------|--------------------------------------|---------------------------------------|
| \mathbf{v}_{king}  | v_b      | (d,)     | hàng b của E: king                   | row b of E: king                      |
| \mathbf{v}_{man}   | v_a      | (d,)     | hàng a của E: man                    | row a of E: man                       |
| \mathbf{v}_{woman} | v_c      | (d,)     | hàng c của E: woman                  | row c of E: woman                     |
| \mathbf{v}_{queen} | v_queen  | (d,)     | hàng mà ta mong vế trái ở gần        | the row that the sum should come near |
| E                  | E        | (|V|, d) | bảng vector đếm từ văn bản trong tệp | vectors counted from the file's text  |
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

TEXT = """
the king in his crown ruled the land from the throne. the queen in her
crown ruled the land from the throne. the king gave gold to the poor and
he led his army. the queen gave gold to the poor and she led her people.
the prince rode his horse and waited to rule. the princess rode her pony
and waited to rule. the man shaved his beard and he sold bread in town.
the woman tied her hair and she sold bread in town. the boy lost his
ball and he went to school. the girl lost her doll and she went to
school. the doctor saw his patient and he wrote a report. the surgeon
saw his patient and he cleaned a knife. the nurse saw her patient and
she cleaned a bed."""


def word_vectors(text: str, names: Sequence[str]) -> np.ndarray:
    """How much more often than by chance a name meets each other word.

    text: words parted by spaces, full stops after sentences. Returns
    float64 (|V|, d): positive PMI in nats of sharing a sentence, a row
    for each name, a column for each of the d other words beside them.
    Raises ValueError for a name that shares no sentence with them.
    Source: Church and Hanks 1990 (PMI), Bullinaria and Levy 2007 (PPMI).
    """
    sentences = [s.split() for s in text.split(".")]
    sentences = [s for s in sentences if set(s) & set(names)]
    met = {w for s in sentences if set(s) - set(names) for w in s}
    if not names or not set(names) <= met:
        raise ValueError(f"names must meet other words in text: {names}")
    others = sorted(met - set(names))
    rows = np.array([[s.count(w) for w in names] for s in sentences])
    columns = np.array([[s.count(w) for w in others] for s in sentences])
    counts = rows.T @ columns  # (|V|, d)
    chance = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0)
    return np.asarray(np.log(np.maximum(counts * counts.sum() / chance, 1)))


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
    if E.shape[-1] != len(v) or not (E.any(axis=-1).all() and v.any()):
        raise ValueError(f"E, v: zero vector or d differs: {E.shape}, {v}")
    cosines = (unit(E) * unit(v)).sum(axis=-1).clip(-1.0, 1.0)  # (|V|,)
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
    x = x.astype(float)
    if not (np.abs(x) < 1e300).all():
        raise ValueError(f"{name} must be finite, below 1e300, got {x}")
    return x


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
    his = ["he", "his", "king", "man", "prince", "boy"]
    her = ["she", "her", "queen", "woman", "princess", "girl"]
    swap = dict(zip(his + her, her + his, strict=True))
    mirror = " ".join(swap.get(w, w) for w in TEXT.split())
    names = [*his[2:], *her[2:], "surgeon", "doctor", "nurse"]
    E = word_vectors(TEXT, names)  # (|V|, d)
    print(f"table of {len(E)} words, d = {E.shape[1]}")
    v_queen = E[names.index("queen")]  # (d,)
    v = analogy(E, *map(names.index, ["man", "king", "woman"]))  # (d,)
    gap = np.linalg.norm(v - v_queen) / np.linalg.norm(v_queen)
    print(f"king - man + woman to queen: {gap:.2f} lengths of queen")
    both = word_vectors(TEXT + mirror, names)
    for source, table, question in [
        ("", E, "king - man + woman"),
        ("", E, "boy - man + king"),
        ("", E, "doctor - man + woman"),
        ("", E, "doctor - woman + man"),
        ("both: ", both, "king - man + woman"),
        ("both: ", both, "doctor - man + woman"),
    ]:
        b, a, c = (names.index(word) for word in question.split()[::2])
        for which, exclude in [("all", ()), ("rest", (a, b, c))]:
            best = nearest(table, analogy(table, a, b, c), 3, exclude)
            line = "  ".join(
                f"{names[i]} {cosine:.3f}" for i, cosine in best
            )
            print(f"{source}{question}, {which}: {line}")
