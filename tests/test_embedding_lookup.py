"""What embedding_lookup promises, held against SciPy's sparse matrices and against counting by hand."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.sparse import csr_array

from exhibit import agree, claim
from snippets.embedding_lookup import embedding_lookup, embedding_product
from snippets.one_hot import one_hot

BOTH = [embedding_lookup, embedding_product]
INTEGERS = [np.int8, np.int32, np.int64, np.uint8, np.uint64]


@st.composite
def cases(draw, shapes=None, zeros=True):
    """Ids of some shape and a finite E of shape (|V|, d), float32 or float64."""
    size, d, wide = draw(st.integers(1, 9)), draw(st.integers(1, 6)), draw(st.booleans())
    numbers = st.floats(allow_nan=False, allow_infinity=False, width=64 if wide else 32)
    if not zeros:
        numbers = numbers.filter(bool)
    E = draw(arrays(np.float64 if wide else np.float32, (size, d), elements=numbers))
    if shapes is None:
        shapes = array_shapes(min_dims=0, max_dims=3, max_side=4)
    ids = arrays(draw(st.sampled_from(INTEGERS)), shapes, elements=st.integers(0, size - 1))
    return draw(ids), E


rows_of_ids = cases(array_shapes(max_dims=1, max_side=12))


@claim(
    vi="Tích với hàng one-hot và phép tra hàng cho kết quả giống nhau đến từng bit, nếu E không chứa số 0",
    en="The product with one-hot rows and the look-up agree to the last bit, when E holds no zero",
)
@given(cases(zeros=False))
def test_product_and_lookup_agree_bit_for_bit(case):
    ids, E = case
    looked_up, product = embedding_lookup(ids, E), embedding_product(ids, E)
    assert looked_up.dtype == product.dtype == E.dtype
    assert looked_up.shape == product.shape == (*ids.shape, E.shape[1])
    assert looked_up.tobytes() == product.tobytes()


@claim(
    vi="Mỗi vector đúng là hàng của E ứng với chỉ số token, kể cả khi mảng chỉ số có nhiều trục",
    en="Every vector is the row of E that the token id names, for ids with several axes too",
)
@given(cases())
def test_every_vector_is_a_row_of_E(case):
    ids, E = case
    v = embedding_lookup(ids, E)
    for place in np.ndindex(ids.shape):
        assert v[place].tolist() == E.tolist()[ids[place]]


@claim(
    vi="Phép tra hàng, tích với hàng one-hot và tích ma trận thưa của SciPy {bound} trên {count} đầu vào: từ một token đến một batch,"
    " từ d = 1, float32 và float64, phần tử nhỏ nhất đến lớn nhất mà kiểu số cho phép",
    en="The look-up, the product with one-hot rows and SciPy's sparse product are {bound} on {count} inputs: from one token to a batch,"
    " from d = 1, float32 and float64, entries from the smallest to the largest of the type",
)
@settings(max_examples=200)
@given(cases())
@example((np.array(0), np.array([[5e-324]])))
@example((np.array([[1, 1], [0, 1]]), np.array([[1.0, -0.1], [3.4e38, 1e-45]], np.float32)))
@example((np.array([2, 0, 2]), np.array([[1.7e308], [7.0], [7.0]])))
def test_agrees_with_scipy(case):
    ids, E = case
    n = ids.size
    x = csr_array((np.ones(n, E.dtype), (np.arange(n), ids.ravel().astype(int))), shape=(n, len(E)))
    by_scipy = (x @ E).reshape(*ids.shape, -1)
    agree([embed(ids, E) for embed in BOTH], [by_scipy, by_scipy], within=0)  # one product a sum is not 0: nothing rounds


@claim(
    vi="Khi một hàng của E thay đổi, chỉ những vector của token ứng với hàng ấy thay đổi",
    en="When one row of E changes, only the vectors of that row's token change",
)
@settings(max_examples=50)
@given(rows_of_ids, st.data())
def test_a_row_serves_its_own_token_alone(case, data):
    ids, E = case
    token = data.draw(st.integers(0, len(E) - 1))
    changed = E.copy()
    changed[token] = np.where(E[token] == 1, 2, 1)  # every number of the row is another
    for embed in BOTH:
        np.testing.assert_array_equal(
            (embed(ids, E) != embed(ids, changed)).any(axis=-1),
            ids == token,
        )


@claim(
    vi="Từ chối chỉ số âm và chỉ số từ |V| trở lên, chứ không lặng lẽ lấy một hàng khác",
    en="Refuses negative ids and ids from |V| up instead of quietly taking another row",
)
@settings(max_examples=50)
@given(rows_of_ids, st.booleans(), st.integers(1, 1000))
def test_refuses_ids_outside_the_vocabulary(case, below, far):
    ids, E = case
    bad = -far if below else len(E) - 1 + far
    ids = np.append(ids.astype(np.int64), bad)
    for embed in BOTH:
        with pytest.raises(IndexError, match=rf"ids: 0\.\.{len(E) - 1} allowed, got .*{bad}"):
            embed(ids, E)


@settings(max_examples=50)
@given(cases())
def test_repeats_the_lines_of_one_hot(case):
    ids, E = case
    np.testing.assert_array_equal(embedding_product(ids, E), one_hot(ids, len(E)) @ E)
    identity = np.eye(len(E))
    np.testing.assert_array_equal(embedding_product(ids, identity), one_hot(ids, len(E)))


@pytest.mark.parametrize("embed", BOTH)
@pytest.mark.parametrize("bad", [[], np.zeros((0, 3), int), [1.0], [np.nan], [True], ["1"], [None], 1.0])
def test_refuses_what_is_no_integer(embed, bad):
    with pytest.raises(ValueError, match="ids must be integers"):
        embed(bad, np.eye(3))


@pytest.mark.parametrize("embed", BOTH)
@pytest.mark.parametrize("shape", [(), (3,), (3, 0), (0, 3), (3, 3, 3)])
def test_refuses_an_E_that_is_no_matrix(embed, shape):
    with pytest.raises(ValueError, match=r"E must be real, \(\|V\|, d\)"):
        embed([0], np.ones(shape))


@pytest.mark.parametrize("embed", BOTH)
@pytest.mark.parametrize("dtype", [complex, bool, object, str])
def test_refuses_an_E_that_is_not_real(embed, dtype):
    with pytest.raises(ValueError, match="E must be real"):
        embed([0], np.ones((3, 2)).astype(dtype))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_row_that_is_not_finite_stops_the_product_always_and_the_lookup_when_fetched(bad):
    E = np.ones((3, 2))
    E[1, 1] = bad
    for embed in BOTH:
        with pytest.raises(ValueError, match="E has NaN or infinity"):
            embed([0, 1], E)
    with pytest.raises(ValueError, match="E has NaN or infinity"):
        embedding_product([0, 2], E)
    assert embedding_lookup([0, 2], E).tolist() == [[1, 1], [1, 1]]


def test_says_that_a_row_is_not_finite_in_these_words():
    with pytest.raises(ValueError, match=r"^E has NaN or infinity in a row that is needed$"):
        embedding_lookup(0, [[np.nan]])


def test_a_negative_zero_comes_out_of_the_product_as_zero():
    E = np.array([[-0.0], [1.0]])
    assert np.signbit(embedding_lookup([0], E)).all() and not np.signbit(embedding_product([0], E)).any()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int32])
def test_keeps_the_dtype_of_E(dtype):
    E = np.arange(12).reshape(4, 3).astype(dtype)
    for embed in BOTH:
        v = embed([[3, 0]], E)
        assert v.dtype == dtype and v.tolist() == [[[9, 10, 11], [0, 1, 2]]]


@pytest.mark.parametrize("ids", [1, np.array(1), [1], [[0, 1]]])
@pytest.mark.parametrize("embed", BOTH)
def test_gives_a_new_array_and_leaves_its_input_alone(embed, ids):
    E, ids = np.ones((2, 2)), np.array(ids)
    before = ids.copy()
    embed(ids, E)[...] = 7
    assert (E == 1).all() and (ids == before).all()


def test_reads_a_matrix_that_may_not_be_written():
    E = np.broadcast_to(np.float32(1), (50_257, 768))
    assert embedding_lookup([50_256], E).shape == (1, 768)


@claim(
    vi="Đếm từ 1, trong bảng 6 hàng không token nào lấy được hàng của mình; đếm từ 0 thì cả 6 đều lấy đúng",
    en="Counted from 1, in a table of 6 rows no token gets its own row; counted from 0 all 6 do",
    erratum="F03",
)
def test_ids_from_one_miss_every_row():
    E, from_one = np.random.default_rng(0).normal(size=(6, 2)), np.arange(1, 7)
    fetched = embedding_lookup(from_one[:5], E)
    assert (fetched == E[:5]).all(axis=1).sum() == 0 and (fetched == E[1:]).all(axis=1).sum() == 5
    with pytest.raises(IndexError):
        embedding_lookup(from_one[5:], E)
    assert (embedding_lookup(from_one - 1, E) == E).all(axis=1).sum() == 6
    assert (E[-1] == E[5]).all()  # what NumPy does with id 0 less 1
    with pytest.raises(IndexError):
        embedding_lookup([-1], E)


@claim(
    vi="Là cột (6, 1), x_i không nhân được với E (6, 2); là hàng (1, 6) thì được, và cho cùng các số với cột Eᵀ x_i",
    en="A column x_i, (6, 1), cannot multiply E, (6, 2); a row, (1, 6), can, and gives the numbers of the column Eᵀ x_i",
    erratum="F04",
)
def test_a_row_stands_left_of_E_and_a_column_does_not():
    E = np.random.default_rng(0).normal(size=(6, 2))
    row = np.eye(6)[[4]]
    assert (row.shape, row.T.shape) == ((1, 6), (6, 1))
    with pytest.raises(ValueError, match="matmul"):
        row.T @ E
    assert (row @ E).shape == (1, 2) and (E.T @ row.T).shape == (2, 1)
    np.testing.assert_array_equal(row @ E, embedding_lookup([4], E))
    np.testing.assert_array_equal((E.T @ row.T).T, embedding_lookup([4], E))
