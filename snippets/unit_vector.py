# SPDX-License-Identifier: 0BSD
r"""Unit vector: keep the direction of a vector and make its length 1.

F21: \hat{\mathbf{v}} = \frac{\mathbf{v}}{\|\mathbf{v}\|}
    builds on: F08
F22: \|\hat{\mathbf{v}}\| = 1
    builds on: F21

| symbol | variable | shape | vi | en |
|---|---|---|---|---|
| \mathbf{v} | v | (…, d) | vector cần chuẩn hóa | the vector to normalise |
| \|\mathbf{v}\| | norm | (…, 1) | chuẩn (độ dài) của vector | the norm (length) of the vector |
| \hat{\mathbf{v}} | v_hat | (…, d) | vector cùng hướng có độ dài 1 | the vector of length 1 in the same direction |
"""

import numpy as np
from numpy.typing import ArrayLike


def unit_vector(v: ArrayLike) -> np.ndarray:
    """Vectors of length 1 in the directions of v.

    v: real, shape (..., d), of any length but 0. Returns (..., d);
    float16 and float32 keep their dtype after a computation in
    float64, integers become float64. Raises ValueError for a zero
    vector, which has no direction, and for NaN and infinity.
    """
    v, dtype = unscale("v", v)
    norm = np.sqrt((v * v).sum(axis=-1, keepdims=True))  # (..., 1)
    v_hat = v / norm  # F21
    return np.asarray(v_hat, dtype)


def is_unit(v_hat: ArrayLike, tolerance: float = 1e-6) -> np.ndarray:
    """Whether each vector has length 1: bool, shape (...).

    v_hat: real, shape (..., d). The tolerance suits float32; float16
    needs 1e-3. Ask before you take a dot product for a cosine. Raises
    ValueError for NaN and infinity, and a tolerance outside [0, 1).
    """
    if not 0 <= tolerance < 1:
        raise ValueError(f"tolerance must lie in [0, 1), got {tolerance}")
    v_hat = reals("v_hat", v_hat).clip(-2, 2)  # no square overflows
    length = np.sqrt((v_hat * v_hat).sum(axis=-1))  # (...)
    return np.asarray(np.abs(length - 1) <= tolerance)  # F22


def layer_norm(v: ArrayLike) -> np.ndarray:
    """Each vector of v (..., d) less its mean, over its deviation.

    The d entries of a vector then have mean 0 and variance 1, and the
    vector has length sqrt(d), not 1. Without gain, bias and epsilon.
    Raises ValueError where all entries are equal, NaN or infinite.
    Source: Ba, Kiros and Hinton 2016, section 3.
    """
    x, dtype = unscale("v", v)
    x = x - x.mean(axis=-1, keepdims=True)  # (..., d)
    deviation = np.sqrt((x * x).mean(axis=-1, keepdims=True))  # (..., 1)
    if not deviation.all():
        raise ValueError(f"v must not have all entries equal, got {v!r}")
    return np.asarray(x / deviation, dtype)


def unscale(name: str, v: ArrayLike) -> tuple[np.ndarray, np.dtype]:
    """Largest entry to 1, so that no square overflows or vanishes."""
    given, v = np.asarray(v), reals(name, v)
    largest = np.abs(v).max(axis=-1)  # (...)
    if not largest.all():
        at = "".join(f"[{i}]" for i in np.argwhere(largest == 0)[0])
        raise ValueError(f"{name}{at} must not be the zero vector")
    dtype = given.dtype if given.dtype.kind == "f" else v.dtype
    return v / largest[..., None], dtype


def reals(name: str, v: ArrayLike) -> np.ndarray:
    """v (..., d) as finite floats of at least 64 bits."""
    v = np.asarray(v)
    if v.ndim == 0 or v.size == 0 or v.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be (..., d), real, got {v!r}")
    if not np.isfinite(v).all():
        raise ValueError(f"{name} must be finite, got {v}")
    return v.astype(np.result_type(v, np.float64))


def report(name: str, scores: np.ndarray) -> None:
    """For the demonstration: spread of scores (n, T), peak of softmax."""
    gaps = scores - scores.max(axis=1, keepdims=True)  # (n, T), all <= 0
    weight = (1 / np.exp(gaps).sum(axis=1)).mean()  # the largest of a row
    variance = scores.var()
    digits = 1 if variance > 10 else 4
    print(f"{name:28}variance {variance:8.{digits}f}, weight {weight:.3f}")


if __name__ == "__main__":
    v = np.array([3.0, 4.0])
    v_hat = unit_vector(v)
    print(f"v = [3, 4]: v_hat           {v_hat[0]:.4f} {v_hat[1]:.4f}")
    print(f"v = [3, 4]: is_unit(v)      {is_unit(v)}")
    print(f"v = [3, 4]: is_unit(v_hat)  {is_unit(v_hat)}")
    for c in (1e200, 1e-200):
        with np.errstate(over="ignore"):
            written = np.sqrt((c * v) @ (c * v))
        length = np.linalg.norm(unit_vector(c * v))
        print(f"{c:.0e} v: |v| as written  {written}, |v_hat| {length:.4f}")
    try:
        unit_vector([0.0, 0.0])
    except ValueError as error:
        print(f"v = [0, 0]: ValueError      {error}")

    E = np.array([[9, 8, 1], [8, 9, 2], [7, 14, 63]])
    for name, (cat, dog, car) in (("as is", E), ("unit", unit_vector(E))):
        print(f"{name + ': cat . dog':28}{cat @ dog:8.4g}")
        print(f"{name + ': cat . car':28}{cat @ car:8.4g}")
    print(f"unit: |cat - dog|^2         {((cat - dog) ** 2).sum():8.4f}")
    print(f"unit: 2 - 2 cat . dog       {2 - 2 * cat @ dog:8.4f}")

    rng = np.random.default_rng(0)
    x = 5 + 3 * rng.standard_normal(768)
    print(f"d = 768: |x|                {np.linalg.norm(x):8.2f}")
    length = np.linalg.norm(layer_norm(x))
    print(f"d = 768: |layer_norm(x)|    {length:8.2f}")
    print(f"d = 768: sqrt(d)            {np.sqrt(768):8.2f}")

    for d_k in (16, 64, 1024):
        q = rng.standard_normal((512, d_k))
        k = rng.standard_normal((64, d_k))
        report(f"d_k = {d_k}: q . k", q @ k.T)
        report(f"d_k = {d_k}: / sqrt(d_k)", q @ k.T / np.sqrt(d_k))
        report(f"d_k = {d_k}: unit", unit_vector(q) @ unit_vector(k).T)
    q, k = 10 * q, 10 * k
    report("ten times: / sqrt(d_k)", q @ k.T / np.sqrt(d_k))
    q, k = layer_norm(q), layer_norm(k)
    report("layer_norm: / sqrt(d_k)", q @ k.T / np.sqrt(d_k))
