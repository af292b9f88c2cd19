# SPDX-License-Identifier: 0BSD
import numpy as np


def cosine(a, b):
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))


cat, car = np.array([9.0, 8.0, 1.0]), np.array([1.0, 2.0, 9.0])
print(f"as they are: {cosine(cat, car):.4f}")
Q = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
gap = abs(cosine(cat @ Q, car @ Q) - cosine(cat, car))
print("all turned by Q, cosine off by", "< 1e-12" if gap < 1e-12 else gap)
stretch = np.array([1, 1, 10])
print(f"third axis times 10: {cosine(cat * stretch, car * stretch):.4f}")
