# SPDX-License-Identifier: 0BSD
r"""Embedding look-up: the product of a one-hot row and E is a row of E.

F06: E \in \mathbb{R}^{|V| \times d}
    builds on: F03
F07: \mathbf{v}_i = \mathbf{x}_i E
    builds on: F05, F06
F08: \mathbf{v}_i = E_{t_i}
    builds on: F03, F06, F07

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| E | E | (|V|, d) | ma trận embedding: mỗi token một hàng | the embedding matrix: one row a token |
| t_i | t | (…) | chỉ số token, đếm từ 0 | the token ids, counted from 0 |
| \mathbf{x}_i | x | (…, |V|) | mỗi token một hàng one-hot | one one-hot row a token |
| \mathbf{v}_i | v | (…, d) | embedding của từng token | the embedding of each token |
"""

import numpy as np
from numpy.typing import ArrayLike


def embedding_lookup(ids: ArrayLike, E: ArrayLike) -> np.ndarray:
    """The rows of E that ids name; no arithmetic, memory for v alone.

    ids: integers in 0..|V|-1, shape (...); E: real, shape (|V|, d).
    Returns a new array, shape (..., d), dtype of E.
    Raises ValueError for an E of another shape or dtype, for empty or
    non-integer ids, and for NaN or infinity in a row that is fetched;
    IndexError for an id outside 0..|V|-1, negative ones included.
    Source: Jurafsky & Martin, SLP, 3rd ed., on the embedding matrix E.
    """
    t, E = checked(ids, E)
    v = E[t]  # F08
    return finite(v)


def embedding_product(ids: ArrayLike, E: ArrayLike) -> np.ndarray:
    """The same vectors as the product of one-hot rows and E.

    Arguments, result and errors as in embedding_lookup, but every entry
    of E must be finite: 0 times infinity is NaN and would spoil rows
    whose token does not even occur. A -0.0 in E comes out as 0.0.
    """
    t, E = checked(ids, E)
    x = (np.arange(len(E)) == t[..., None]).astype(E.dtype)  # (..., |V|)
    v: np.ndarray = x @ finite(E)  # F07
    return v


def checked(ids: ArrayLike, E: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    t, E = np.asarray(ids), np.asarray(E)
    if E.ndim != 2 or E.size == 0 or E.dtype.kind not in "iuf":  # F06
        raise ValueError(f"E must be real, (|V|, d): {E.dtype} {E.shape}")
    if t.size == 0 or t.dtype.kind not in "iu":
        raise ValueError(f"ids must be integers, one or more: got {ids!r}")
    if t.min() < 0 or t.max() >= len(E):  # NumPy would take -1 as the last
        got = f"{t.min()}..{t.max()}"
        raise IndexError(f"ids: 0..{len(E) - 1} allowed, got {got}")
    return t, E


def finite(rows: np.ndarray) -> np.ndarray:
    if not np.isfinite(rows).all():
        raise ValueError("E has NaN or infinity in a row that is needed")
    return rows


if __name__ == "__main__":
    E = np.random.default_rng(0).normal(0, 0.02, (6, 2))  # |V| = 6, d = 2
    t = [1, 4, 1]
    x, v = np.eye(6)[t], embedding_lookup(t, E)
    print(f"shapes: E {E.shape}, X {x.shape}, V {v.shape}")
    same = v.tobytes() == embedding_product(t, E).tobytes()
    print(f"X E and E[t], every bit the same: {same}")
    print(f"one id, one vector: {embedding_lookup(4, E).shape}")

    row, column = x[:1], x[:1].T
    print(f"row, x E: {row.shape} @ {E.shape} = {(row @ E).shape}")
    left = E.T @ column
    print(f"column, E^T x: {E.T.shape} @ {column.shape} = {left.shape}")
    print(f"row and column, same numbers: {(row @ E == left.T).all()}")
    try:
        column @ E
    except ValueError:
        print(f"column, x E: {column.shape} @ {E.shape} is refused")

    last = np.flatnonzero((E[-1] == E).all(axis=1))
    print(f"NumPy's E[-1] is row {last[0]}")
    for ids in [-1], [6], [1.0]:
        try:
            embedding_lookup(ids, E)
        except (IndexError, ValueError) as error:
            print(f"t = {ids[0]} refused: {error}")

    n, E = 1024, np.broadcast_to(np.float32(0), (50_257, 768))  # GPT-2
    v = embedding_lookup(np.arange(n), E)  # (n, d)
    print(f"GPT-2 E: {E.size:,} numbers")
    print(f"GPT-2 E, in float32: {E.size * E.itemsize:,} bytes")
    print(f"1 token, x E: {len(E) * E.shape[1]:,} multiplications")
    print(f"{n:,} tokens, X E: {len(E) * v.size:,} multiplications")
    print(f"{n:,} tokens, E[t]: 0 multiplications, {v.size:,} numbers read")
