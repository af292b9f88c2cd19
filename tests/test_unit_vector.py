"""What unit_vector promises, held against scikit-learn, SciPy and geometry."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cosine as scipy_distance
from scipy.special import softmax
from scipy.stats import zscore
from sklearn.preprocessing import normalize

from exhibit import agree, claim
from snippets.cosine_similarity import cosine_similarity
from snippets.unit_vector import is_unit, layer_norm, report, unit_vector
from tests.inputs import reals

pytestmark = pytest.mark.filterwarnings("error", "default::pytest.PytestUnraisableExceptionWarning")  # those come from other files
few = settings(max_examples=25)
widths = st.integers(1, 8)
plain = st.floats(-1e6, 1e6, allow_nan=False, width=32)


def vectors(entries, rows=1):
    return widths.flatmap(lambda d: arrays(float, (rows, d), elements=entries))


def long_enough(rows, least=1e-3):
    assume((np.abs(rows).max(axis=-1) > least).all())


@claim(
    vi="Độ dài bằng 1, kể cả với các thành phần cỡ 10³⁰⁰ hay 10⁻³⁰⁰",
    en="The length is 1, even for entries of size 10³⁰⁰ or 10⁻³⁰⁰",
)
@few
@given(vectors(st.floats(-1, 1, allow_nan=False), rows=3), st.sampled_from([1.0, 1e-300, 1e300]))
def test_length_is_one(v, scale):
    long_enough(v)
    v = v * scale
    np.testing.assert_allclose(np.linalg.norm(unit_vector(v), axis=-1), 1, rtol=0, atol=1e-14)
    assert is_unit(unit_vector(v)).all()


@claim(
    vi="Nhân vector với một số dương thì vector đơn vị giữ nguyên; nhân với một số âm thì nó đổi dấu",
    en="A positive factor leaves the unit vector as it is; a negative one turns it round",
)
@few
@given(vectors(plain), st.floats(1e-100, 1e100))
def test_keeps_the_direction(v, factor):
    long_enough(v)
    np.testing.assert_allclose(unit_vector(factor * v), unit_vector(v), rtol=0, atol=1e-14)
    np.testing.assert_allclose(unit_vector(-factor * v), -unit_vector(v), rtol=0, atol=1e-14)


tables = st.tuples(st.integers(1, 4), widths)  # shapes: n vectors of d numbers
powers = st.sampled_from([-900, 0, 900])  # of two: they multiply exactly, and their squares overflow or vanish


@claim(
    vi="Lệch tuyệt đối không quá {bound} so với hàm normalize của scikit-learn (float64) trên {count} batch: từ một vector và d = 1,"
    " vector bằng nhau, phần tử cỡ 10⁻²⁷¹ đến 10²⁷¹",
    en="Off by {bound} at most (absolute, float64) from scikit-learn's normalize on {count} batches: from one vector and d = 1,"
    " equal vectors, entries of size 10⁻²⁷¹ to 10²⁷¹",
)
@settings(max_examples=200)
@given(reals(tables), powers)
@example(np.array([[-7.0]]), 900)
def test_agrees_with_scikit_learn(v, power):
    assume(v.any(axis=-1).all())
    agree(unit_vector(np.ldexp(v, power)), normalize(v), within=1e-15)  # entries are at most 1, and rounded to 1.1e-16


@claim(
    vi="Với float32, lệch tuyệt đối không quá {bound} so với scikit-learn tính bằng float64, trên {count} batch",
    en="In float32, off by {bound} at most (absolute) from scikit-learn in float64, on {count} batches",
)
@settings(max_examples=100)
@given(reals(tables, dtypes=[np.float32]), st.sampled_from([-60, 0, 60]))
def test_agrees_with_scikit_learn_in_float32(v, power):
    assume(v.any(axis=-1).all())
    agree(unit_vector(np.ldexp(v, power)), normalize(v.astype(float)), within=1e-7)  # numbers up to 1 are rounded to 3e-8


@claim(
    vi="Chuẩn hóa theo tầng lệch tuyệt đối không quá {bound} so với zscore của SciPy (float64) trên {count} batch mà mỗi vector có hai phần"
    " tử cách nhau hơn một phần mười phần tử lớn nhất",
    en="Layer normalisation is off by {bound} at most (absolute, float64) from SciPy's zscore on {count} batches in which every vector has"
    " two entries further apart than a tenth of the largest",
)
@settings(max_examples=100)
@given(reals(tables, kinds=["different", "whole", "equal rows", "far apart"]), powers)
def test_layer_norm_agrees_with_scipy(v, power):
    assume((np.ptp(v, axis=-1) > 0.1 * np.abs(v).max(axis=-1)).all())
    agree(layer_norm(np.ldexp(v, power)), zscore(v, axis=-1), within=1e-14)  # at most sqrt(8), after a mean ten times the deviation


@claim(
    vi="Với hai vector đơn vị, tích vô hướng là cosine và bình phương khoảng cách là 2 − 2 cosine",
    en="Of two unit vectors the dot product is the cosine and the squared distance 2 − 2 cosine",
)
@few
@given(vectors(plain, rows=2))
def test_dot_product_is_the_cosine(pair):
    long_enough(pair)
    a, b = unit_vector(pair)
    cosine = 1 - scipy_distance(*pair)
    np.testing.assert_allclose(a @ b, cosine, rtol=0, atol=1e-12)
    np.testing.assert_allclose(((a - b) ** 2).sum(), 2 - 2 * cosine, rtol=0, atol=1e-12)
    np.testing.assert_allclose(a @ b, cosine_similarity(*pair), rtol=0, atol=1e-12)


@claim(
    vi="Khi điểm là tích vô hướng của các vector đơn vị, với T vector khóa, không trọng số softmax nào vượt quá e²/(e² + T − 1)",
    en="When scores are dot products of unit vectors over T keys, no softmax weight exceeds e²/(e² + T − 1)",
)
@few
@given(vectors(plain, rows=6))
def test_unit_scores_cannot_saturate(rows):
    long_enough(rows)
    q, k = np.split(unit_vector(rows), [1])
    weights = softmax(q @ k.T, axis=-1)
    assert weights.max() <= np.e**2 / (np.e**2 + len(k) - 1) + 1e-12


@claim(
    vi="Chuẩn hóa theo tầng cho vector dài √d, không phải 1, với các thành phần có trung bình 0",
    en="Layer normalisation gives length √d, not 1, and entries of mean 0",
)
@few
@given(vectors(plain, rows=2), st.sampled_from([1.0, 1e-200, 1e200]))
def test_layer_norm_has_length_sqrt_d(v, scale):
    long_enough(np.ptp(v, axis=-1)[:, None])
    out, d = layer_norm(v * scale), v.shape[-1]
    np.testing.assert_allclose(np.linalg.norm(out, axis=-1), np.sqrt(d), rtol=1e-13)
    # the mean is lost to rounding when the entries hardly differ: at worst 1e6 against 1e-3
    np.testing.assert_allclose(out.mean(axis=-1), 0, rtol=0, atol=1e-6)
    np.testing.assert_allclose(layer_norm(3 * v + 1), layer_norm(v), rtol=0, atol=1e-6)


@claim(vi="Từ chối vector 0, giá trị vô hạn và NaN", en="Refuses the zero vector, infinite values and NaN")
@pytest.mark.parametrize("bad", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0], [[1.0, 2.0], [0.0, -0.0]]])
@pytest.mark.parametrize("function", [unit_vector, layer_norm])
def test_refuses_what_has_no_direction(function, bad):
    with pytest.raises(ValueError, match=r"^v"):
        function(bad)


def test_names_the_vector_that_is_zero():
    batch = np.ones((2, 3, 4))
    batch[1, 2] = 0
    with pytest.raises(ValueError, match=r"^v\[1\]\[2\] must not be the zero vector$"):
        unit_vector(batch)


@pytest.mark.parametrize("bad", [3.0, [], np.ones((0, 3)), np.ones((3, 0)), ["a"], [True, False], [1j, 2], [None, 1]])
def test_refuses_what_is_no_real_vector(bad):
    for function in (unit_vector, layer_norm):
        with pytest.raises(ValueError, match=r"^v must be"):
            function(bad)
    with pytest.raises(ValueError, match=r"^v_hat must be"):
        is_unit(bad)


@pytest.mark.parametrize("bad", [[np.nan, 1.0], [np.inf, 0.0]])
def test_is_unit_refuses_nan_and_infinity(bad):
    with pytest.raises(ValueError, match=r"^v_hat must be finite"):
        is_unit(bad)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1e-6, 1.0])
def test_is_unit_refuses_a_tolerance_that_is_none(bad):
    with pytest.raises(ValueError, match=r"^tolerance must lie in"):
        is_unit([1.0, 0.0], bad)
    assert is_unit([1.0, 0.0], 0)


@pytest.mark.parametrize("equal", [[5.0], [0.1, 0.1, 0.1], [[1.0, 2.0], [7.0, 7.0]], [-3, -3]])
def test_layer_norm_refuses_equal_entries(equal):
    with pytest.raises(ValueError, match=r"^v must not have all entries equal"):
        layer_norm(equal)


def test_layer_norm_divides_by_the_deviation_over_d():
    np.testing.assert_allclose(layer_norm([1, 2, 3, 4]), np.array([-3, -1, 1, 3]) / np.sqrt(5), rtol=1e-14)


@pytest.mark.parametrize("length, answer", [(1, True), (1 + 9e-7, True), (1 - 9e-7, True), (1 + 2e-6, False), (1 - 2e-6, False)])
def test_is_unit_tolerates_a_millionth(length, answer):
    assert is_unit(length * np.array([0.6, -0.8])) == answer


def test_is_unit_answers_for_every_vector():
    v = [[[1, 0], [0, 0]], [[0, -1], [3, 4]], [[1e308, 1e308], [2, 0]]]
    assert is_unit(v).tolist() == [[True, False], [True, False], [False, False]]
    assert is_unit([0.5, 0.5], tolerance=0.3)
    assert not is_unit([2.0, 0.0]) and not is_unit([-1e200, 0.0]) and not is_unit(np.full(4, -0.6))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_floats_keep_their_dtype(dtype):
    v = np.array([[3e4, 4e4], [3e-5, 4e-5]], dtype)  # squares overflow and vanish in float16
    for out in (unit_vector(v), layer_norm(v)):
        assert out.dtype == dtype
    assert is_unit(unit_vector(v), tolerance=1e-3).all()
    np.testing.assert_allclose(unit_vector(v)[0], np.array([3, 4], dtype) / dtype(5), rtol=4 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64])
def test_integers_become_float64(dtype):
    smallest = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype)
    assert unit_vector(smallest).dtype == np.float64
    np.testing.assert_allclose(unit_vector(smallest), normalize(smallest[None].astype(float))[0], rtol=1e-14)


@pytest.mark.parametrize("function", [unit_vector, layer_norm])
def test_each_vector_of_a_batch_stands_alone(function):
    batch = np.random.default_rng(1).normal(size=(2, 3, 4)) * 10.0 ** np.arange(-100, 101, 100)[:, None]
    alone = [[function(v) for v in row] for row in batch]
    np.testing.assert_allclose(function(batch), alone, rtol=1e-14)
    assert function(batch).shape == (2, 3, 4)


def test_inputs_are_left_alone():
    v = np.array([[3.0, 4.0], [0.6, 0.8]])
    kept = v.copy()
    unit_vector(v), layer_norm(v), is_unit(v)
    np.testing.assert_array_equal(v, kept)


def test_a_unit_vector_stays_what_it_is():
    np.testing.assert_allclose(unit_vector([0.6, -0.8]), [0.6, -0.8], rtol=1e-15)
    np.testing.assert_array_equal(unit_vector([0.0, -5e-324]), [0, -1])


@pytest.mark.parametrize(("row", "printed"), [([2, -2, 4, -4], "10.0000"), ([4, -4, 4, -4, 0, 0], "10.7")])
def test_a_variance_above_ten_is_printed_with_one_decimal(row, printed, capsys):
    report("scores", np.array([row], float))
    assert f"variance {printed:>8}, " in capsys.readouterr().out


def test_takes_nested_lists():
    np.testing.assert_allclose(unit_vector([[3, 4], [0, 2]]), [[0.6, 0.8], [0, 1]], rtol=1e-15)


@claim(
    vi="Với d_k = 64, phương sai của điểm gần 64; chia cho √d_k thì gần 1; giữa các vector đơn vị thì chỉ gần 1/64",
    en="With d_k = 64 scores have variance near 64, over √d_k near 1, between unit vectors only near 1/64",
    erratum="F21",
)
def test_unit_length_is_not_what_steadies_attention():
    rng = np.random.default_rng(0)
    q, k = rng.normal(size=(2000, 64)), rng.normal(size=(64, 64))
    unit = unit_vector(q) @ unit_vector(k).T
    variances = (q @ k.T).var(), (q @ k.T / 8).var(), unit.var()
    np.testing.assert_allclose(variances, [64, 1, 1 / 64], rtol=0.1)
    assert softmax(unit, axis=-1).max(axis=-1).mean() < 0.03 < softmax(q @ k.T / 8, axis=-1).max(axis=-1).mean()
    with np.errstate(invalid="ignore"):
        assert np.isnan(np.zeros(2) / np.linalg.norm(np.zeros(2))).all()
    with pytest.raises(ValueError, match="zero vector"):
        unit_vector([0.0, 0.0])
