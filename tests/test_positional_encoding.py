"""What positional_encoding promises, held against the formula entry by entry, 60 digits and SciPy."""

import cmath
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag, expm

from exhibit import agree, claim
from snippets.positional_encoding import add_positions, positional_encoding, rotation

widths = st.integers(1, 32).map(lambda half: 2 * half)
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


def exact(pos, j, d):
    """Column j of PE(pos) by 60-digit arithmetic: power, reduction and Taylor series."""
    with localcontext(prec=60):
        angle = Decimal(pos) / Decimal(10000) ** (Decimal(j - j % 2) / d) % (2 * PI)
        term = total = Decimal(1) if j % 2 else angle
        for n in range(2 + (j % 2 == 0), 80, 2):
            term *= -angle * angle / (n * (n - 1))
            total += term
        return total


@claim(vi="Cột chẵn là sin, cột lẻ là cos, phần tử nào cũng đúng như công thức",
       en="Even columns are sines and odd columns cosines, entry by entry as in the formula")  # fmt: skip
@settings(max_examples=50)
@given(st.integers(0, 1000), widths)
def test_entry_by_entry(pos, d):
    PE = positional_encoding(pos, d)
    assert PE.shape == (d,) and PE.dtype == np.float64
    tiny = 2e-16 * (5 + pos)  # two libraries may round 10000 ** x differently
    for k in range(d // 2):
        angle = pos / 10000 ** (2 * k / d)
        assert PE[2 * k] == pytest.approx(math.sin(angle), abs=tiny)
        assert PE[2 * k + 1] == pytest.approx(math.cos(angle), abs=tiny)


def test_is_a_turning_complex_number():
    for k in range(8):
        turn = cmath.exp(1j * 10000 ** -(2 * k / 16)) ** 5
        PE = positional_encoding(5, 16)
        assert PE[2 * k + 1] + 1j * PE[2 * k] == pytest.approx(turn, abs=1e-14)


@claim(
    vi="So với phép tính giữ 60 chữ số, phần tử nào cũng lệch không quá {bound} × (1 + pos) (float64), trên {count} cặp pos đến một tỷ"
    " và d từ 2 đến 64",
    en="Against 60-digit arithmetic no entry is off by more than {bound} × (1 + pos) in float64, on {count} pairs of pos up to a"
    " thousand million and d from 2 to 64",
)
@settings(max_examples=60)
@given(st.integers(0, 10**9), widths)
@example(0, 2)
@example(1, 64)
@example(10**9, 64)
def test_far_positions(pos, d):
    # rounding 10000 ** x and the quotient puts an angle of pos off by up to pos * 2e-16
    agree(positional_encoding(pos, d), [float(exact(pos, j, d)) for j in range(d)], within=1e-15, scale=1 + pos)


@claim(vi="PE(pos + r) là PE(pos) nhân với một phép quay không phụ thuộc pos",
       en="PE(pos + r) is PE(pos) times a rotation that does not depend on pos")  # fmt: skip
@settings(max_examples=50)
@given(st.integers(0, 100), widths)
def test_shift_is_a_rotation(r, d):
    pos, M = np.arange(200), rotation(r, d)
    np.testing.assert_allclose(positional_encoding(pos, d) @ M, positional_encoding(pos + r, d), rtol=0, atol=1e-12)
    np.testing.assert_allclose(M @ M.T, np.eye(d), rtol=0, atol=1e-14)
    assert np.linalg.det(M) == pytest.approx(1, abs=1e-12)


@claim(
    vi="PE(pos) là PE(0) nhân với hàm mũ ma trận mà SciPy tính, lệch tuyệt đối không quá {bound} (float64), trên {count} cặp pos đến 1000"
    " và d từ 2 đến 64; phép quay cũng là hàm mũ ấy",
    en="PE(pos) is PE(0) times SciPy's matrix exponential, off by {bound} at most (absolute, float64), on {count} pairs of pos up to 1,000"
    " and d from 2 to 64; and so is the rotation",
)
@settings(max_examples=200)
@given(st.integers(0, 1000), widths)
@example(0, 2)
@example(1000, 64)
def test_is_scipys_matrix_exponential(pos, d):
    spin = block_diag(*(10000 ** (-2 * k / d) * np.array([[0, -1], [1, 0]]) for k in range(d // 2)))
    turn = expm(pos * spin)  # squares a small turn up to ten times, which doubles its error each time
    agree([*rotation(pos, d), positional_encoding(pos, d)], [*turn, np.tile([0.0, 1.0], d // 2) @ turn], within=1e-10)


@claim(vi="Bình phương độ dài của mọi PE(pos) bằng d/2", en="The squared length of every PE(pos) is d/2")
@given(st.integers(0, 2**53 - 1), widths)
def test_length(pos, d):
    assert (positional_encoding(pos, d) ** 2).sum() == pytest.approx(d / 2, rel=1e-14)


@claim(vi="Tích vô hướng của hai mã hóa chỉ phụ thuộc vào khoảng cách giữa hai vị trí",
       en="The dot product of two encodings depends on the distance between the positions alone")  # fmt: skip
@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 100), widths)
def test_dot_product(i, j, r, d):
    a, b, far_a, far_b = positional_encoding([i, i + r, j, j + r], d)
    assert a @ b == pytest.approx(far_a @ far_b, abs=1e-11)  # angles near 1,000 are off by 1e-13


@claim(vi="Hàng i của z là hàng i của v cộng mã hóa của vị trí i, ở mọi câu trong batch",
       en="Row i of z is row i of v plus the encoding of position i, in every text of a batch")  # fmt: skip
def test_add_positions():
    v = np.random.default_rng(0).normal(size=(2, 3, 5, 6))
    kept = v.copy()
    z = add_positions(v)
    for i in range(5):
        expected = [v[..., i, j] + (math.cos if j % 2 else math.sin)(i / 10000 ** ((j - j % 2) / 6)) for j in range(6)]
        np.testing.assert_allclose(z[..., i, :], np.moveaxis(expected, 0, -1), rtol=0, atol=1e-15)
    assert (v == kept).all() and z.shape == v.shape


@claim(vi="Từ chối số chiều lẻ", en="Refuses an odd width")
@pytest.mark.parametrize("d", [1, 7, 511])
def test_odd_width(d):
    with pytest.raises(ValueError, match=f"d must be even, whole and positive, got {d}"):
        positional_encoding([0, 1], d)
    with pytest.raises(ValueError, match="d must be even"):
        add_positions(np.zeros((2, d)))
    with pytest.raises(ValueError, match="d must be even"):
        rotation(1, d)


@pytest.mark.parametrize("d", [0, -2, 4.0, "4", None, True])
def test_width_must_be_whole_and_positive(d):
    with pytest.raises(ValueError, match="d must be even"):
        positional_encoding(0, d)


@pytest.mark.parametrize("positions", [1.0, [0.5], [], np.zeros(0, int), "3", [True], None, -1, [3, -1], 2**53, [0, 2**62]])
def test_bad_positions(positions):
    with pytest.raises(ValueError, match="positions must be"):
        positional_encoding(positions, 4)


@pytest.mark.parametrize("v", [[1.0, 2.0], 1.0, np.zeros((0, 4)), np.zeros((3, 0)), [["a", "b"]], [[1j, 2]]])
def test_bad_v(v):
    with pytest.raises(ValueError, match="v must be real"):
        add_positions(v)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_v_must_be_finite(bad):
    with pytest.raises(ValueError, match="v must be finite"):
        add_positions([[1.0, bad]])


def test_rotation_takes_one_integer():
    for bad in ([1, 2], [[3]], np.zeros(0, int)):
        with pytest.raises(ValueError, match="r must be one integer"):
            rotation(bad, 2)
    for bad in (-1, 0.5, True):
        with pytest.raises(ValueError, match="positions must be"):
            rotation(bad, 2)


def test_position_zero_and_limits():
    np.testing.assert_array_equal(positional_encoding(0, 6), [0, 1, 0, 1, 0, 1])
    np.testing.assert_array_equal(positional_encoding(2**53 - 1, 2).shape, (2,))
    assert positional_encoding(np.uint8(200), np.int64(4))[0] == pytest.approx(math.sin(200), abs=1e-15)
    far = 2**24 + 1  # float32 has no such number
    assert positional_encoding(far, 2)[1] == pytest.approx(float(exact(far, 1, 2)), abs=2e-16 * far)
    np.testing.assert_array_equal(rotation(0, 6), np.eye(6))


def test_batch_of_positions():
    grid = np.arange(6, dtype=np.int8).reshape(2, 3)
    PE = positional_encoding(grid, 4)
    assert PE.shape == (2, 3, 4) and grid.dtype == np.int8
    np.testing.assert_array_equal(PE[1, 2], positional_encoding(5, 4))


def test_float32_in_float64_out():
    assert add_positions(np.ones((2, 4), dtype=np.float32)).dtype == np.float64
    assert add_positions([[1, 2]]).dtype == np.float64


@claim(
    vi="124 439 808 tham số của GPT-2 và 109 482 240 của BERT gồm cả bảng vị trí được huấn luyện; với sin và cos, v phải nhân với √d",
    en="The 124,439,808 parameters of GPT-2 and 109,482,240 of BERT include learned positions; with sines v needs the factor √d",
    erratum="F09",
)
def test_gpt2_and_bert_learn_their_positions():
    d = 768
    block = 4 * (d * d + d) + (d * 4 * d + 4 * d) + (4 * d * d + d) + 2 * 2 * d  # attention, two layers, two normalisations
    gpt2 = 50_257 * d + 12 * block + 2 * d  # tokens, blocks, the last normalisation
    bert = 30_522 * d + 2 * d + 2 * d + 12 * block + (d * d + d)  # tokens, segments, a normalisation, blocks, the pooler
    assert 124_439_808 - gpt2 == 1024 * d  # the published sizes of GPT-2 small and BERT base
    assert 109_482_240 - bert == 512 * d
    v = np.random.default_rng(0).normal(0, 512**-0.5, (1000, 512))  # lengths near 1, as the source leaves them

    def share(v):
        z = add_positions(v)
        return ((v * z).sum(axis=-1) / (np.linalg.norm(v, axis=-1) * np.linalg.norm(z, axis=-1))).mean()

    assert share(v) < 0.1 and share(np.sqrt(512) * v) > 0.8


@claim(
    vi="Với d = 7, k = 3 đòi cột thứ tám, nên d phải chẵn; với d = 512 thì k tới 255 và bước sóng chỉ tới 60 611",
    en="With d = 7, k = 3 asks for an eighth column, so d must be even; with d = 512 k ends at 255 and wavelengths at 60,611",
    erratum="F10",
)
def test_k_ends_where_the_columns_do():
    with pytest.raises(IndexError):
        np.zeros(7)[2 * 3 + 1] = math.cos(0)
    with pytest.raises(ValueError, match="even"):
        positional_encoding(0, 7)
    k = np.arange(256)
    assert sorted([*(2 * k), *(2 * k + 1)]) == list(range(512))
    steps = np.arcsin(positional_encoding(1, 512)[2 * k][1:])  # by how much each angle grows a position; that of k = 0 is 1
    assert int(2 * np.pi / steps.min()) == 60_611 and int(2 * np.pi * 10_000) == 62_831
    PE = positional_encoding(np.arange(1005), 512)
    np.testing.assert_allclose(PE[:1000] @ rotation(5, 512), PE[5:], rtol=0, atol=1e-12)
