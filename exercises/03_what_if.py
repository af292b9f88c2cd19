# SPDX-License-Identifier: 0BSD
import numpy as np

rng = np.random.default_rng(0)
x, E, B = (
    np.eye(6)[[2, 0, 2]],
    rng.normal(size=(6, 4)),
    rng.normal(size=(4, 4)),
)
gap = np.abs((x @ E) @ B - x @ (E @ B)).max()
print("two matrices against one:", "< 1e-12" if gap < 1e-12 else gap)

size, d, r = 50_257, 768, 64  # GPT-2, and a narrow passage
print(f"E alone: {size * d:,} numbers")
print(f"E and a square B: {size * d + d * d:,} numbers")
print(f"E and B through {r}: {size * r + r * d:,} numbers")
narrow = rng.normal(size=(6, 2)) @ rng.normal(size=(2, 4))
print("rank of 6 rows through 2:", np.linalg.matrix_rank(narrow))
