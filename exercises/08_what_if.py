# SPDX-License-Identifier: 0BSD
import numpy as np


def unit(v):
    return v / np.linalg.norm(v)


def layer_norm(v):
    return (v - v.mean()) / v.std()


def report(name, f, v):
    gap = np.abs(f(v) - f(np.array([1.0, 2.0, 2.0]))).max()
    print(f"{name}:", "same" if gap < 1e-12 else f"moves by {gap:.4f}")


v = np.array([1.0, 2.0, 2.0])
report("10 v, unit vector", unit, 10 * v)
report("10 v, layer norm", layer_norm, 10 * v)
report("v + 3, unit vector", unit, v + 3)
report("v + 3, layer norm", layer_norm, v + 3)
report("-v, layer norm", layer_norm, -v)
