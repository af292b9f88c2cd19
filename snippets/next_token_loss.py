# SPDX-License-Identifier: 0BSD
r"""Next-token loss: how surprised is a language model by the text it reads?

F15: P(w_t | w_{<t}) = \text{softmax}(W_o h_t)
    builds on: F16
F14: \mathcal{L} = - \sum_{t=1}^{T} \log P(w_t | w_{<t})
    builds on: F15

| symbol             | variable | shape       | vi                                                      | en                                                     |
|--------------------|----------|-------------|---------------------------------------------------------|--------------------------------------------------------|
| h_t                | h        | (…, T, d)   | hàng t: d số tóm tắt những gì đứng trước token thứ t    | row t: what comes before token t, summed up in d numbers |
| W_o                | W_o      | (|V|, d)    | ma trận đầu ra, một hàng cho mỗi token                  | the output matrix, one row a token                     |
| \log P(w|w_{<t})   | log_P    | (…, T, |V|) | logarit xác suất của mọi token w ở vị trí t             | log-probability of every token w at position t         |
| w_t                | w        | (…, T)      | chỉ số của token thứ t trong văn bản, từ 0 đến |V|−1    | id of token t of the text, from 0 to |V|−1             |
| \mathcal{L}        | loss     | (…)         | hàm mất mát, tính bằng nat                              | the loss, in nats                                      |
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Loss = NDArray[np.float64]


def log_probabilities(h: ArrayLike, W_o: ArrayLike) -> np.ndarray:
    """log P(w | w_<t) for every token w of the vocabulary, at every t.

    h: real, shape (..., T, d); row t must not depend on w_t or later.
    W_o: real, shape (|V|, d); GPT-2 takes its embedding matrix E here.
    Returns float64, shape (..., T, |V|). Raises ValueError for shapes
    that do not fit, NaN or infinity, and logits that overflow.
    Source: Jurafsky & Martin, SLP, 3rd ed., on the language modelling
    head of a transformer.
    """
    h, W_o = real("h", h), real("W_o", W_o)
    if h.ndim < 2 or W_o.ndim != 2 or h.shape[-1] != W_o.shape[1]:
        raise ValueError(f"h (T, d), W_o (V, d), not {h.shape, W_o.shape}")
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        log_P = log_softmax(h @ W_o.T)  # F15
    if not np.isfinite(log_P).all():
        raise ValueError("h @ W_o.T overflows: h or W_o is too large")
    return log_P


def next_token_loss(h: ArrayLike, W_o: ArrayLike, w: ArrayLike) -> Loss:
    """The sum of -log P(w_t | w_<t) over a text of T tokens, in nats.

    h, W_o: as above. w: integers, shape (..., T), from 0 to |V| - 1.
    Returns float64, shape (...): divide by T for the mean. Raises
    IndexError for an id outside the vocabulary, ValueError for ids that
    are no integers or do not fit h.
    Source: Radford et al. 2019, section 2, as a negative logarithm.
    """
    log_P, ids = log_probabilities(h, W_o), np.asarray(w)
    if ids.dtype.kind not in "iu" or ids.shape != log_P.shape[:-1]:
        raise ValueError(f"w must be integers {log_P.shape[:-1]}: {w!r}")
    if ids.min() < 0 or ids.max() >= log_P.shape[-1]:
        raise IndexError(f"w must lie in [0, {log_P.shape[-1]}): {w!r}")
    ids = ids[..., None]  # (..., T, 1)
    log_P_w = np.take_along_axis(log_P, ids, axis=-1)[..., 0]  # (..., T)
    loss: Loss = -log_P_w.sum(axis=-1)  # F14
    return loss


def log_softmax(z: np.ndarray) -> np.ndarray:
    """log(softmax(z)), never the logarithm of a 0."""
    z = z - z.max(axis=-1, keepdims=True)
    log_p: np.ndarray = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return log_p


def real(name: str, values: ArrayLike) -> np.ndarray:
    """values as float64, or an error that gives their name."""
    a = np.asarray(values)
    if a.dtype.kind not in "iuf" or a.size == 0 or not np.isfinite(a).all():
        raise ValueError(f"{name} must be finite, not empty: {values!r}")
    return a.astype(np.float64)


if __name__ == "__main__":
    text = "the cat sees the dog and the dog sees the cat"
    vocabulary = ["<s>", *sorted(set(text.split()))]  # 0 opens a text
    w = np.array([vocabulary.index(word) for word in text.split()])
    E = np.random.default_rng(0).normal(0, 0.4, (len(vocabulary), 8))
    W_o = E  # not trained yet, and tied as in GPT-2

    def context(w: np.ndarray) -> np.ndarray:
        return np.append(0, w[:-1])  # (T,): <s>, w_1, ..., w_{T-1}

    def hidden(read: np.ndarray) -> np.ndarray:
        """Row t: the mean embedding of the first t ids: a toy model."""
        total: np.ndarray = np.cumsum(E[read], axis=0)  # (T, d)
        return total / np.arange(1, len(read) + 1)[:, None]

    def report(name: str, h: np.ndarray, w: np.ndarray) -> None:
        T, loss = len(w), float(next_token_loss(h, W_o, w))
        mean, unsure = loss / T, np.exp(loss / T)
        print(f"{name:14} T {T}  sum {loss:.2f}  mean {mean:.3f}", end="")
        print(f"  perplexity {unsure:.2f}")

    h = hidden(context(w))  # (T, d)
    log_P, column = log_probabilities(h, W_o), W_o @ h[4]
    print(f"W_o @ h_5      {W_o.shape} @ {h[4].shape} -> {column.shape}")
    print(f"h @ W_o.T      {h.shape} @ {W_o.T.shape} -> {log_P.shape}")
    gap = np.abs(log_softmax(column) - log_P[4]).max()
    print(f"row 5 of both  largest gap {'< 1e-14' if gap < 1e-14 else gap}")

    report("once", h, w)
    twice = np.tile(w, 2)
    report("twice", hidden(context(twice)), twice)
    report("blind guess", np.zeros_like(h), w)
    report("peeks at w_t", hidden(w), w)  # forgot to shift by one

    changed = w.copy()
    changed[7] = vocabulary.index("cat")  # w_8 was dog
    change = log_probabilities(hidden(context(changed)), W_o) - log_P
    moved = np.abs(change).max(axis=-1)  # (T,)
    print(f"w_8 changed    rows 1-8 moved by {moved[:8].max():g}")
    print(f"after w_8      rows 9-11 moved: {(moved[8:] > 0).sum()} of 3")

    z = np.array([0.0, 1000.0])
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    with np.errstate(divide="ignore"):
        print(f"log(softmax)   {np.log(p)[0]:.0f}")
    print(f"log_softmax    {log_softmax(z)[0]:.0f}")
    print(f"tied W_o = E   {50257 * 768:,} parameters saved in GPT-2")
