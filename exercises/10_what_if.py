# SPDX-License-Identifier: 0BSD
import numpy as np

rng = np.random.default_rng(0)
layers = rng.normal(size=(12, 3, 8, 8)) / np.sqrt(8)


def stacked(z, causal):
    """Twelve attention layers, each added to its input."""
    may_look = np.tri(len(z), dtype=bool) | (not causal)
    for W_Q, W_K, W_V in layers:
        z = z / np.linalg.norm(z, axis=1, keepdims=True)  # keeps it small
        scores = (z @ W_Q) @ (z @ W_K).T
        A = np.exp(np.where(may_look, scores, -np.inf))
        z = z + A / A.sum(axis=1, keepdims=True) @ (z @ W_V)
    return z


z = rng.normal(size=(6, 8))
last, first = z.copy(), z.copy()
last[-1], first[0] = rng.normal(size=(2, 8))
for name, other, causal in (
    ("mask, last token changed", last, True),
    ("mask, first token changed", first, True),
    ("no mask, last token changed", last, False),
):
    moved = np.abs(stacked(other, causal) - stacked(z, causal)) > 1e-9
    print(f"{name}: {moved.any(axis=1).sum()} of 6 rows move")
