# SPDX-License-Identifier: 0BSD
import numpy as np


def encodings(waves, n):
    """Rows 0 to n - 1 for clocks of these wavelengths: (n, 2 clocks)."""
    angle = 2 * np.pi * np.arange(n)[:, None] / np.array(waves)
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


usual = 2 * np.pi * 10000 ** (np.arange(0, 8, 2) / 8)
for name, waves in ("whole", [2, 4, 8, 16]), ("usual", usual):
    PE = encodings(waves, 10_000)
    apart = np.linalg.norm(PE[1:] - PE[0], axis=1)  # from place 0
    copies = 1 + np.flatnonzero(apart < 1e-9)
    print(f"{name} wavelengths, nearest: {apart.min():.4f}")
    print(f"{name} wavelengths, copies: {len(copies)}")
    if len(copies):
        print(f"{name} wavelengths, first copy: place {copies[0]}")
