# SPDX-License-Identifier: 0BSD
import numpy as np


def shift(p, r):
    """The encoding r places further on, from p alone: pos not needed."""
    d = len(p)
    angle = r / 10000 ** (np.arange(0, d, 2) / d)  # (d/2,)
    sin, cos = p[0::2], p[1::2]  # (d/2,) each
    moved = np.empty(d)
    moved[0::2] = sin * np.cos(angle) + cos * np.sin(angle)
    moved[1::2] = cos * np.cos(angle) - sin * np.sin(angle)
    return moved


def encoding(pos):
    """For the test: d = 4, speeds 1 and 1/100."""
    return np.array(
        [f(pos * s) for s in (1, 0.01) for f in (np.sin, np.cos)]
    )


gap = np.abs(shift(encoding(3), 41) - encoding(44)).max()
print("3 moved by 41, off 44 by", "< 1e-12" if gap < 1e-12 else gap)
apart = np.linalg.norm(encoding(44) - encoding(0))
print(f"0 and 44, distance: {apart:.4f}")
