# SPDX-License-Identifier: 0BSD
import numpy as np


def attention(Q, K, V):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    A = np.exp(scores - scores.max(axis=1, keepdims=True))
    return A / A.sum(axis=1, keepdims=True) @ V


def gap(a, b):
    size = np.abs(a - b).max()
    return f"{size:.4f}" if size > 1e-12 else "< 1e-12"


rng = np.random.default_rng(0)
Q, K, V = rng.normal(size=(3, 5, 4))
b, before = rng.normal(size=4), attention(Q, K, V)
print(
    "b added to keys, output moves by", gap(attention(Q, K + b, V), before)
)
print(
    "b added to queries, it moves by", gap(attention(Q + b, K, V), before)
)
moved = attention(Q, K, V + b) - before
print("b added to values, it moves by b, off by", gap(moved, b))
