# SPDX-License-Identifier: 0BSD
import numpy as np


def mean_embedding(batch, E):
    """Mean of the embeddings of each text; -1 in batch is padding."""
    real = batch >= 0  # (n, T)
    v = E[np.where(real, batch, 0)]  # (n, T, d); padding reads row 0
    v = v * real[..., None]  # ... and is struck out again
    return v.sum(axis=1) / real.sum(axis=1, keepdims=True)


E = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0], [2.0, 2.0]])
batch = np.array([[2, 0, -1], [1, 1, 3]])
print("mean:", mean_embedding(batch, E).round(4).tolist())
print("-1 read as a row:", E[batch].mean(axis=1).round(4).tolist())
