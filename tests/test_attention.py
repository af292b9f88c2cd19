"""What attention promises, held against JAX, SciPy and its own definition."""

import jax
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax

from exhibit import agree, claim
from snippets.attention import attention, causal_mask, project, softmax
from tests.inputs import reals

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_cpu_enable_async_dispatch", False)  # so small a computation is not worth a thread

few = settings(max_examples=25)
sizes = st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 4))  # T, d_k, d_v


@st.composite
def qkv(draw, largest=50.0):
    """Q, K and V of one length T, with entries up to `largest`."""
    T, d_k, d_v = draw(sizes)
    entries = st.floats(-largest, largest)
    return [draw(arrays(float, (T, width), elements=entries)) for width in (d_k, d_k, d_v)]


@st.composite
def weighted_inputs(draw, largest=3.0):
    """X with weights W_Q, W_K and W_V that fit it."""
    (T, d_k, d_v), d = draw(sizes), draw(st.integers(1, 4))
    entries = st.floats(-largest, largest)
    shapes = (T, d), (d, d_k), (d, d_k), (d, d_v)
    return [draw(arrays(float, shape, elements=entries)) for shape in shapes]


@claim(vi="Mỗi hàng trọng số không âm và có tổng bằng 1", en="Every row of weights is non-negative and sums to 1")
@few
@given(qkv(largest=1e3), st.booleans())
def test_rows_are_distributions(given_qkv, causal):
    T = len(given_qkv[0])
    _, weights = attention(*given_qkv, causal_mask(T) if causal else True)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=0, atol=1e-14)


@st.composite
def batches(draw):
    """Q, K and V of up to two texts: from one token and one dimension, V from tiny to huge numbers."""
    T, d_k, d_v = draw(sizes)
    batch = draw(st.sampled_from([(), (1,), (2,)]))
    Q, K = (draw(reals((*batch, T, d_k), [1e-100, 1e-3, 1.0])) for _ in range(2))
    return Q, K, draw(reals((*batch, T, d_v), [1e-300, 1.0, 1e300]))


@claim(
    vi="Khớp với kết quả tính từng bước bằng SciPy (float64), có và không có mặt nạ nhân quả: trọng số lệch tuyệt đối không quá {bound},"
    " đầu ra lệch không quá {bound} lần phần tử lớn nhất của V, trên {count} batch: từ một token và d_k = 1, token bằng nhau,"
    " V cỡ 10⁻³⁰⁰ đến 10³⁰⁰",
    en="Agrees with SciPy, step by step (float64), with and without the causal mask: the weights are off by {bound} at most (absolute),"
    " the outputs by {bound} of V's largest entry, on {count} batches: from one token and d_k = 1, equal tokens,"
    " V of size 10⁻³⁰⁰ to 10³⁰⁰",
)
@settings(max_examples=75)
@given(batches(), st.booleans())
@example((np.array([[3.0]]), np.array([[-2.0]]), np.array([[1e-300]])), True)
def test_agrees_with_scipy(batch, causal):
    Q, K, V = batch
    T, d_k = Q.shape[-2:]
    scores = np.einsum("...ik,...jk->...ij", Q, K) / d_k**0.5
    if causal:
        scores[..., ~np.tri(T, dtype=bool)] = -np.inf
    by_scipy = np.exp(log_softmax(scores, axis=-1))
    output, weights = attention(Q, K, V, causal_mask(T) if causal else True)
    largest = np.abs(V).max() or 1.0
    got = np.concatenate([weights, output / largest], axis=-1)
    wanted = np.concatenate([by_scipy, np.einsum("...ij,...jv->...iv", by_scipy, V / largest)], axis=-1)
    agree(got, wanted, within=1e-15)  # weights up to 1, from scores up to 8, rounded to 1.1e-16 and 4e-16


@jax.jit  # one shape: compiled once
def by_jax(X, W, mask):
    q, k, v = (jax.numpy.einsum("btd,hdk->bthk", X, w) for w in W)
    return jax.numpy.swapaxes(jax.nn.dot_product_attention(q, k, v, mask=mask), 1, 2)


@claim(
    vi="Với float32, bốn đầu và hai câu, trong đó câu thứ hai có mặt nạ nhân quả, đầu ra lệch không quá {bound} lần vector giá trị lớn nhất"
    " so với dot_product_attention của JAX, trên {count} batch câu có từ một đến sáu token",
    en="In float32, with four heads and two texts, the second under the causal mask, the outputs are off by {bound} of the largest value at"
    " most from JAX's dot_product_attention, on {count} batches of texts of one to six tokens",
)
@settings(max_examples=50)
@given(st.integers(1, 6).flatmap(lambda T: reals((2, T, 8), dtypes=[np.float32])), reals((3, 4, 8, 2), [0.3], [np.float32]))
def test_agrees_with_jax(X, W):
    T = X.shape[1]
    mask = np.stack([np.ones((T, T), dtype=bool), causal_mask(T)])[:, None]  # (2, 1, T, T)
    Q, K, V = project(X[:, None], *W)
    output, _ = attention(Q, K, V, mask)  # (2, 4, T, 2)
    filled = np.pad(mask, ((0, 0), (0, 0), (0, 6 - T), (0, 6 - T))) | np.eye(6, dtype=bool)
    wanted = np.asarray(by_jax(np.pad(X, ((0, 0), (0, 6 - T), (0, 0))), W, filled))[:, :, :T]
    assert output.dtype == np.float32
    agree(output, wanted, within=1e-5, scale=np.abs(V).max() or 1.0)  # scores near 10 are rounded to 1e-6


@claim(
    vi="Với mặt nạ nhân quả, đổi các token đứng sau thì đầu ra của các token đứng trước không đổi một bit nào",
    en="Causal mask: other later tokens leave the outputs before them the same to the last bit",
)
@few
@given(weighted_inputs(), st.data())
def test_causal_outputs_ignore_the_future(inputs, data):
    X, *W = inputs
    first = data.draw(st.integers(0, len(X)))
    other = X.copy()
    other[first:] = data.draw(arrays(float, other[first:].shape, elements=st.floats(-3, 3)))
    mask = causal_mask(len(X))
    before, weights = attention(*project(X, *W), mask)
    after, _ = attention(*project(other, *W), mask)
    assert (np.triu(weights, 1) == 0).all()
    np.testing.assert_array_equal(after[:first], before[:first])


@claim(
    vi="Khi không có vị trí và không có mặt nạ, hoán vị các hàng đầu vào thì các hàng đầu ra hoán vị theo",
    en="Without positions or a mask, permuting the input rows permutes the output rows alike",
)
@few
@given(weighted_inputs(), st.data())
def test_permutation_equivariant(inputs, data):
    X, *W = inputs
    order = data.draw(st.permutations(range(len(X))))
    output, _ = attention(*project(X, *W))
    shuffled, _ = attention(*project(X[order], *W))
    np.testing.assert_allclose(shuffled, output[order], rtol=0, atol=1e-10)


@claim(
    vi="Khi Q và K giữ nguyên, đầu ra tuyến tính theo V",
    en="With Q and K held fixed, the output is linear in V",
)
@few
@given(qkv(), st.floats(-3, 3), st.data())
def test_linear_in_values(given_qkv, factor, data):
    Q, K, V = given_qkv
    U = data.draw(arrays(float, V.shape, elements=st.floats(-50, 50)))
    apart = factor * attention(Q, K, V)[0] + attention(Q, K, U)[0]
    np.testing.assert_allclose(attention(Q, K, factor * V + U)[0], apart, rtol=0, atol=1e-11)


@claim(
    vi="Không tuyến tính theo X: có đầu vào mà nhân đôi nó thì đầu ra không nhân đôi",
    en="Not linear in X: there is an input whose double does not have double the output",
)
def test_not_linear_in_inputs():
    X = np.array([[1.0, 0.0], [0.0, 1.0]])
    W = np.eye(2)
    single, double = (attention(*project(x, W, W, W))[0] for x in (X, 2 * X))
    assert np.abs(double - 2 * single).max() > 0.5
    a, b = (1 / (1 + np.exp(-s / np.sqrt(2))) for s in (1, 4))  # a row's two weights are a logistic of its score
    np.testing.assert_allclose([single[0, 0], double[0, 0] / 2], [a, b], rtol=0, atol=1e-15)


@claim(
    vi="Chia cho √d_k giữ phương sai của điểm attention gần 1, cả khi d_k = 4 lẫn khi d_k = 1024",
    en="Dividing by √d_k keeps the variance of the scores near 1, for d_k = 4 and for d_k = 1024",
)
@pytest.mark.parametrize("d_k", [4, 1024])
def test_scaling_keeps_variance(d_k):
    Q, K = np.random.default_rng(2).normal(size=(2, 300, d_k))
    _, weights = attention(Q, K, K)
    scores = np.log(weights)  # less a constant a row
    assert scores.var(axis=-1).mean() == pytest.approx(1, abs=0.06)


@claim(
    vi="Từ chối mặt nạ khiến một hàng không còn token nào để nhìn",
    en="Refuses a mask under which some row may look nowhere",
)
@pytest.mark.parametrize("mask", [False, [[True, True], [False, False]], [[[True], [False]]]])
def test_refuses_blind_rows(mask):
    X = np.ones((1, 2, 2))
    with pytest.raises(ValueError, match="mask"):
        attention(X, X, X, mask)


@few
@given(qkv(), st.data())
def test_any_mask_is_obeyed(given_qkv, data):
    Q, K, V = given_qkv
    mask = data.draw(arrays(bool, (len(Q), len(K))))
    mask[:, data.draw(st.integers(0, len(K) - 1))] = True
    output, weights = attention(Q, K, V, mask)
    assert (weights[~mask] == 0).all()
    for i, row in enumerate(mask):  # the same as leaving the hidden keys out
        alone, _ = attention(Q[i : i + 1], K[row], V[row])
        np.testing.assert_allclose(output[i], alone[0], rtol=0, atol=1e-10)


def test_softmax_by_hand_hides_nothing_unless_told():
    z = np.log([[1.0, 3.0]])
    np.testing.assert_allclose(softmax(z), [[1 / 4, 3 / 4]], rtol=1e-15)
    np.testing.assert_array_equal(softmax(z, np.array([True, False])), [[1, 0]])


def test_projections_are_rows_times_weights():
    X, W_Q, W_K, W_V = [[1, 2, 3]], [[1], [0], [0]], [[0], [1], [0]], [[0, 1], [0, 1], [1, 0]]
    Q, K, V = project(X, W_Q, W_K, W_V)
    assert (Q.tolist(), K.tolist(), V.tolist()) == ([[1.0]], [[2.0]], [[3.0, 3.0]])


def test_broadcasts_leading_axes_and_keeps_lengths_apart():
    rng = np.random.default_rng(3)
    Q, K, V = rng.normal(size=(2, 1, 3, 4)), rng.normal(size=(5, 6, 4)), rng.normal(size=(6, 7))
    output, weights = attention(Q, K, V)
    assert output.shape == (2, 5, 3, 7) and weights.shape == (2, 5, 3, 6)
    np.testing.assert_allclose(output[1, 2], attention(Q[1, 0], K[2], V)[0], rtol=0, atol=1e-14)


def test_mask_broadcasts_over_heads_and_rows():
    X = np.random.default_rng(4).normal(size=(2, 3, 3, 4))
    padding = np.array([[True, True, False], [True, False, False]])[:, None, None]  # (2, 1, 1, 3)
    _, weights = attention(X, X, X, padding & causal_mask(3))
    assert (weights[0, ..., 2] == 0).all() and (weights[1, ..., 1:] == 0).all()
    assert (weights[0, :, 0, 1] == 0).all() and (weights[0, :, 1, 1] > 0).all()


def test_causal_mask_is_lower_triangular():
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]]


def test_large_scores_do_not_overflow():
    Q = K = np.array([[1e154], [-1e154]])
    output, weights = attention(Q, K, [[1.0], [2.0]])
    assert weights.tolist() == [[1.0, 0.0], [0.0, 1.0]] and output.tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize(("kind", "expected"), [("f2", "f4"), ("f4", "f4"), ("f8", "f8"), ("i8", "f8")])
def test_dtypes(kind, expected):
    X = np.array([[1, 2], [3, 1]], dtype=kind)
    output, weights = attention(*project(X, X, X, X))
    assert output.dtype == weights.dtype == np.dtype(expected)


def test_inputs_are_left_alone():
    arrays_in = [np.arange(4.0).reshape(2, 2) for _ in range(4)]
    mask = causal_mask(2)
    project(*arrays_in)
    attention(*arrays_in[:3], mask)
    assert all((a == np.arange(4).reshape(2, 2)).all() for a in arrays_in) and (mask == np.tri(2)).all()


good = np.ones((3, 2))
bad_values = [np.full((3, 2), np.nan), np.full((3, 2), np.inf), np.ones(2), np.ones((0, 2)), good.astype(str), good > 0]


@pytest.mark.parametrize("bad", [*bad_values, good * 1j])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_names_the_bad_argument(bad, place):
    inputs = [good, good, good]
    inputs[place] = bad
    with pytest.raises(ValueError, match=r"^" + "QKV"[place]):
        attention(*inputs)
    inputs = [good, good.T, good.T, good.T]
    inputs[place + 1] = bad
    with pytest.raises(ValueError, match=r"^" + ("W_Q", "W_K", "W_V")[place]):
        project(*inputs)
    with pytest.raises(ValueError, match=r"^X"):
        project(bad, good.T, good.T, good.T)


@pytest.mark.parametrize(
    "shapes",
    [[(3, 2), (3, 4), (3, 2)], [(3, 2), (4, 2), (3, 2)], [(2, 3, 2), (4, 3, 2), (3, 2)], [(3, 1), (3, 2), (3, 2)]],
)
def test_refuses_shapes_that_do_not_fit(shapes):
    with pytest.raises(ValueError, match=r"Q.*K.*V"):
        attention(*map(np.ones, shapes))


@pytest.mark.parametrize("place", [1, 2, 3])
def test_refuses_weights_that_do_not_fit(place):
    inputs = [good, good.T, good.T, good.T]
    inputs[place] = np.ones((3, 3))
    with pytest.raises(ValueError, match=("W_Q", "W_K", "W_V")[place - 1] + r" \(3, 3\) does not fit X \(3, 2\)"):
        project(*inputs)


def test_names_all_whose_leading_axes_do_not_fit():
    with pytest.raises(ValueError, match=r"^Q, K, V: "):
        attention(np.ones((2, 3, 2)), np.ones((4, 3, 2)), np.ones((3, 2)))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["Q", "K", "V"])
def test_refuses_a_projection_of_infinity_less_infinity(name):
    X, good = np.full((1, 64), 1e200), np.ones((64, 1))
    bad = np.where(np.arange(64) % 2, 1e200, -1e200)[:, None]
    with pytest.raises(ValueError, match=f"^{name} must be finite"):
        project(X, *(bad if one == name else good for one in "QKV"))


@pytest.mark.filterwarnings("error")
def test_refuses_scores_and_outputs_of_infinity_less_infinity():
    Q, K = np.full((1, 64), 1e200), np.where(np.arange(64) % 2, 1e200, -1e200)[None]
    with pytest.raises(ValueError, match=r"^scores must be finite"):
        attention(Q, K, [[1.0]])


@pytest.mark.parametrize("mask", [np.ones((3, 3)), np.ones((2, 3), dtype=bool), np.ones((2, 3, 3), dtype=bool)])
def test_refuses_masks_of_another_kind(mask):
    with pytest.raises(ValueError, match="mask"):
        attention(good, good, good, mask)


@pytest.mark.filterwarnings("error")
def test_refuses_results_beyond_a_float():
    huge = np.full((2, 2), 1e200)
    with pytest.raises(ValueError, match=r"^scores"):
        attention(huge, huge, good[:2])
    with pytest.raises(ValueError, match=r"^scores"):
        attention([[1e200, 1e200]], [[1e200, -1e200]], [[1.0]])  # infinity less infinity
    with pytest.raises(ValueError, match=r"^K"):
        project(huge, np.eye(2), huge, np.eye(2))
    for T in range(2, 60):  # T weights 1/T may sum to a little more than 1
        try:
            assert np.isfinite(attention([[0.0]], np.zeros((T, 1)), np.full((T, 1), np.finfo(float).max))[0])
        except ValueError as error:
            assert str(error).startswith("output")


@claim(
    vi="Với 5 token, cả 10 trọng số nhìn về sau đều dương nếu không có mặt nạ, bằng 0 nếu có; che sau softmax thì có hàng còn dưới 0,5",
    en="Of 5 tokens all 10 weights on later ones are positive, with a mask 0; masked after softmax a row keeps less than 0.5",
    erratum="F26",
)
def test_no_mask_as_written():
    X, *W = np.random.default_rng(4).normal(size=(4, 5, 5))
    Q, K, V = project(X, *W)
    free, masked = attention(Q, K, V)[1], attention(Q, K, V, causal_mask(5))[1]
    later = np.triu_indices(5, 1)
    assert (free[later] > 0).sum() == 10 and (masked[later] == 0).sum() == 10
    np.testing.assert_allclose([free.sum(axis=-1), masked.sum(axis=-1)], 1, rtol=0, atol=1e-15)
    assert np.where(causal_mask(5), free, 0).sum(axis=-1).min() < 0.5
    scores = np.where(causal_mask(5), Q @ K.T / np.sqrt(5), -np.inf)
    np.testing.assert_allclose(masked, np.exp(log_softmax(scores, axis=-1)), rtol=0, atol=1e-15)
    order, P = [4, 2, 0, 1, 3], np.random.default_rng(5).normal(size=X.shape)
    for positions, moved in (0 * P, False), (P, True):  # only positions make the order matter
        output, shuffled = (attention(*project(rows + positions, *W))[0] for rows in (X, X[order]))
        assert (np.abs(shuffled - output[order]).max() > 1e-12) == moved
