# SPDX-License-Identifier: 0BSD
import numpy as np


def bag(ids, size):
    """How often each of the size tokens occurs, without one-hot rows."""
    counts = np.zeros(size, dtype=int)  # (|V|,)
    np.add.at(counts, ids, 1)  # adds once for every time an id occurs
    return counts


ids = [2, 0, 2, 3]
print("bag:", bag(ids, 5))
wrong = np.zeros(5, dtype=int)
wrong[ids] += 1
print("with +=:", wrong)
