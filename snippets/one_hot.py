# SPDX-License-Identifier: 0BSD
r"""One-hot vectors: a token id written as a row with a single 1.

F04: \mathbf{x}_i \in \mathbb{R}^{|V|}
    builds on: F03
F05.vi: x_{ij} = \begin{cases} 1 & \text{nếu } j = t_i \\ 0 & \text{ngược lại} \end{cases}
F05.en: x_{ij} = \begin{cases} 1 & \text{if } j = t_i \\ 0 & \text{otherwise} \end{cases}
    builds on: F03, F04

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| t_i | t | (…) | chỉ số token, đếm từ 0 | the token ids, counted from 0 |
| |V| | vocabulary_size | () | kích thước bộ từ vựng | the size of the vocabulary |
| j | j | (|V|,) | mọi chỉ số có trong bộ từ vựng | every id of the vocabulary |
| \mathbf{x}_i | x | (…, |V|) | mỗi token một vector one-hot, viết thành hàng | one one-hot row a token |
"""

import numpy as np
from numpy.typing import ArrayLike


def one_hot(ids: ArrayLike, vocabulary_size: int) -> np.ndarray:
    """One row of |V| numbers for every id: 1 at the id, 0 elsewhere.

    ids: integers in 0..|V|-1, shape (...); vocabulary_size: |V| >= 1.
    Returns float64 of shape (..., |V|).
    Raises ValueError for ids that are empty or no integers, or a
    vocabulary_size below 1; IndexError for an id outside 0..|V|-1.
    Source: Jurafsky & Martin, SLP, 3rd ed., on the embedding matrix E.
    """
    t = np.asarray(ids)
    if t.size == 0 or t.dtype.kind not in "iu":
        raise ValueError(f"ids must be integers, one or more: got {ids!r}")
    size = np.asarray(vocabulary_size)
    if size.ndim or size.dtype.kind not in "iu" or size < 1:
        raise ValueError(f"vocabulary_size must be an int >= 1: got {size}")
    if t.min() < 0 or t.max() >= vocabulary_size:
        got = f"{t.min()}..{t.max()}"
        raise IndexError(f"ids: 0..{size - 1} allowed, got {got}")
    j = np.arange(vocabulary_size)  # (|V|,)
    x = np.empty((*t.shape, vocabulary_size))  # F04
    x[...] = j == t[..., None]  # F05
    return x


if __name__ == "__main__":
    cat, dog, car = 1, 2, 4  # ids in a vocabulary of 6 tokens
    t = [cat, car, cat]
    x = one_hot(t, 6)
    for i, (t_i, x_i) in enumerate(zip(t, x, strict=True), start=1):
        print(f"x_{i} for t_{i} = {t_i}: {x_i.astype(int)}")
    print(f"sum of the rows: {x.sum(axis=0).astype(int)}")
    print(f"ids back from the rows: {x.argmax(axis=-1)}")
    print(f"shapes: X {x.shape}, one x_i {x[0].shape}")
    print(f"as a row {x[:1].shape}, as a column {x[:1].T.shape}")

    for name, other in ("dog", dog), ("car", car):
        x_cat, x_other = one_hot(cat, 6), one_hot(other, 6)
        distance = np.linalg.norm(x_cat - x_other)
        print(f"cat, {name}: ids differ by {other - cat}")
        print(f"cat, {name}: x . x = {x_cat @ x_other:.0f}")
        print(f"cat, {name}: distance {distance:.4f}")

    n, size = 1024, 50_257  # GPT-2: the longest text and |V|
    x_i = one_hot(size - 1, size)
    print(f"GPT-2 x_i: {x_i.size:,} numbers, {int(x_i.sum())} is not 0")
    print(f"GPT-2 X, bytes: {n * x_i.nbytes:,}")
    print(f"GPT-2 identity matrix, bytes: {size * x_i.nbytes:,}")
    print(f"GPT-2 ids, bytes: {n * np.int64().nbytes:,}")
    print(f"GPT-2 X / ids: {x_i.nbytes // np.int64().nbytes:,} times")
