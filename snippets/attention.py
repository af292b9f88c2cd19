# SPDX-License-Identifier: 0BSD
r"""Scaled dot-product attention: each row a weighted mean of values.

F23: Q = XW_Q
    builds on: F09
F24: K = XW_K
    builds on: F09
F25: V = XW_V
    builds on: F09
F26: \text{Attention}(Q,K,V) = \text{softmax}\left( \frac{QK^T}{\sqrt{d_k}} \right)V
    builds on: F16, F23, F24, F25

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| X | X | (…, T, d) | các vector đầu vào, mỗi token một hàng | the input vectors, one row a token |
| W_Q | W_Q | (…, d, d_k) | trọng số tạo vector truy vấn | weights that make the queries |
| W_K | W_K | (…, d, d_k) | trọng số tạo vector khóa | weights that make the keys |
| W_V | W_V | (…, d, d_v) | trọng số tạo vector giá trị | weights that make the values |
| Q | Q | (…, n, d_k) | các vector truy vấn: mỗi token tìm gì | the queries: what each token looks for |
| K | K | (…, T, d_k) | các vector khóa: mỗi token có đặc điểm gì | the keys: what each token offers |
| V | V | (…, T, d_v) | các vector giá trị: mỗi token trao gì | the values: what each token hands over |
| d_k | d_k | () | số chiều của vector truy vấn và vector khóa | the width of queries and keys |
| \text{Attention}(Q,K,V) | output | (…, n, d_v) | mỗi hàng là một trung bình có trọng số của các hàng của V | each row a weighted mean of the rows of V |
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike


@np.errstate(over="ignore", invalid="ignore")  # reals() reports it
def project(
    X: ArrayLike, W_Q: ArrayLike, W_K: ArrayLike, W_V: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Queries, keys and values of every token: three linear maps.

    X: (..., T, d), one row a token. W_Q, W_K: (..., d, d_k).
    W_V: (..., d, d_v). Leading axes broadcast; h heads are weights of
    shape (h, d, d_k). Returns Q, K, V. Raises as `reals` does, and
    ValueError for weights that do not fit X.
    Source: Vaswani et al. 2017, section 3.2.
    """
    X, W_Q, W_K, W_V = reals(X=X, W_Q=W_Q, W_K=W_K, W_V=W_V)
    for name, W in (("W_Q", W_Q), ("W_K", W_K), ("W_V", W_V)):
        if W.shape[-2] != X.shape[-1]:
            raise ValueError(f"{name} {W.shape} does not fit X {X.shape}")
    Q = X @ W_Q  # F23
    K = X @ W_K  # F24
    V = X @ W_V  # F25
    reals(Q=Q, K=K, V=V)  # nothing overflowed
    return Q, K, V


@np.errstate(over="ignore", invalid="ignore")
def attention(
    Q: ArrayLike, K: ArrayLike, V: ArrayLike, mask: ArrayLike = True
) -> tuple[np.ndarray, np.ndarray]:
    """Weighted means of the rows of V, and the weights.

    Q: (..., n, d_k). K: (..., T, d_k). V: (..., T, d_v). Leading axes
    broadcast. mask: bool, broadcast to (..., n, T); True = may look.
    Returns output (..., n, d_v) and weights (..., n, T), whose rows sum
    to 1. float32 in, float32 out; int64 and float64 give float64.
    Raises as `reals` and `softmax` do, and ValueError for shapes that
    do not fit.
    Source: Vaswani et al. 2017, section 3.2.1, equation 1.
    """
    Q, K, V = reals(Q=Q, K=K, V=V)
    d_k, T = K.shape[-1], K.shape[-2]
    if Q.shape[-1] != d_k or V.shape[-2] != T:
        raise ValueError(f"unfit: Q {Q.shape}, K {K.shape}, V {V.shape}")
    K_T = np.swapaxes(K, -1, -2)  # (..., d_k, T)
    output = (weights := softmax(Q @ K_T / sqrt(d_k), mask)) @ V  # F26
    reals(output=output)
    return output, weights


def causal_mask(T: int) -> np.ndarray:
    """(T, T) bool: row i may look at columns 0..i only."""
    return np.tri(T, dtype=bool)


def softmax(z: np.ndarray, mask: ArrayLike = True) -> np.ndarray:
    """Softmax over the last axis of z, exactly 0 where mask is False.

    ValueError for z that is not finite, for a mask that is not bool or
    does not broadcast to z, and for a row that may look nowhere.
    """
    (z,) = reals(scores=z)
    try:
        may_look = np.broadcast_to(mask, z.shape)
    except ValueError as error:
        raise ValueError(f"mask: {error}") from None
    if may_look.dtype != bool or not may_look.any(axis=-1).all():
        raise ValueError(f"mask must be bool, True in each row: {mask!r}")
    z = np.where(may_look, z, -np.inf)
    exp_z = np.exp(z - z.max(axis=-1, keepdims=True))  # at most e^0
    weights: np.ndarray = exp_z / exp_z.sum(axis=-1, keepdims=True)
    return weights


def reals(**named: ArrayLike) -> tuple[np.ndarray, ...]:
    """Float arrays of one dtype; ValueError names what does not fit.

    Each needs rows and columns, finite numbers, no empty axis, and
    leading axes that broadcast with the others'.
    """
    arrays = {name: np.asarray(a) for name, a in named.items()}
    for name, a in arrays.items():
        rows = a.dtype.kind in "fiu" and a.ndim > 1 and a.size > 0
        if not rows or not np.isfinite(a).all():
            raise ValueError(f"{name} must be finite rows of numbers: {a}")
    try:
        np.broadcast_shapes(*(a.shape[:-2] for a in arrays.values()))
    except ValueError as error:
        raise ValueError(f"{', '.join(arrays)}: {error}") from None
    dtype = np.result_type(np.float32, *arrays.values())
    return tuple(a.astype(dtype) for a in arrays.values())


if __name__ == "__main__":

    def attend(X: np.ndarray, mask: ArrayLike) -> tuple[np.ndarray, ...]:
        return attention(*project(X, W_Q, W_K, W_V), mask)

    def gap(a: np.ndarray, b: ArrayLike) -> str:
        size = np.abs(a - b).max()
        return f"{size:.3f}" if size > 1e-12 else "< 1e-12"

    words = ["the", "cat", "sleeps", "and", "it"]
    X = 2 * np.eye(4)[[3, 0, 1, 3, 2]]  # noun, verb, pronoun, other
    W_Q = [[0, 1], [1, 0], [1, 0], [0, 0]]  # verb and pronoun seek nouns
    W_K = [[1, 0], [0, 0], [0, 0], [0, 1]]  # which is what nouns offer
    W_V = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]
    print("shapes", *(A.shape for A in project(X, W_Q, W_K, W_V)))
    print("columns        ", *(f"{word:>6}" for word in words))
    rng, shuffle = np.random.default_rng(9), [4, 2, 0, 1, 3]
    P, other = rng.normal(size=X.shape), X[[0, 1, 2, 3, 2]]  # last changed
    for name, mask in (("no mask", True), ("causal", causal_mask(5))):
        output, A = attend(X, mask)
        for word, row in zip(words, A, strict=True):
            print(f"{name:7}: {word:6}", *(f"{a:6.3f}" for a in row))
        moved = (attend(other, mask)[0] != output)[:4].any(axis=-1)
        shuffled = gap(attend(X[shuffle], mask)[0], output[shuffle])
        print(f"{name}, rows sum to 1, off by", gap(A.sum(axis=-1), 1))
        print(f"{name}, later words looked at", (np.triu(A, 1) > 0).sum())
        print(f"{name}, last word changed, earlier rows moved", moved.sum())
        print(f"{name}, rows shuffled, outputs off by", shuffled)
    output, _ = attend(X + P, True)
    shuffled = gap(attend(X[shuffle] + P, True)[0], output[shuffle])
    print("positions added, rows shuffled, outputs off by", shuffled)
    sums = (attend(X, True)[1] * causal_mask(5)).sum(axis=-1)  # a mistake
    print("masked after softmax, row sums", *(f"{s:.3f}" for s in sums))
    for h in (1, 2):  # heads, each of width d / h = 4 / h
        Q, K, V = project(X, *rng.normal(size=(3, h, 4, 4 // h)))
        A = attention(Q, K, V)[1]
        cost = 4 * (Q.size + K.size + V.size) + A.size * 2 * (4 // h)
        print(f"heads {h}: weights {A.shape}, multiplications", cost)
