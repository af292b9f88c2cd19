"""The table of `snippets/analogy.npz` for the browser: the words, and E bit for bit, float16 in base64."""

import base64
import json

import numpy as np

with np.load("snippets/analogy.npz") as data:
    words, E = data["words"].item().decode().split(), data["E"]  # (|V|, d)
table = {"d": E.shape[1], "words": " ".join(words), "E": base64.b64encode(E.astype("<f2").tobytes()).decode()}
JAVASCRIPT = f"explore.data.analogy = {json.dumps(table, separators=(',', ':'))}\n"
