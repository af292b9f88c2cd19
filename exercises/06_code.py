# SPDX-License-Identifier: 0BSD
import numpy as np


def mean_loss(Z, t):
    """Mean of -log softmax(Z)[t] in nats; Z: (T, |V|), t: (T,) ids."""
    Z = Z - Z.max(axis=1, keepdims=True)  # the largest logit is now 0
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))  # (T, |V|)
    return -log_p[np.arange(len(t)), t].mean()


Z = np.log([[2.0, 1.0, 1.0], [1.0, 1.0, 2.0]])
print(f"log 4 and log 2, mean: {mean_loss(Z, [1, 2]):.4f}")
far = np.array([[0.0, 1000.0]])
print(f"logits 1,000 apart: {mean_loss(far, [0]):.0f}")
