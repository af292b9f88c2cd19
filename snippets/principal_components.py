# SPDX-License-Identifier: 0BSD
r"""Principal components: the directions in which embeddings spread most.

F18: X \in \mathbb{R}^{n \times d}
    builds on: F08
F19: \Sigma = \frac{1}{n} X^T X
    builds on: F18
F20: \Sigma \mathbf{u} = \lambda \mathbf{u}
    builds on: F19

| symbol | variable | shape | vi | en |
|---|---|---|---|---|
| X | X | (n, d) | các embedding, mỗi hàng một embedding | the embeddings, one a row |
| n | n | () | số embedding | how many embeddings |
| d | d | () | số chiều của mỗi embedding | the width of each embedding |
| \Sigma | Sigma | (d, d) | ma trận hiệp phương sai, khi mỗi cột của X có trung bình 0 | the covariance matrix, once every column of X has mean 0 |
| \mathbf{u} | U | (d, d) | các vector riêng, mỗi cột một vector độ dài 1 | the eigenvectors, one unit vector a column |
| \lambda | lam | (d,) | các trị riêng, từ lớn đến nhỏ | the eigenvalues, largest first |
"""

import numpy as np
from numpy.typing import ArrayLike


def principal_components(
    X: ArrayLike,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, variances and directions of the rows of X.

    X: real, shape (n, d), at least two different rows.
    Returns, in float64, the mean mu (d,), the variances lam (d,) from
    the largest down (divided by n, in squared units of X) and the
    directions U (d, d), one a column: U[:, :k] are the first k.
    Raises ValueError if no two rows differ.
    Source: I. Jolliffe and J. Cadima, Principal component analysis: a
    review and recent developments, Phil. Trans. R. Soc. A 374 (2016).
    """
    X = matrix("X", X)
    if np.ptp(X, axis=0).max() < 1e-150:  # its square would vanish
        raise ValueError(f"X must hold rows that differ, got {X}")
    mu = X.mean(axis=0)  # (d,)
    lam, U = eigenpairs(covariance(X - mu))
    return mu, np.maximum(lam, 0.0), U  # rounding may fall below 0


def covariance(X: ArrayLike) -> np.ndarray:
    """Mean of x^T x over the rows x of X (n, d): shape (d, d), float64.

    A covariance only if every column of X has mean 0. Divides by n;
    numpy.cov subtracts the mean and divides by n - 1.
    """
    X = matrix("X", X)
    n = len(X)
    Sigma: np.ndarray = X.T @ X / n  # F19
    return Sigma


def eigenpairs(Sigma: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (d,), largest first, and eigenvectors (d, d), columns.

    Sigma: real, symmetric, (d, d), else ValueError. The columns are
    orthonormal. Sign: the largest entry of each column is positive;
    of entries within a millionth of it, the first decides, so that
    rounding cannot flip a tie. Equal eigenvalues fix a subspace only:
    any orthonormal basis of it is right.
    """
    Sigma = matrix("Sigma", Sigma, limit=1e301)
    d = len(Sigma)
    size = np.abs(Sigma).max()
    if Sigma.shape != (d, d) or np.abs(Sigma - Sigma.T).max() > 1e-6 * size:
        raise ValueError(f"Sigma must be square, symmetric, got {Sigma}")
    lam, U = np.linalg.eigh(Sigma)  # F20
    lam, U = lam[::-1], U[:, ::-1]  # eigh puts the smallest first
    height = np.abs(U)
    first = (height > (1 - 1e-6) * height.max(axis=0)).argmax(axis=0)
    return lam, U * np.sign(U[first, np.arange(d)])


def project(X: ArrayLike, mu: np.ndarray, axes: ArrayLike) -> np.ndarray:
    """Coordinates (n, k) of the rows of X (n, d) along axes (d, k).

    mu: (d,), the origin. axes: orthonormal columns, such as U[:, :k].
    Raises ValueError for shapes that do not fit.
    """
    X, mu, axes = matrix("X", X), matrix("mu", [mu]), matrix("axes", axes)
    if not X.shape[1] == mu.shape[1] == axes.shape[0]:
        raise ValueError(f"X {X.shape}, mu {mu.shape}, axes {axes.shape}")
    Y: np.ndarray = (X - mu) @ axes
    return Y


def restore(Y: ArrayLike, mu: np.ndarray, axes: ArrayLike) -> np.ndarray:
    """The rows (n, d) that have the coordinates Y (n, k) along axes (d, k).

    mu: (d,), the origin. Raises ValueError for shapes that do not fit.
    """
    Y, mu, axes = matrix("Y", Y), matrix("mu", [mu]), matrix("axes", axes)
    if Y.shape[1] != axes.shape[1] or mu.shape[1] != axes.shape[0]:
        raise ValueError(f"Y {Y.shape}, mu {mu.shape}, axes {axes.shape}")
    X: np.ndarray = Y @ axes.T + mu
    return X


def matrix(name: str, X: ArrayLike, limit: float = 1e150) -> np.ndarray:
    """X as a real matrix in float64, small enough to be squared."""
    X = np.asarray(X)
    if X.ndim != 2 or X.size == 0 or X.dtype.kind not in "iuf":  # F18
        raise ValueError(f"{name} must be (n, d), real, got {X!r}")
    X = X.astype(np.float64)
    if not np.abs(X).max() < limit:  # NaN fails as well
        raise ValueError(f"{name} must stay below {limit:.0e}, got {X}")
    return X


def bound(error: np.ndarray) -> str:
    """For the demonstration: a size that every machine prints alike."""
    size = np.abs(error).max()
    return "< 1e-12" if size < 1e-12 else f"> {min(size, 0.1):.1f}"


if __name__ == "__main__":
    # columns: alive, large, met every day
    tokens = {"cat": [9, 1, 8], "dog": [9, 2, 9], "cow": [8, 5, 7]}
    tokens |= {"car": [1, 5, 9], "bus": [1, 8, 8], "train": [2, 9, 7]}
    X = np.array(list(tokens.values()))
    n, d = X.shape
    mu, lam, U = principal_components(X)
    print(f"n = {n}, d = {d}, mean of the rows:", *(f"{m:.2f}" for m in mu))
    written, Sigma = covariance(X), covariance(X - mu)
    for name, A in (("written", written), ("centred", Sigma)):
        values, vectors = eigenpairs(A)
        share, u_1 = values / values.sum(), vectors[:, 0]
        cosine = u_1 @ mu / np.linalg.norm(mu)
        print(f"{name}: trace of Sigma    {np.trace(A):8.2f}")
        print(f"{name}: u_1               ", *(f"{x:z7.4f}" for x in u_1))
        print(f"{name}: cosine of u_1, mu  {cosine:z7.4f}")
        print(f"{name}: share of lambda   ", *(f"{x:z7.4f}" for x in share))
    gap, library = written - Sigma - np.outer(mu, mu), np.cov(X.T)
    print(f"written - centred - mu^T mu {bound(gap)}")
    ratio = np.trace(library) / np.trace(Sigma)
    print(f"numpy.cov over centred      {ratio:.4f} = n / (n - 1)")
    print(f"numpy.cov - ratio * centred {bound(library - ratio * Sigma)}")

    print(f"Sigma u - lambda u          {bound(Sigma @ U - lam * U)}")
    s, V = np.linalg.svd(X - mu, full_matrices=False)[1:]  # (d,), (d, d)
    print(f"SVD: s^2 / n - lambda       {bound(s**2 / n - lam)}")
    print(f"SVD: 1 - |v . u|            {bound(1 - abs((V.T * U).sum(0)))}")
    wide = covariance(np.random.default_rng(0).normal(size=(6, 40)))
    P, Q = eigenpairs(wide)[1], np.linalg.eig(wide)[1]
    skew = Q.conj().T @ Q - np.eye(40)
    print(f"eigh, rank 6 of 40: u . u'  {bound(P.T @ P - np.eye(40))}")
    print(f"eig, rank 6 of 40: u . u'   {bound(skew)}")
    twice = np.diag([2.0, 2.0, 1.0])
    u = eigenpairs(twice)[1][:, :2] @ [0.6, 0.8]  # neither of the two
    print(f"lambda twice: a mixture u   {bound(twice @ u - 2 * u)}")

    for token, y in zip(tokens, project(X, mu, U[:, :2]), strict=True):
        print(f"{token:5} on u_1, u_2         {y[0]:z7.3f} {y[1]:z7.3f}")
    for k in range(1, d + 1):
        back = restore(project(X, mu, U[:, :k]), mu, U[:, :k])
        lost = ((X - back) ** 2).sum(axis=1).mean()
        print(f"k = {k}: lost {lost:.4f}, lambda left {lam[k:].sum():.4f}")
