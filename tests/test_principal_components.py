"""What principal_components promises, held against scikit-learn, SciPy and NumPy's own covariance."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import linalg
from sklearn.decomposition import PCA

from exhibit import agree, claim
from snippets.principal_components import bound, covariance, eigenpairs, principal_components, project, restore
from tests.inputs import reals

pytestmark = pytest.mark.filterwarnings("error", "default::pytest.PytestUnraisableExceptionWarning")  # those come from other files
few = settings(max_examples=25)
shapes = array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7)
tables = arrays(float, shapes, elements=st.integers(-50, 50))  # rows and eigenvalues often repeat
seeds = st.integers(0, 10**6)


def cloud(seed, n=12, d=4):
    """Embeddings round a mean far from 0, with a spread of its own along each direction."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * 2.0 ** -np.arange(d) @ linalg.qr(rng.normal(size=(d, d)))[0]
    return X + rng.normal(size=d)


def directions_are_defined(X):
    s = linalg.svdvals(X - X.mean(axis=0))
    assume((s[:-1] > 1.05 * s[1:]).all())


def rows_differ(X):
    assume(np.ptp(X, axis=0).any())


def error(X, mu, axes):
    return ((X - restore(project(X, mu, axes), mu, axes)) ** 2).sum(axis=1).mean()


@claim(
    vi="Mọi cặp đều thỏa Σu = λu; các vector riêng trực chuẩn, các trị riêng xếp từ lớn đến nhỏ",
    en="Every pair satisfies Σu = λu; the eigenvectors are orthonormal, the eigenvalues fall",
)
@few
@given(tables)
def test_every_pair_is_an_eigenpair(X):
    Sigma = covariance(X)
    lam, U = eigenpairs(Sigma)
    np.testing.assert_allclose(Sigma @ U, lam * U, rtol=0, atol=1e-13 * (1 + np.trace(Sigma)))
    np.testing.assert_allclose(U.T @ U, np.eye(len(lam)), rtol=0, atol=1e-13)
    assert (np.diff(lam) <= 0).all()


@claim(
    vi="Đã quy tâm, Σ khớp với numpy.cov chia cho n; chưa quy tâm, Σ thừa ra đúng ma trận μᵀμ, với μ là hàng trung bình: lệch không quá"
    " {bound} lần phần tử lớn nhất, trên {count} bảng",
    en="Centred, Σ agrees with numpy.cov over n; uncentred, it has the mean's matrix μᵀμ on top: off by {bound} of the largest entry at"
    " most, on {count} tables",
)
@settings(max_examples=50)
@given(tables)
def test_agrees_with_numpy_cov(X):
    mean, cov = X.mean(axis=0), np.cov(X, rowvar=False, ddof=0).reshape(2 * X.shape[1:])
    wanted = [cov, cov + np.outer(mean, mean)]
    # the mean is rounded before it is squared or taken off
    agree([covariance(X - mean), covariance(X)], wanted, within=1e-14, scale=np.abs(wanted).max() or 1.0)


@claim(
    vi="Các phương sai (chia cho n thay vì n − 1) khớp với PCA của scikit-learn, vốn lấy bình phương giá trị suy biến của X đã quy tâm:"
    " lệch không quá {bound} lần phương sai lớn nhất, trên {count} bảng: từ hai hàng, từ d = 1, phương sai bằng nhau, float32 và float64,"
    " phần tử cỡ 10⁻¹²⁰ đến 10¹²⁰",
    en="The variances (over n, not n − 1) agree with scikit-learn's PCA, which squares the singular values of the centred X: off by"
    " {bound} of the largest at most, on {count} tables: from two rows, from d = 1, equal variances, float32 and float64,"
    " entries of size 10⁻¹²⁰ to 10¹²⁰",
)
@settings(max_examples=100)
@given(reals(shapes, dtypes=[np.float32, np.float64], kinds=["different", "whole", "far apart"]), st.sampled_from([-400, 0, 400]))
@example(np.array([[1.0], [1.0], [4.0]]), 0)
@example(np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, -1.0, 0.0]]), 0)  # one variance twice, and one of 0
def test_variances_agree_with_scikit_learn(X, power):
    assume(np.ptp(X, axis=0).max() > 0.1 * np.abs(X).max())
    X = X.astype(float)
    mu, lam, U = principal_components(np.ldexp(X, power))  # a power of two multiplies exactly
    by_sklearn = PCA(svd_solver="full").fit(X)
    variances = np.zeros(X.shape[1])  # scikit-learn gives n at most
    variances[: min(X.shape)] = by_sklearn.explained_variance_ * (len(X) - 1) / len(X)
    np.testing.assert_allclose(np.ldexp(mu, -power), by_sklearn.mean_, rtol=0, atol=1e-15 * np.abs(X).max())
    assert (lam >= 0).all() and U.shape == (X.shape[1], X.shape[1])
    agree(np.ldexp(lam, -2 * power), variances, within=1e-14, scale=variances[0])  # seven products and their sums, each rounded


@claim(
    vi="Các hướng (có thể khác dấu) và tọa độ khớp với PCA của scikit-learn khi mỗi giá trị suy biến lớn hơn giá trị kế tiếp ít nhất 5%:"
    " lệch tuyệt đối không quá {bound}, trên {count} bảng",
    en="The directions (up to sign) and coordinates agree with scikit-learn's PCA when each singular value exceeds the next by 5% or more:"
    " off by {bound} at most (absolute), on {count} tables",
)
@settings(max_examples=50)
@given(seeds)
def test_directions_agree_with_scikit_learn(seed):
    X = cloud(seed)
    directions_are_defined(X)
    mu, _, U = principal_components(X)
    by_sklearn = PCA(svd_solver="full").fit(X)
    signs = np.sign((by_sklearn.components_.T * U).sum(axis=0))
    got, wanted = [*U, *project(X, mu, U)], [*by_sklearn.components_.T * signs, *by_sklearn.transform(X) * signs]
    agree(got, wanted, within=1e-13)  # the error of Sigma, 1e-16, over the gaps of its eigenvalues, from 1e-3 on


@claim(
    vi="Đảo thứ tự các hàng, cộng 3 vào mọi phần tử hay đổi dấu X đều giữ nguyên các hướng, kể cả dấu",
    en="Reversing the rows, adding 3 to every entry or negating X leaves the directions and their signs",
)
@few
@given(seeds)
def test_signs_are_fixed(seed):
    X = cloud(seed)
    directions_are_defined(X)
    _, lam, U = principal_components(X)
    for other in (X[::-1], X + 3, -X):
        np.testing.assert_allclose(principal_components(other)[1], lam, rtol=1e-9)
        np.testing.assert_allclose(principal_components(other)[2], U, rtol=0, atol=1e-9)


@claim(
    vi="Sai số bình phương trung bình khi giữ k thành phần bằng tổng các trị riêng bị bỏ",
    en="The mean squared error with k components is the sum of the eigenvalues left out",
)
@few
@given(tables)
def test_error_is_what_was_left_out(X):
    rows_differ(X)
    mu, lam, U = principal_components(X)
    for k in range(1, len(lam) + 1):
        assert error(X, mu, U[:, :k]) == pytest.approx(lam[k:].sum(), rel=1e-9, abs=1e-9)


@claim(
    vi="k thành phần chính cho sai số không lớn hơn sai số của k hướng trực chuẩn rút ngẫu nhiên",
    en="k principal components err no more than k orthonormal directions drawn at random",
)
@few
@given(tables, seeds)
def test_no_drawn_directions_do_better(X, seed):
    rows_differ(X)
    mu, lam, U = principal_components(X)
    drawn = linalg.qr(np.random.default_rng(seed).normal(size=U.shape))[0]
    for k in range(1, len(lam) + 1):
        assert error(X, mu, U[:, :k]) <= error(X, mu, drawn[:, :k]) + 1e-9


@claim(
    vi="Từ chối NaN, giá trị vô hạn, các hàng giống hệt nhau và ma trận không đối xứng",
    en="Refuses NaN, infinity, rows that are all alike and a matrix that is not symmetric",
)
def test_refuses_what_has_no_components():
    for bad in ([[np.nan, 1.0], [2.0, 3.0]], [[np.inf, 1.0], [2.0, 3.0]], [[-np.inf, 1.0], [2.0, 3.0]]):
        for function, name in ((principal_components, "X"), (covariance, "X"), (eigenpairs, "Sigma")):
            with pytest.raises(ValueError, match=f"^{name} must stay below"):
                function(bad)
    for alike in ([[0.1, 0.2]] * 3, [[1, 2]], np.zeros((4, 2)), [[0.0], [1e-151]]):
        with pytest.raises(ValueError, match=r"^X must hold rows that differ"):
            principal_components(alike)
    for skew in ([[1.0, 2.0], [2.1, 1.0]], [[1.0, 0.1], [-0.1, 1.0]], np.ones((2, 3)), np.ones((3, 2))):
        with pytest.raises(ValueError, match=r"^Sigma must be square, symmetric"):
            eigenpairs(skew)


NO_MATRIX = [3.0, [1.0, 2.0], [[]], np.ones((0, 2)), np.ones((2, 2, 2)), [["a", "b"]], [[True, False]], [[1j, 2]]]


@pytest.mark.parametrize("bad", NO_MATRIX)
def test_refuses_what_is_no_real_matrix(bad):
    good, mu = np.eye(2), np.zeros(2)
    for name, call in (
        ("X", lambda: principal_components(bad)),
        ("X", lambda: covariance(bad)),
        ("Sigma", lambda: eigenpairs(bad)),
        ("X", lambda: project(bad, mu, good)),
        ("axes", lambda: project(good, mu, bad)),
        ("Y", lambda: restore(bad, mu, good)),
        ("axes", lambda: restore(good, mu, bad)),
    ):
        with pytest.raises(ValueError, match=rf"^{name} must be \(n, d\), real"):
            call()


@pytest.mark.parametrize("bad", [0.0, np.zeros((1, 2)), [np.nan, 0.0], ["a", "b"]])
def test_refuses_a_mean_that_is_no_real_vector(bad):
    for function in (project, restore):
        with pytest.raises(ValueError, match=r"^mu must"):
            function(np.eye(2), bad, np.eye(2))


def test_refuses_shapes_that_do_not_fit():
    X, mu, axes = np.ones((5, 3)), np.ones(3), np.eye(3)[:, :2]
    for call in (
        lambda: project(X[:, :1], mu, axes),
        lambda: project(X, mu[:1], axes),
        lambda: project(X, mu, axes.T),
        lambda: project(X[:, :2], mu[:2], axes),
        lambda: restore(X, mu, axes),
        lambda: restore(X[:, :2], mu[:1], axes),
        lambda: restore(X[:, :2], mu[:2], axes),
        lambda: restore(X[:, :1], mu, axes),
    ):
        with pytest.raises(ValueError, match=r"^[XY] \(5, .*, mu .*, axes "):
            call()


def test_the_limits_themselves():
    assert principal_components([[0.0], [1e-150]])[1] > 0  # the smallest spread that has a square
    assert covariance([[9.9e149]]) > 0
    with pytest.raises(ValueError, match=r"^X must stay below 1e\+150"):
        covariance([[1e150]])
    assert (bound(np.array([9e-13])), bound(np.array([1e-12])), bound(np.array([3.0]))) == ("< 1e-12", "> 0.0", "> 0.1")


def test_centres_in_project_and_restore():
    X, mu, axes = np.array([[3.0, 5.0]]), np.array([1.0, 1.0]), np.array([[0.6], [0.8]])
    np.testing.assert_allclose(project(X, mu, axes), [[0.6 * 2 + 0.8 * 4]], rtol=1e-15)
    np.testing.assert_allclose(restore([[5.0]], mu, axes), [[4.0, 5.0]], rtol=1e-15)


def test_largest_entry_is_positive_and_the_first_of_equals_decides():
    a = 2**-0.5
    for turned in (1, -1):
        axes = turned * np.array([[a, a], [-a, a]])
        _, U = eigenpairs(axes * [1.0, 3.0] @ axes.T)
        np.testing.assert_allclose(U, [[a, a], [a, -a]], rtol=0, atol=1e-15)


@pytest.mark.parametrize("u", [[0.5 + nudge, -0.5, 0.5, -0.5 - nudge] for nudge in (1e-13, 0.0, -1e-13)] + [[-0.6, 0.6001, 0.1]])
def test_the_sign_follows_the_largest_entry_and_rounding_cannot_flip_a_tie(u):
    _, U = eigenpairs(np.outer(u, u))
    np.testing.assert_allclose(U[:, 0], np.array(u) / linalg.norm(u), rtol=0, atol=1e-12)


@pytest.mark.parametrize("scale", [1.0, -1.0, 1e9, 1e-9])
def test_tolerates_the_asymmetry_of_float32_only(scale):
    lam, _ = eigenpairs(scale * np.array([[1.0, 1e-7], [0.0, 1.0]]))
    np.testing.assert_allclose(lam, scale, rtol=1e-6)
    with pytest.raises(ValueError, match="symmetric"):
        eigenpairs(scale * np.array([[1.0, 1e-5], [0.0, 1.0]]))


def test_variances_that_rounding_made_negative_are_0():
    X = np.random.default_rng(0).normal(size=(6, 40))
    mu, lam, _ = principal_components(X)
    rounded = eigenpairs(covariance(X - mu))[0]
    assert rounded.min() < 0
    np.testing.assert_array_equal(lam, np.where(rounded > 0, rounded, 0))


def test_uncentred_components_follow_the_mean():
    X = cloud(1) + 100
    mu, _, U = principal_components(X)
    u_1 = eigenpairs(covariance(X))[1][:, 0]
    assert u_1 @ mu / linalg.norm(mu) > 0.9999
    assert abs(U[:, 0] @ mu / linalg.norm(mu)) < 0.9


@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.uint8, np.int64])
def test_computes_in_float64(dtype):
    X = np.array([[127, 100, 0], [126, 0, 1], [3, 100, 100]], dtype)  # squares overflow int8
    mu, lam, U = principal_components(X)
    assert mu.dtype == lam.dtype == U.dtype == project(X, mu, U).dtype == restore(X, mu, U).dtype == np.float64
    np.testing.assert_allclose(covariance(X - mu), np.cov(X.astype(float).T, ddof=0), rtol=1e-12)


@pytest.mark.parametrize("scale", [1e149, 1e-149])
def test_neither_overflows_nor_vanishes(scale):
    X = np.array([[1.0, 2.0], [3.0, -5.0], [0.5, 7.0]])
    lam, U = principal_components(X)[1:]
    np.testing.assert_allclose(principal_components(scale * X)[2], U, rtol=1e-12)
    np.testing.assert_allclose(principal_components(scale * X)[1] / scale / scale, lam, rtol=1e-12)
    with pytest.raises(ValueError, match=r"^X must stay below 1e\+150"):
        covariance(X * 1e150)


def test_inputs_are_left_alone():
    X = cloud(2)
    kept = X.copy()
    mu, _, U = principal_components(X)
    Sigma, Y = covariance(X), project(X, mu, U)
    copies = [a.copy() for a in (mu, U, Sigma, Y)]
    eigenpairs(Sigma), restore(Y, mu, U)
    np.testing.assert_array_equal(X, kept)
    for a, copy in zip((mu, U, Sigma, Y), copies, strict=True):
        np.testing.assert_array_equal(a, copy)


@claim(
    vi="Với bốn điểm thử, chưa quy tâm thì vết của Σ là 70,5; quy tâm rồi thì là 14,375 như numpy.var, và numpy.cov lớn gấp 4/3",
    en="For four points the trace of Σ is 70.5 uncentred; centred it is numpy.var's 14.375, and numpy.cov is 4/3 as large",
    erratum="F19",
)
def test_no_covariance_unless_centred():
    X = np.array([[9.0, 1.0], [9.0, 2.0], [8.0, 5.0], [1.0, 5.0]])
    total = X.var(axis=0).sum()
    np.testing.assert_allclose([np.trace(covariance(X)), total], [70.5, 14.375], rtol=1e-14)
    Sigma = covariance(X - X.mean(axis=0))
    np.testing.assert_allclose(np.trace(Sigma), total, rtol=1e-14)
    np.testing.assert_allclose(np.cov(X.T), 4 / 3 * Sigma, rtol=0, atol=1e-13)


@claim(
    vi="Với 6 điểm trong 40 chiều, eig cho hai vector riêng có tích vô hướng trên 0,1; eigh giữ mọi tích ấy dưới 10⁻¹²",
    en="For 6 points in 40 dimensions eig gives eigenvectors with a dot product above 0.1; eigh keeps every one below 10⁻¹²",
    erratum="F20",
)
def test_eig_is_not_for_a_symmetric_matrix():
    X = np.random.default_rng(0).normal(size=(6, 40))
    X -= X.mean(axis=0)
    Sigma = covariance(X)
    lam, U = eigenpairs(Sigma)
    Q = np.linalg.eig(Sigma)[1]
    assert np.abs(Q.conj().T @ Q - np.eye(40)).max() > 0.1
    assert np.abs(U.T @ U - np.eye(40)).max() < 1e-12 and np.abs(Sigma @ U - lam * U).max() < 1e-12
    np.testing.assert_allclose(lam[:6], linalg.svdvals(X) ** 2 / 6, rtol=0, atol=1e-12)
