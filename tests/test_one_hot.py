"""What one_hot promises, held against scikit-learn and against counting."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.preprocessing import OneHotEncoder

from exhibit import agree, claim
from snippets.one_hot import one_hot

INTEGERS = [np.int8, np.int32, np.int64, np.uint8, np.uint64]


@st.composite
def tokens(draw, shapes=None):
    """Ids of some shape, and the size of their vocabulary."""
    if shapes is None:
        shapes = array_shapes(min_dims=0, max_dims=3, max_side=4)
    size = draw(st.integers(1, 40))
    dtype = draw(st.sampled_from(INTEGERS))
    return draw(arrays(dtype, shapes, elements=st.integers(0, size - 1))), size


rows_of_ids = tokens(array_shapes(max_dims=1, max_side=12))


@claim(
    vi="Mỗi hàng có đúng một số 1, ở vị trí bằng chỉ số token; các số còn lại bằng 0",
    en="Every row holds exactly one 1, at the place of the token id; all else is 0",
)
@given(tokens())
def test_one_one_in_each_row(case):
    ids, size = case
    x = one_hot(ids, size)
    assert x.shape == (*ids.shape, size) and x.dtype == np.float64
    for place in np.ndindex(ids.shape):
        row = x[place].tolist()
        assert row.pop(int(ids[place])) == 1 and not any(row)


@claim(vi="Từ vị trí của số 1 lấy lại được đúng chỉ số token", en="The place of the 1 gives the token id back")
@settings(max_examples=50)
@given(tokens())
def test_gives_the_ids_back(case):
    ids, size = case
    np.testing.assert_array_equal(one_hot(ids, size).argmax(axis=-1), ids)


@claim(
    vi="Các số ở đây và của OneHotEncoder trong scikit-learn {bound} trên {count} đầu vào: từ một token đến một batch,"
    " bộ từ vựng có từ 1 đến 50 257 token",
    en="The numbers and those of scikit-learn's OneHotEncoder are {bound} on {count} inputs: from one token to a batch,"
    " vocabularies of 1 to 50,257 tokens",
)
@settings(max_examples=200)
@given(tokens())
@example((np.array(0), 1))
@example((np.array([[50_256, 50_256], [0, 50_256]]), 50_257))
def test_agrees_with_scikit_learn(case):
    ids, size = case
    encoder = OneHotEncoder(categories=[np.arange(size)], sparse_output=False)
    by_sklearn = encoder.fit_transform(ids.astype(np.int64).reshape(-1, 1))
    agree(one_hot(ids, size), by_sklearn.reshape(*ids.shape, size), within=0)  # zeros and ones need no rounding


@claim(
    vi="Cộng các hàng lại thì được số lần xuất hiện của từng token",
    en="Summing the rows counts how often each token occurs",
)
@settings(max_examples=50)
@given(rows_of_ids)
def test_summing_counts(case):
    ids, size = case
    np.testing.assert_array_equal(one_hot(ids, size).sum(axis=0), np.bincount(ids.astype(np.int64), minlength=size))


@claim(
    vi="Vector của hai token khác nhau bất kỳ có tích vô hướng 0 và cách nhau đúng căn bậc hai của 2",
    en="The vectors of any two different tokens have dot product 0 and lie exactly the square root of 2 apart",
)
@given(st.integers(2, 60), st.data())
def test_all_different_tokens_are_equally_far(size, data):
    a, b = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    x = one_hot([a, b], size)
    assert x[0] @ x[1] == 0
    assert np.linalg.norm(x[0] - x[1]) == np.sqrt(2)


@claim(
    vi="Từ chối chỉ số âm và chỉ số từ |V| trở lên, và nêu rõ tham số sai là ids",
    en="Refuses negative ids and ids from |V| up, and names the argument ids",
)
@settings(max_examples=50)
@given(rows_of_ids, st.booleans(), st.integers(1, 1000))
def test_refuses_ids_outside_the_vocabulary(case, below, far):
    ids, size = case
    bad = -far if below else size - 1 + far
    ids = np.append(ids.astype(np.int64), bad)
    with pytest.raises(IndexError, match=rf"ids: 0\.\.{size - 1} allowed, got .*{bad}"):
        one_hot(ids, size)


def test_every_id_of_the_vocabulary_gives_the_identity():
    np.testing.assert_array_equal(one_hot(range(7), 7), np.eye(7))


@pytest.mark.parametrize("bad", [[], np.zeros((0, 3), int), [1.0], [np.nan], [True], ["1"], [None], [1j]])
def test_refuses_what_is_no_integer(bad):
    with pytest.raises(ValueError, match="ids must be integers"):
        one_hot(bad, 3)


@pytest.mark.parametrize("bad", [0, -1, 3.0, np.nan, "3", None, [3], True])
def test_refuses_a_vocabulary_size_that_is_none(bad):
    with pytest.raises(ValueError, match="vocabulary_size"):
        one_hot([0], bad)


def test_takes_a_numpy_integer_as_size_and_a_large_unsigned_id_as_error():
    assert one_hot(0, np.int32(1)).tolist() == [1.0]
    with pytest.raises(IndexError, match="ids"):
        one_hot(np.array([2**64 - 1], dtype=np.uint64), 3)


def test_leaves_ids_alone():
    ids = np.array([2, 0])
    one_hot(ids, 3)[...] = 9
    assert ids.tolist() == [2, 0]


@claim(
    vi="Với |V| = 50 257, cứ 50 257 phép nhân của x E thì chỉ một phép không nhân với 0; tra hàng không nhân gì mà vẫn cho các vector ấy",
    en="With |V| = 50,257, only 1 in 50,257 products of x E is not by 0; the look-up has no product and gives the same vectors",
    erratum="F05",
)
def test_the_product_multiplies_by_zero():
    t, E = np.array([0, 40_000, 50_256]), np.random.default_rng(0).normal(size=(50_257, 3))
    x = one_hot(t, 50_257)
    assert x.size == 50_257 * np.count_nonzero(x) and x.nbytes == 50_257 * t.nbytes
    np.testing.assert_array_equal(x @ E, E[t])
