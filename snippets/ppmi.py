# SPDX-License-Identifier: 0BSD
r"""Word vectors counted from a text: what the text says, the table says.

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| n(w,c) | counts | (|V|, d) | số lần danh từ w và từ c gặp nhau trong một câu | how often noun w and word c meet in a sentence |
| n(w)\,n(c) | chance | (|V|, d) | tổng hàng nhân tổng cột; chia cho N thì được số lần gặp ngẫu nhiên | row sum times column sum; over N it is how often they meet by chance |
| E | E | (|V|, d) | bảng PPMI, mỗi hàng một danh từ | the PPMI table, a row for each noun |
"""

from collections.abc import Sequence

import numpy as np

TEXT = """
the king in his crown ruled the land from the throne. the queen in her
crown ruled the land from the throne. the king gave gold to the poor and
he led his army. the queen gave gold to the poor and she led her people.
the prince rode his horse and waited to rule. the princess rode her pony
and waited to rule. the man shaved his beard and he sold bread in town.
the woman tied her hair and she sold bread in town. the boy lost his
ball and he went to school. the girl lost her doll and she went to
school. the doctor saw his patient and he wrote a report. the surgeon
saw his patient and he cleaned a knife. the nurse saw her patient and
she cleaned a bed."""


def word_vectors(text: str, names: Sequence[str]) -> np.ndarray:
    """How much more often than by chance a name meets each other word.

    text: words parted by spaces, full stops after sentences. Returns
    float64 (|V|, d): positive PMI in nats of sharing a sentence, a row
    for each name, a column for each of the d other words beside them.
    Raises ValueError for a name that shares no sentence with them.
    Source: Church and Hanks 1990 (PMI), Bullinaria and Levy 2007 (PPMI).
    """
    sentences = [s.split() for s in text.split(".")]
    sentences = [s for s in sentences if set(s) & set(names)]
    met = {w for s in sentences if set(s) - set(names) for w in s}
    if not names or not set(names) <= met:
        raise ValueError(f"names must meet other words in text: {names}")
    others = sorted(met - set(names))
    rows = np.array([[s.count(w) for w in names] for s in sentences])
    columns = np.array([[s.count(w) for w in others] for s in sentences])
    counts = rows.T @ columns  # (|V|, d)
    chance = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0)
    return np.asarray(np.log(np.maximum(counts * counts.sum() / chance, 1)))


def ranking(
    E: np.ndarray, names: Sequence[str], question: str, left_out: bool
) -> list[tuple[str, float]]:
    """Names and cosines, nearest first, of "b - a + c" in the table E.

    E: (|V|, d), no row of zeros; left_out: without b, a and c. Cosines
    that agree to 12 decimals are a tie, and the earlier name wins.
    Raises ValueError for a word that is not among the names.
    """
    asked = [names.index(word) for word in question.split()[::2]]
    b, a, c = asked
    v = E[b] - E[a] + E[c]  # (d,)
    cosines = E @ v / np.linalg.norm(E, axis=1) / np.linalg.norm(v)
    order = np.argsort(-cosines.round(12), kind="stable").tolist()
    kept = [i for i in order if not (left_out and i in asked)]
    return [(names[i], float(cosines[i])) for i in kept]


if __name__ == "__main__":
    his = ["he", "his", "king", "man", "prince", "boy"]
    her = ["she", "her", "queen", "woman", "princess", "girl"]
    swap = dict(zip(his + her, her + his, strict=True))
    mirror = " ".join(swap.get(w, w) for w in TEXT.split())
    names = [*his[2:], *her[2:], "surgeon", "doctor", "nurse"]
    E = word_vectors(TEXT, names)  # (|V|, d)
    print(f"table of {len(E)} words, d = {E.shape[1]}")
    both = word_vectors(TEXT + mirror, names)
    for source, table, question in [
        ("", E, "king - man + woman"),
        ("", E, "boy - man + king"),
        ("", E, "doctor - man + woman"),
        ("", E, "doctor - woman + man"),
        ("both: ", both, "king - man + woman"),
        ("both: ", both, "doctor - man + woman"),
    ]:
        for which, left_out in ("all", False), ("rest", True):
            best = ranking(table, names, question, left_out)[:3]
            line = "  ".join(
                f"{name} {cosine:.3f}" for name, cosine in best
            )
            print(f"{source}{question}, {which}: {line}")
