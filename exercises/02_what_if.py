# SPDX-License-Identifier: 0BSD
import numpy as np

size = 50_257  # GPT-2
bits = (size - 1).bit_length()


def binary(token):
    """The binary digits of an id, as a row (bits,)."""
    return np.array([token >> k & 1 for k in range(bits)])


print(f"numbers a token: {bits} in place of {size:,}")
for a, b in (1, 3), (1, 2), (3, 4), (15279, 50256):
    distance = np.linalg.norm(binary(a) - binary(b))
    print(f"ids {a} and {b}, distance: {distance:.4f}")
