# SPDX-License-Identifier: 0BSD
import numpy as np


def first_direction(X, steps=200):
    """The direction in which the rows of X (n, d) spread most: (d,)."""
    centred = X - X.mean(axis=0)
    Sigma = centred.T @ centred / len(X)  # (d, d)
    u = np.ones(X.shape[1]) / X.shape[1]
    for _ in range(steps):  # Sigma stretches the first direction most
        u = Sigma @ u
        u /= np.linalg.norm(u)
    return u * np.sign(u[np.abs(u).argmax()])  # largest entry positive


X = np.array(
    [[9.0, 1, 8], [9, 2, 9], [8, 5, 7], [1, 5, 9], [1, 8, 8], [2, 9, 7]]
)
u = first_direction(X)
print("u_1:", *(f"{entry:.4f}" for entry in u))
print(f"variance along u_1: {((X - X.mean(axis=0)) @ u).var():.4f}")
