# SPDX-License-Identifier: 0BSD
import numpy as np


def contextual(t, E, W_Q, W_K, W_V):
    """From token ids (T,) to contextual vectors (T, d), causally."""
    T, d = len(t), E.shape[1]
    angle = np.arange(T)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    p = np.empty((T, d))
    p[:, 0::2], p[:, 1::2] = np.sin(angle), np.cos(angle)
    z = E[t] + p
    scores = (z @ W_Q) @ (z @ W_K).T / np.sqrt(W_K.shape[1])  # (T, T)
    scores[np.triu_indices(T, 1)] = -np.inf
    A = np.exp(scores - scores.max(axis=1, keepdims=True))
    return A / A.sum(axis=1, keepdims=True) @ (z @ W_V)


E = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])
W = np.eye(2)
for row in contextual([2, 0, 2], E, W, W, W):
    print(*(f"{entry:.4f}" for entry in row))
