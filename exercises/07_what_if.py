# SPDX-License-Identifier: 0BSD
import numpy as np

X = np.array(
    [[9.0, 1, 8], [9, 2, 9], [8, 5, 7], [1, 5, 9], [1, 8, 8], [2, 9, 7]]
)
odd = np.array([[100.0, 100.0, 100.0]])
for name, rows in ("six", X), ("seven", np.concatenate([X, odd])):
    centred = rows - rows.mean(axis=0)
    lam, U = np.linalg.eigh(centred.T @ centred / len(rows))
    share, u = lam[-1] / lam.sum(), U[:, -1]  # eigh: the largest is last
    cosine = abs(u.sum()) / np.sqrt(3)  # with (1, 1, 1)
    print(f"{name} tokens: share of u_1 {share:.4f}", end=", ")
    print(f"cosine with (1, 1, 1) {cosine:.4f}")
