# SPDX-License-Identifier: 0BSD
r"""Gradient step: move the embeddings so that a text surprises less.

F17: E \leftarrow E - \eta \nabla_E \mathcal{L}
    builds on: F06, F14

| symbol               | variable | shape    | vi                                                  | en                                                   |
|----------------------|----------|----------|-----------------------------------------------------|------------------------------------------------------|
| E                    | E        | (|V|, d) | ma trận embedding: hàng v là vector của token v     | the embedding matrix: row v is the vector of token v |
| \eta                 | eta      | ()       | tốc độ học                                          | the learning rate                                    |
| \nabla_E \mathcal{L} | grad_E   | (|V|, d) | đạo hàm riêng của hàm mất mát theo từng phần tử của E | the partial derivative of the loss by each entry of E |
| \mathcal{L}          | loss     | ()       | hàm mất mát của F14, tính bằng nat                  | the loss of F14, in nats                             |
| W_o                  | W_o      | (|V|, d) | ma trận đầu ra                                      | the output matrix                                    |
| w_t                  | w        | (T,)     | chỉ số của token thứ t trong văn bản                | the id of token t of the text                        |
| w_{t-1}              | context  | (T,)     | chỉ số của token đứng ngay trước                    | the id of the token just before                      |
| h_t                  | h        | (T, d)   | hàng t: vector của token đứng ngay trước            | row t: the vector of the token just before           |
| P - Y                | error    | (T, |V|) | các xác suất, trừ đi 1 ở token đúng                 | the probabilities, less 1 at the true token          |
"""

import numpy as np
from numpy.typing import ArrayLike


def gradient_step(
    E: ArrayLike, grad_E: ArrayLike, eta: float
) -> np.ndarray:
    """One step of gradient descent: a new E; the old one is left alone.

    E, grad_E: real, of one shape, here (|V|, d). eta: positive.
    Returns float64, the shape of E. Raises ValueError for shapes that
    differ, NaN, infinity, eta <= 0, and a step that overflows.
    Source: Jurafsky & Martin, SLP, 3rd ed., on gradient descent.
    """
    E, grad_E, rate = real("E", E), real("grad_E", grad_E), real("eta", eta)
    if E.shape != grad_E.shape or rate.ndim or rate <= 0:
        raise ValueError(f"E {E.shape}, grad_E {grad_E.shape}, eta {eta}")
    with np.errstate(over="ignore", under="ignore"):
        E = E - eta * grad_E  # F17
    return real("E after the step", E)


def loss_and_gradient(
    E: ArrayLike, W_o: ArrayLike, w: ArrayLike
) -> tuple[float, np.ndarray, np.ndarray]:
    """The loss of a bigram model, h_t = E[w_{t-1}], and its gradient.

    E, W_o: real, shape (|V|, d). w: integer ids, shape (T,); token 0
    stands before the first. Returns the sum of -log P(w_t | w_{t-1}) in
    nats, its gradient by E, (|V|, d), and its gradient by the logits,
    P - Y, (T, |V|); that by W_o is (P - Y).T @ h. All float64. Raises
    IndexError for an id outside [0, |V|), ValueError for NaN, infinity,
    overflow, and shapes or types other than these.
    """
    E, W_o, ids = real("E", E), real("W_o", W_o), np.asarray(w)
    if E.ndim != 2 or E.shape != W_o.shape:
        raise ValueError(f"E {E.shape}, W_o {W_o.shape}: both (|V|, d)")
    if ids.dtype.kind not in "iu" or ids.ndim != 1 or ids.size == 0:
        raise ValueError(f"w must be integers, (T,), not empty: {w!r}")
    if ids.min() < 0 or ids.max() >= len(E):
        raise IndexError(f"w must lie in [0, {len(E)}): {w!r}")
    t, ids = np.arange(len(ids)), ids.astype(np.intp)
    context = np.append(0, ids[:-1])  # (T,)
    h = E[context]  # (T, d)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        z = h @ W_o.T  # (T, |V|)
        z = z - z.max(axis=1, keepdims=True)
        log_P = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        loss = float(-real("log P of E, W_o", log_P)[t, ids].sum())
        error = np.exp(log_P)  # (T, |V|)
        error[t, ids] -= 1  # P - Y
        grad_E = np.zeros_like(E)  # (|V|, d)
        np.add.at(grad_E, context, error @ W_o)  # a row sums its uses
    return loss, real("grad_E", grad_E), error


def real(name: str, values: ArrayLike) -> np.ndarray:
    """values as float64, or an error that gives their name."""
    a = np.asarray(values)
    if a.dtype.kind not in "iuf" or a.size == 0 or not np.isfinite(a).all():
        raise ValueError(f"{name} must be finite, not empty: {values!r}")
    return a.astype(np.float64)


if __name__ == "__main__":
    text = "the cat sees the dog and the dog sees the cat"
    vocabulary = "<s> a and bird cat dog fish sees sleeps the"
    index = {word: i for i, word in enumerate(vocabulary.split())}
    w = np.array([index[word] for word in text.split()])  # (T,)
    E, W_o = np.random.default_rng(0).normal(0, 0.5, (2, len(index), 8))

    def loss_at(E: np.ndarray) -> float:
        return loss_and_gradient(E, W_o, w)[0]

    def train(eta: float, steps: int, adam: bool = False) -> float:
        E_k, m, v = E, np.zeros_like(E), np.zeros_like(E)
        for k in range(1, steps + 1):
            step = loss_and_gradient(E_k, W_o, w)[1]
            if adam:
                m, v = 0.9 * m + 0.1 * step, 0.999 * v + 0.001 * step**2
                step = m / (1 - 0.9**k)
                step /= np.sqrt(v / (1 - 0.999**k)) + 1e-8
            E_k = gradient_step(E_k, step, eta)
        return loss_at(E_k)

    loss, grad_E, error = loss_and_gradient(E, W_o, w)
    print(f"loss at first           {loss:.2f}")
    print(f"one step, eta 0.1       {train(0.1, 1):.2f}")
    print(f"100 steps, eta 0.1      {train(0.1, 100):.2f}")
    print(f"100 steps of Adam, 0.1  {train(0.1, 100, adam=True):.2f}")
    read = [0, *w[:-1]]
    pairs = list(zip(read, w, strict=True))
    floor = -sum(np.log(pairs.count(p) / read.count(p[0])) for p in pairs)
    print(f"no bigram model below   {floor:.2f}")

    slope = (loss - train(1e-4, 1)) / (1e-4 * (grad_E**2).sum())
    print(f"eta 0.0001, fall / (eta |grad|^2)  {slope:.3f}")
    print(f"one step, eta 30        {train(30, 1):.2f}")
    print(f"100 steps, eta 1        {train(1, 100):.2f}")

    numeric = np.zeros_like(E)
    for at in np.ndindex(E.shape):
        nudge = np.zeros_like(E)
        nudge[at] = 1e-5
        numeric[at] = (loss_at(E + nudge) - loss_at(E - nudge)) / 2e-5
    gap = np.abs(grad_E - numeric).max()
    print(f"finite differences      gap {'< 1e-8' if gap < 1e-8 else gap}")
    wrong = np.zeros_like(E)
    wrong[read] += error @ W_o  # keeps one use of each token only
    print(
        f"grad_E[ids] += ...      gap {np.abs(wrong - numeric).max():.2f}"
    )

    moved = (gradient_step(E, grad_E, 0.1) != E).any(axis=1)  # (|V|,)
    print(f"rows moved, untied      {moved.sum()} of {len(E)}")
    _, through_h, error = loss_and_gradient(E, E, w)  # tied: W_o is E
    tied = gradient_step(E, through_h + error.T @ E[read], 0.1)
    print(f"rows moved, tied        {(tied != E).any(1).sum()} of {len(E)}")
