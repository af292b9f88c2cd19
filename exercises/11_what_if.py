# SPDX-License-Identifier: 0BSD
import numpy as np


def attend(x, W_Q, W_K, W_V):
    scores = (x @ W_Q) @ (x @ W_K).T / np.sqrt(W_K.shape[1])
    A = np.exp(scores - scores.max(axis=1, keepdims=True))
    return A / A.sum(axis=1, keepdims=True) @ (x @ W_V)


def layer_norm(x):
    x = x - x.mean(axis=1, keepdims=True)
    return x / x.std(axis=1, keepdims=True)


def cosine(x):
    """The mean cosine of two different rows."""
    v = x / np.linalg.norm(x, axis=1, keepdims=True)
    return (v @ v.T)[np.triu_indices(len(v), 1)].mean()


rng = np.random.default_rng(0)
start = layer_norm(rng.normal(size=(6, 32)))
layers = rng.normal(size=(6, 3, 32, 32)) / np.sqrt(32)
print(f"before the first layer: {cosine(start):.4f}")
for name, keep in ("with x added", 1), ("without x added", 0):
    x = start
    for layer, weights in enumerate(layers, 1):
        x = layer_norm(keep * x + attend(x, *weights))
        if layer in (1, 3, 6):
            print(f"{name}, layer {layer}: {cosine(x):.4f}")
