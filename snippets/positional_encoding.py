# SPDX-License-Identifier: 0BSD
r"""Positional encoding: a vector for each place, added to the token's.

F09: \mathbf{z}_i = \mathbf{v}_i + \mathbf{p}_i
    builds on: F08, F10, F11
F10: PE_{(pos,2k)} = \sin\left(\frac{pos}{10000^{2k/d}}\right)
F11: PE_{(pos,2k+1)} = \cos\left(\frac{pos}{10000^{2k/d}}\right)

| symbol       | variable | shape     | vi                                | en                                |
|--------------|----------|-----------|-----------------------------------|-----------------------------------|
| \mathbf{v}_i | v        | (…, n, d) | hàng i: embedding của token thứ i | row i: the embedding of token i   |
| \mathbf{p}_i | p        | (n, d)    | hàng i: vector của vị trí i       | row i: the vector of position i   |
| \mathbf{z}_i | z        | (…, n, d) | hàng i: tổng của hai vector trên  | row i: the sum of these two       |
| PE           | PE       | (…, d)    | mã hóa của mỗi vị trí             | the encoding of each position     |
| pos          | pos      | (…, 1)    | vị trí, đếm từ 0                  | the position, counted from 0      |
| k            | k        | (d/2,)    | số thứ tự của cặp cột, đếm từ 0   | the pair of columns, from 0       |
| d            | d        | ()        | số chiều, phải chẵn               | the width, which must be even     |
"""

import numpy as np
from numpy.typing import ArrayLike


def positional_encoding(positions: ArrayLike, d: int) -> np.ndarray:
    """Sinusoids of d/2 wavelengths: sines in even columns, cosines in odd.

    positions: integers from 0, shape (...). Returns float64 (..., d).
    Raises ValueError for an odd d, or positions that are not whole
    numbers in [0, 2**53). An entry is off by about pos * 2e-16 at most.
    Source: Vaswani et al. 2017, section 3.5.
    """
    if not isinstance(d, (int, np.integer)) or d < 2 or d % 2:
        raise ValueError(f"d must be even, whole and positive, got {d!r}")
    whole = np.asarray(positions)
    if whole.dtype.kind not in "iu" or whole.size == 0:
        raise ValueError(f"positions must be integers, got {positions!r}")
    if whole.min() < 0 or whole.max() >= 2**53:
        raise ValueError(f"positions must be >= 0, < 2**53, got {whole}")
    pos = whole[..., None].astype(float)  # (..., 1)
    k = np.arange(d // 2)  # (d/2,): 0 ... d/2 - 1
    PE = np.empty((*whole.shape, d))
    PE[..., 2 * k] = np.sin(pos / 10000 ** (2 * k / d))  # F10
    PE[..., 2 * k + 1] = np.cos(pos / 10000 ** (2 * k / d))  # F11
    return PE


def add_positions(v: ArrayLike) -> np.ndarray:
    """Row i of v plus the encoding of position i.

    v: finite real, shape (..., n, d), n > 0. Returns float64 (..., n, d).
    Raises ValueError for any other v, or an odd d.
    Source: Vaswani et al. 2017, section 3.5 (3.4 for the sqrt(d)).
    """
    v = np.asarray(v)
    if v.ndim < 2 or v.size == 0 or v.dtype.kind not in "iuf":
        raise ValueError(f"v must be real (..., n, d), got {v.shape}")
    if not np.isfinite(v).all():
        raise ValueError(f"v must be finite, got {v}")
    n, d = v.shape[-2:]
    p = positional_encoding(np.arange(n), d)  # (n, d)
    z: np.ndarray = v + p  # F09
    return z


def rotation(r: int, d: int) -> np.ndarray:
    """The (d, d) matrix M with PE(pos + r) = PE(pos) @ M at every pos.

    r: an integer in [0, 2**53). Raises as positional_encoding does.
    """
    if np.ndim(r):
        raise ValueError(f"r must be one integer, got {r!r}")
    PE = positional_encoding(r, d)  # (d,)
    even, odd = np.arange(0, d, 2), np.arange(1, d, 2)
    M = np.zeros((d, d))
    M[even, even] = M[odd, odd] = PE[odd]  # cosines of the d/2 angles
    M[odd, even], M[even, odd] = PE[even], -PE[even]  # sines
    return M


if __name__ == "__main__":
    the, cat = [0.2, 0.7, -0.4, 0.5], [0.9, -0.3, 0.1, 0.6]
    v = np.array([the, cat, the])  # (n, d) = (3, 4)
    for name, rows in [("v", v), ("z", add_positions(v))]:
        for i, word in [(0, "the"), (2, "the")]:
            row = " ".join(f"{entry:7.4f}" for entry in rows[i])
            print(f"{name}_{i} ({word})  {row}")

    d, n = 512, 1000
    PE = positional_encoding(np.arange(2 * n), d)  # (2n, d)
    try:
        positional_encoding(0, 7)
    except ValueError as error:
        print(f"d = 7: ValueError: {error}")
    waves = 2 * np.pi * 10000 ** (np.array([0, d - 2, d]) / d)
    print(f"first wavelength, k = 0: {waves[0]:.4f}")
    print(f"last wavelength, k = {d // 2 - 1}: {waves[1]:.1f}")
    print(f"never reached, k = {d // 2}: {waves[2]:.1f}")

    gap = np.abs(PE[:n] @ rotation(5, d) - PE[5 : n + 5]).max()
    print(f"one rotation for r = 5, {n} positions: residual", end=" ")
    print("< 1e-12" if gap < 1e-12 else gap)
    print(f"p_3 . p_8 = {PE[3] @ PE[8]:.2f}", end=", ")
    print(f"p_1003 . p_1008 = {PE[1003] @ PE[1008]:.2f}")
    gap = np.abs((PE**2).sum(axis=-1) - d / 2).max()
    print(f"squared length of p: {d // 2}, off by", end=" ")
    print("< 1e-12" if gap < 1e-12 else gap)

    v = np.random.default_rng(0).normal(0, d**-0.5, (n, d))
    for name, scale in [("v", 1.0), ("sqrt(d) v", d**0.5)]:
        long = scale * v
        z = add_positions(long)  # (n, d)
        lengths = [np.linalg.norm(m, axis=-1) for m in (long, PE[:n], z)]
        share = (long * z).sum(axis=-1) / (lengths[0] * lengths[2])
        print(f"mean length of {name}: {lengths[0].mean():.2f}", end=", ")
        print(f"p: {lengths[1].mean():.2f}", end=", ")
        print(f"cosine with z: {share.mean():.2f}")

    for model, size in [("GPT-2", 1024), ("BERT", 512)]:
        table = np.empty((size, 768), dtype=np.float32)  # one p_i a row
        print(f"{model} learns {table.size} numbers for p", end=", ")
        print(f"positions 0 to {len(table) - 1}")
    far = 10**6 / 10000 ** (np.arange(0, d, 2) / d)  # (d/2,) angles
    loss = np.abs(np.sin(far.astype(np.float32)) - np.sin(far)).max()
    print(f"position {10**6}, angles in float32: off by {loss:.2f}")
    halves = np.concatenate([PE[10, 0::2], PE[10, 1::2]])  # not F10, F11
    cosine = halves @ PE[10] / (PE[10] @ PE[10])
    print(f"p_10 with its columns in halves: cosine {cosine:.4f}")
