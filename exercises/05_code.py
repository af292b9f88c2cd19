# SPDX-License-Identifier: 0BSD
import numpy as np


def neighbours(E, i):
    """The ids of all other tokens, the most similar to token i first."""
    U = E / np.linalg.norm(E, axis=1, keepdims=True)  # (|V|, d)
    cosines = U @ U[i]  # (|V|,)
    order = np.argsort(-cosines)  # the largest cosine first
    return order[order != i]


words = ["cat", "dog", "seven times car", "minus cat"]
E = np.array([[9.0, 8, 1], [8, 9, 2], [7, 14, 63], [-9, -8, -1]])
print("by cosine:", ", ".join(words[j] for j in neighbours(E, 0)))
dots = np.argsort(-(E @ E[0]))
print("by dot product:", ", ".join(words[j] for j in dots if j))
