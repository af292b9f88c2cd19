# SPDX-License-Identifier: 0BSD
import numpy as np


def unit_rows(X):
    """The rows of X (n, d) at length 1; ValueError for a zero row."""
    largest = np.abs(X).max(axis=1, keepdims=True)  # (n, 1)
    if (largest == 0).any():
        raise ValueError("a row of zeros has no direction")
    X = X / largest  # now no square overflows
    return X / np.linalg.norm(X, axis=1, keepdims=True)


print(unit_rows(np.array([[3.0, 4.0], [0.0, 2.0]])).round(4).tolist())
print(unit_rows(np.array([[3e200, 4e200]])).round(4).tolist())
try:
    unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]]))
except ValueError as error:
    print("ValueError:", error)
