# SPDX-License-Identifier: 0BSD
r"""Softmax: turn any real scores (logits) into probabilities that sum to 1.

F16: \text{softmax}(z_i) = \frac{e^{z_i}} {\sum_{j=1}^{|V|} e^{z_j}}

| symbol               | variable | shape    | vi                                             | en                                      |
|----------------------|----------|----------|------------------------------------------------|-----------------------------------------|
| \mathbf{z}           | z        | (…, |V|) | các logit: một số thực cho mỗi token           | the logits: one real number a token     |
| e^{z_i}              | exp_z    | (…, |V|) | lũy thừa của e, sau khi trừ logit lớn nhất     | powers of e, the largest logit taken off |
| \text{softmax}(z_i)  | p        | (…, |V|) | xác suất của token i, từ 0 đến 1               | the probability of token i, from 0 to 1 |
"""

import numpy as np
from numpy.typing import ArrayLike


def softmax(z: ArrayLike) -> np.ndarray:
    """Probabilities from logits, along the last axis.

    z: real, shape (..., |V|); every row holds a finite number, and may
    hold -inf, which masks a token: its probability is 0.
    Returns shape (..., |V|): float32 for float32, otherwise float64.
    Raises ValueError for NaN, +inf, a row of nothing but -inf, no axis
    or no entry.
    Source: Jurafsky & Martin, SLP, 3rd ed., on softmax; taking off the
    largest logit changes no ratio and keeps every power of e in [0, 1].
    """
    z = checked(z)
    with np.errstate(over="ignore", under="ignore"):  # e^(-huge) is 0
        exp_z = np.exp(z - z.max(axis=-1, keepdims=True))  # (..., |V|)
        p: np.ndarray = exp_z / exp_z.sum(axis=-1, keepdims=True)  # F16
    return p


def checked(z: ArrayLike) -> np.ndarray:
    """z as an array of float32 or float64 that softmax can take."""
    a: np.ndarray = np.asarray(z)
    if a.dtype.kind not in "iuf" or a.ndim == 0 or a.size == 0:
        raise ValueError(f"z must be real, (..., |V|), not empty: {z!r}")
    a = a if a.dtype == np.float32 else a.astype(np.float64)
    if not np.isfinite(a.max(axis=-1)).all():  # NaN, +inf, or all -inf
        raise ValueError(f"z: NaN, +inf or a row of only -inf in {z!r}")
    return a


if __name__ == "__main__":

    def as_written(z: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore", invalid="ignore"):
            p: np.ndarray = np.exp(z) / np.exp(z).sum(-1, keepdims=True)
        return p

    def show(p: np.ndarray) -> str:
        return "  ".join(f"{p_i:.4f}" for p_i in p)

    z = np.array([2.0, 1.0, 0.0, -1.0])
    p = softmax(z)
    print(f"softmax(z)                {show(p)}")
    print(f"sum of softmax(z)         {p.sum():.4f}")
    print(f"p_1 / p_2                 {p[0] / p[1]:.4f}")
    print(f"e^(z_1 - z_2)             {np.exp(z[0] - z[1]):.4f}")

    print(f"z + 1000, as written      {show(as_written(z + 1000))}")
    print(f"z - 1000, as written      {show(as_written(z - 1000))}")
    print(f"z + 1000, shifted         {show(softmax(z + 1000))}")
    print(f"z - 1000, shifted         {show(softmax(z - 1000))}")
    for float_type in ("float64", "float32", "float16"):
        limit = np.log(float(np.finfo(float_type).max))
        print(f"e^z overflows, {float_type}    z > {limit:.2f}")
    small = np.random.default_rng(0).uniform(-5, 5, (1000, 50))
    gap = np.abs(as_written(small) - softmax(small)).max()
    print(f"small z, largest gap      {'< 1e-14' if gap < 1e-14 else gap}")

    print(f"z_2 masked by -inf        {show(softmax([2, -np.inf, 0, -1]))}")
    print(f"temperature 0.5           {show(softmax(z / 0.5))}")
    print(f"temperature 2             {show(softmax(z / 2))}")
    rows = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 5.0]])
    print(f"row sums, last axis       {show(softmax(rows).sum(axis=-1))}")
    wrong = softmax(rows.T).T  # normalises the columns
    print(f"row sums, first axis      {show(wrong.sum(axis=-1))}")
    print(f"softmax(softmax(z))       {show(softmax(p))}")
