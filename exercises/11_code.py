# SPDX-License-Identifier: 0BSD
import numpy as np


def many_heads(Q, K, V, h):
    """Attention with h heads, each on its own block of columns."""
    outputs, blocks = [], [np.split(M, h, axis=1) for M in (Q, K, V)]
    for q, k, v in zip(*blocks, strict=True):  # (T, d/h) each
        scores = q @ k.T / np.sqrt(k.shape[1])  # not d
        A = np.exp(scores - scores.max(axis=1, keepdims=True))
        A /= A.sum(axis=1, keepdims=True)
        outputs.append(A @ v)  # (T, d/h)
    return np.concatenate(outputs, axis=1)  # (T, d)


Q = np.array([[2.0, 0.0, 0.0, 1.0], [0.0, 2.0, 1.0, 0.0]])
K = np.array([[1.0, 0.0, 0.0, 3.0], [0.0, 1.0, 1.0, 0.0]])
V = np.array([[4.0, 0.0, 8.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
for h in 1, 2:
    print(f"{h} heads:", many_heads(Q, K, V, h).round(4).tolist())
