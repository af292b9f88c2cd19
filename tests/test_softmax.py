"""What softmax promises, held against SciPy, JAX and the limits of float64."""

import jax
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.special import log_softmax
from scipy.special import softmax as scipy_softmax

from exhibit import agree, claim
from snippets.softmax import softmax
from tests.inputs import reals

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_cpu_enable_async_dispatch", False)  # so small a computation is not worth a thread

shapes = array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=6)
logits = arrays(float, shapes, elements=st.floats(-1e308, 1e308))  # the gap of two may overflow
masks = arrays(bool, 6)
SIZES = [1e-300, 1e-3, 1.0, 10.0, 1e3, 1e300]
jax_softmax = jax.jit(jax.nn.softmax)


@claim(
    vi="Các xác suất không âm và có tổng bằng 1, kể cả với logit đến ±10³⁰⁸",
    en="The probabilities are never negative and sum to 1, even for logits as far out as ±10³⁰⁸",
)
@given(logits)
@settings(max_examples=50)
def test_is_a_distribution(z):
    p = softmax(z)
    assert p.shape == z.shape
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=0, atol=1e-15)


@claim(
    vi="Lệch tuyệt đối không quá {bound} so với log_softmax của SciPy (float64) trên {count} đầu vào: từ một token đến một batch,"
    " logit bằng nhau, logit cỡ 10⁻³⁰⁰ đến 10³⁰⁰",
    en="Off by {bound} at most (absolute, float64) from SciPy's log_softmax on {count} inputs: from one token to a batch,"
    " equal logits, logits of size 10⁻³⁰⁰ to 10³⁰⁰",
)
@given(reals(sizes=SIZES))
@example(np.zeros(1))
@settings(max_examples=99)
def test_agrees_with_scipy(z):
    # SciPy's own softmax takes the same steps in NumPy and would give the same bits; this one never divides
    agree(softmax(z), np.exp(log_softmax(z, axis=-1)), within=1e-15)  # p is at most 1, and rounded to 1.1e-16


@claim(
    vi="Lệch tuyệt đối không quá {bound} so với softmax của JAX (float64) trên {count} đầu vào như vậy",
    en="Off by {bound} at most (absolute, float64) from JAX's softmax on {count} inputs of the same kind",
)
@given(reals(sizes=SIZES))
@settings(max_examples=50)
def test_agrees_with_jax(z):
    padded = np.zeros((36, 6))  # one shape: JAX compiles anew for each
    padded[:, z.shape[-1] :] = -np.inf
    padded[: z[..., 0].size, : z.shape[-1]] = z.reshape(-1, z.shape[-1])
    by_jax = np.asarray(jax_softmax(padded))  # which would compile each slice
    agree(softmax(z), by_jax[: z[..., 0].size, : z.shape[-1]].reshape(z.shape), within=1e-15)  # as above


@claim(
    vi="Với float32, lệch tuyệt đối không quá {bound} so với SciPy tính bằng float64, trên {count} đầu vào",
    en="In float32, off by {bound} at most (absolute) from SciPy in float64, on {count} inputs",
)
@given(reals(sizes=[1e-30, 1.0, 10.0, 1e30], dtypes=[np.float32]))
@settings(max_examples=100)
def test_agrees_with_scipy_in_float32(z):
    agree(softmax(z), scipy_softmax(z.astype(float), axis=-1), within=1e-6)  # z less the largest, near 10, is rounded to 5e-7


@claim(
    vi="Với logit trong ±20, khớp với cách tính thẳng theo công thức, lệch tuyệt đối không quá {bound}, trên {count} đầu vào",
    en="For logits within ±20, agrees with the formula taken literally, off by {bound} at most (absolute), on {count} inputs",
)
@given(arrays(float, shapes, elements=st.floats(-20, 20)))
@settings(max_examples=50)
def test_agrees_with_the_formula_as_written(z):
    as_written = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    agree(softmax(z), as_written, within=1e-15)  # p is at most 1; for small p a rounded exponent matters less


@claim(
    vi="Cộng cùng một số nguyên vào các logit nguyên thì kết quả không đổi một bit nào",
    en="Adding one whole number to all of some whole logits changes no bit of the result",
)
@given(arrays(np.int64, shapes, elements=st.integers(-(10**6), 10**6)), st.integers(-(10**9), 10**9))
@settings(max_examples=50)
def test_ignores_a_shift(z, shift):
    np.testing.assert_array_equal(softmax(z + shift), softmax(z))


@claim(
    vi="Tỉ số hai xác suất chỉ phụ thuộc vào hiệu hai logit",
    en="The ratio of two probabilities depends on the difference of their logits alone",
)
@given(arrays(float, 5, elements=st.floats(-50, 50)))
@settings(max_examples=50)
def test_ratio_is_e_to_the_difference(z):
    p = softmax(z)
    np.testing.assert_allclose(p[:, None] / p, np.exp(z[:, None] - z), rtol=1e-13)


@claim(
    vi="Logit bằng −∞ nhận xác suất đúng bằng 0; các xác suất còn lại như thể nó không có mặt",
    en="A logit of −∞ gets probability exactly 0, and the others are as if it were not there",
)
@given(arrays(float, 6, elements=st.floats(-30, 30)), masks)
@settings(max_examples=50)
def test_masks_with_minus_infinity(z, hidden):
    hidden[0] = False
    p = softmax(np.where(hidden, -np.inf, z))
    assert (p[hidden] == 0).all()
    np.testing.assert_allclose(p[~hidden], softmax(z[~hidden]), rtol=0, atol=1e-15)


@claim(
    vi="Từ chối NaN, +∞ và hàng chỉ gồm −∞",
    en="Refuses NaN, +∞ and a row of nothing but −∞",
)
@pytest.mark.parametrize("bad", [[np.nan, 1.0], [1.0, np.nan], [np.inf, 1.0], [-np.inf, np.inf], [-np.inf, -np.inf]])
def test_refuses_what_has_no_softmax(bad):
    with pytest.raises(ValueError, match="z"):
        softmax(bad)
    with pytest.raises(ValueError, match="z"):
        softmax([[0.0, 1.0], bad])  # one bad row is enough


@pytest.mark.parametrize("bad", [3.0, [], np.zeros((2, 0)), np.zeros((0, 2)), ["a"], [1j], [True], [None]])
def test_refuses_what_are_no_logits(bad):
    with pytest.raises(ValueError, match="z must be real"):
        softmax(bad)


def test_near_a_thousand_by_hand():
    e = np.e
    for base in (-1e9, -1000.0, 0.0, 1000.0, 1e9):
        z = base + np.array([2.0, 1.0, 0.0])
        np.testing.assert_allclose(softmax(z), np.array([e * e, e, 1]) / (e * e + e + 1), rtol=1e-15)


@pytest.mark.parametrize(
    ("given_type", "back"),
    [("f4", "f4"), ("f8", "f8"), ("f2", "f8"), ("i8", "f8"), ("u1", "f8")],
)
def test_keeps_float32_and_computes_the_rest_in_float64(given_type, back):
    z = np.array([[1, 2, 3], [200, 0, 100]], dtype=given_type)
    p = softmax(z)
    assert p.dtype == np.dtype(back)
    bound = 1e-7 if back == "f4" else 1e-15  # half a unit in the last place of a number near 1
    np.testing.assert_allclose(p, scipy_softmax(z.astype(float), axis=-1), rtol=0, atol=bound)


def test_works_row_by_row_and_leaves_its_input_alone():
    z = np.random.default_rng(1).normal(0, 3, (2, 3, 5))
    before = z.copy()
    p = softmax(z)
    for at in np.ndindex(2, 3):
        np.testing.assert_array_equal(p[at], softmax(z[at]))
    np.testing.assert_array_equal(z, before)


def test_no_floating_point_alarm_even_when_all_are_on():
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(softmax([-1e308, 1e308, -np.inf]), [0, 1, 0])
        np.testing.assert_array_equal(softmax(np.float32([-3e38, 3e38])), [0, 1])
        np.testing.assert_array_equal(softmax([0.0, -1000.0]), [1, 0])  # e^-1000 underflows


@claim(
    vi="Với logit gần 1000, tính thẳng theo công thức thì cả 50 kết quả là NaN; trừ logit lớn nhất trước thì khớp với SciPy",
    en="For logits near 1000 the formula as written gives NaN 50 times out of 50; less the largest logit it agrees with SciPy",
    erratum="F16",
)
def test_overflows_as_written():
    z = 1000 + np.random.default_rng(0).uniform(-5, 5, 50)
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(np.exp(z) / np.exp(z).sum()).sum() == 50
    np.testing.assert_allclose(softmax(z), scipy_softmax(z), rtol=0, atol=1e-14)
