# SPDX-License-Identifier: 0BSD
import numpy as np

text = "the cat sees the dog and the dog sees the cat"
names = ["<s>", *sorted(set(text.split()))]
w = np.array([names.index(word) for word in text.split()])  # (T,)
before = np.append(0, w[:-1])  # (T,)


def train(E, W, steps=100, eta=0.1):
    """Losses of the bigram model at the start and after the steps."""
    losses = []
    for _ in range(steps + 1):
        h = E[before]  # (T, d)
        z = h @ W.T
        z = z - z.max(axis=1, keepdims=True)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)  # (T, |V|)
        losses.append(-np.log(p[np.arange(len(w)), w]).sum())
        error = p - np.eye(len(names))[w]  # P - Y
        grad_E = np.zeros_like(E)
        np.add.at(grad_E, before, error @ W)
        E, W = E - eta * grad_E, W - eta * error.T @ h
    return losses[0], losses[-1]


zero = np.zeros((len(names), 8))
drawn = np.random.default_rng(0).normal(0, 0.5, zero.shape)
for name, E, W in ("both zero", zero, zero), ("E zero", zero, drawn):
    first, last = train(E, W)
    print(f"{name}: {first:.2f} at first, {last:.2f} after 100 steps")
