"""What analogy promises, held against SciPy, counting by hand and our own cosine."""

import math
from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist

from exhibit import claim
from snippets.analogy import TEXT, analogy, nearest, unit, word_vectors
from snippets.cosine_similarity import cosine_similarity

tables = arrays(float, st.tuples(st.integers(3, 7), st.integers(2, 5)), elements=st.integers(-9, 9)).filter(lambda E: E.any(axis=-1).all())
HIS = ["he", "his", "king", "man", "prince", "boy"]
HER = ["she", "her", "queen", "woman", "princess", "girl"]
NAMES = [*HIS[2:], *HER[2:], "surgeon", "doctor", "nurse"]
E = word_vectors(TEXT, NAMES)


def ranking(table, question, left_out):
    b, a, c = (NAMES.index(w) for w in question.split()[::2])
    exclude = (a, b, c) if left_out else ()
    best = nearest(table, analogy(table, a, b, c), len(NAMES) - len(exclude), exclude)
    return [NAMES[i] for i, _ in best]


@claim(vi="Thứ hạng và cosine khớp với cdist của SciPy",
       en="The ranking and its cosines agree with SciPy's cdist")  # fmt: skip
@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_agrees_with_scipy(seed):
    E = np.random.default_rng(seed).normal(size=(6, 4))
    v = analogy(E, 0, 1, 2)
    distances = cdist([v], E, "cosine")[0]
    best = nearest(E, v, 6)
    assert [i for i, _ in best] == np.argsort(distances).tolist()
    assert nearest(E, v, 2) == best[:2]
    np.testing.assert_allclose([cosine for _, cosine in best], 1 - np.sort(distances), rtol=0, atol=1e-12)


@claim(vi="Điểm đích là hàng b trừ hàng a cộng hàng c", en="The target is row b minus row a plus row c")
@settings(max_examples=40)
@given(tables, st.data())
def test_target(E, data):
    a, b, c = (data.draw(st.integers(0, len(E) - 1)) for _ in range(3))
    before = E.copy()
    v = analogy(E, a, b, c)
    assert v.tolist() == [E[b, j] - E[a, j] + E[c, j] for j in range(E.shape[1])]
    np.testing.assert_array_equal(E, before)


@claim(vi="Trong bảng này, vector gần king − man + woman nhất là king; loại ba từ của câu hỏi thì là queen",
       en="In this table king is nearest to king − man + woman; without the three query words queen is")  # fmt: skip
def test_king_then_queen():
    assert ranking(E, "king - man + woman", False)[:3] == ["king", "queen", "woman"]
    assert ranking(E, "king - man + woman", True)[0] == "queen"
    assert ranking(E, "boy - man + king", True).index("prince") == 2  # what one hopes for does not win


@claim(vi="Khi gộp văn bản với bản sao đã đảo giới tính, bảng không còn nghiêng về nurse hay surgeon",
       en="The text joined with its gender-swapped copy leans to neither nurse nor surgeon")  # fmt: skip
def test_bias_comes_from_the_text():
    assert ranking(E, "doctor - man + woman", True)[0] == "nurse"
    assert ranking(E, "doctor - woman + man", True)[0] == "surgeon"
    swap = dict(zip(HIS + HER, HER + HIS, strict=True))
    both = word_vectors(TEXT + " ".join(swap.get(w, w) for w in TEXT.split()), NAMES)
    surgeon, doctor, nurse = (NAMES.index(w) for w in ("surgeon", "doctor", "nurse"))
    for one, other in product(("man", "woman"), repeat=2):
        v = analogy(both, NAMES.index(one), doctor, NAMES.index(other))
        found = dict(nearest(both, v, len(NAMES)))
        assert found[nurse] == pytest.approx(found[surgeon], abs=1e-12)


@claim(vi="Từ bị loại không bao giờ xuất hiện trong thứ hạng; khi bằng nhau, chỉ số nhỏ hơn đứng trước",
       en="A word left out never appears in the ranking; of equals the lower id comes first")  # fmt: skip
@settings(max_examples=40)
@given(tables, st.data())
def test_exclusion_and_ties(E, data):
    E = np.concatenate([E, 3 * E])  # row i + n points as row i does
    exclude = data.draw(st.sets(st.integers(0, len(E) - 1), max_size=len(E) - 1))
    best = nearest(E, E[0], len(E) - len(exclude), list(exclude))
    assert {i for i, _ in best} == set(range(len(E))) - exclude
    for (i, x), (j, y) in pairwise(best):
        assert x > y - 1e-12 and (abs(x - y) > 1e-13 or i < j)


@claim(vi="Cosine ở đây và ở thẻ trước là cùng một số", en="The cosines here and on the card before are the same numbers")
@settings(max_examples=40)
@given(tables, st.sampled_from([1e-200, 1.0, 1e200]))
def test_same_cosine_as_the_other_snippet(E, scale):
    found = dict(nearest(scale * E, scale * E[1], len(E)))
    expected = cosine_similarity(scale * E, scale * E[1])
    np.testing.assert_allclose([found[i] for i in range(len(E))], expected, rtol=0, atol=1e-15)


def test_a_tie_outlives_rounding_and_a_near_tie_is_none():
    rows = list(permutations([0.1, 0.2, 0.3, 0.7]))  # summed in another order they round differently
    cosines = cosine_similarity(rows, [1.0] * 4)
    assert 0 < np.ptp(cosines) < 1e-15
    assert [i for i, _ in nearest(rows, [1.0] * 4, 24)] == list(range(24))
    assert [i for i, _ in nearest([[1.0, 2e-5], [1.0, 1e-5]], [1.0, 0.0], 2)] == [1, 0]


def test_ppmi_counted_by_hand():
    text = "a cat eats fish . a dog eats meat. a dog eats meat. alone cat. nobody here. cat dog."
    got = word_vectors(text, ["cat", "dog"])
    # columns: a, alone, eats, fish, meat; cat: 1 1 1 1 0; dog: 2 0 2 0 2; total 10
    counts = [[1, 1, 1, 1, 0], [2, 0, 2, 0, 2]]
    expected = [
        [max(0.0, math.log(n * 10 / (sum(row) * (counts[0][j] + counts[1][j])))) if n else 0.0 for j, n in enumerate(row)] for row in counts
    ]
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-15)
    assert (got >= 0).all() and got.dtype == np.float64


def test_a_name_twice_in_a_sentence_counts_twice():
    got = word_vectors("x x p p. x q. y q", ["x", "y"])  # p: 4 0; q: 1 1; rows 5, 1; total 6
    np.testing.assert_allclose(got, [[math.log(6 / 5), 0], [0, math.log(3)]], rtol=0, atol=1e-15)


@pytest.mark.parametrize("text, names", [("", ["a"]), ("a b.", []), ("a b. c", ["a", "c"]), ("a b.", ["z"]), ("a b", ["a", "b"])])
def test_names_without_company(text, names):
    with pytest.raises(ValueError, match="names must meet other words"):
        word_vectors(text, names)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("bad, error, says", [
    (11, IndexError, "must be 0 to 10, got 11"), (-1, IndexError, "must be 0 to 10, got -1"),
    (1.0, ValueError, "must be an integer id, got 1.0"), (True, ValueError, "must be an integer id"),
    ("king", ValueError, "must be an integer id, got 'king'"),
])  # fmt: skip
def test_unknown_ids(place, bad, error, says):
    ids = [0, 1, 2]
    ids[place] = bad
    with pytest.raises(error, match=f"{'abc'[place]} {says}"):
        analogy(E, *ids)
    with pytest.raises(error, match=f"exclude {says}"):
        nearest(E, E[0], 1, [bad])


@pytest.mark.parametrize("k, exclude", [(0, ()), (-1, ()), (12, ()), (9, (0, 1, 2)), (2.0, ()), (None, ()), (1, range(11))])
def test_k_out_of_range(k, exclude):
    with pytest.raises(ValueError, match=f"k must be 1 to {11 - len(exclude)}, got {k}"):
        nearest(E, E[0], k, exclude)


def test_repeated_exclusion_counts_once():
    assert len(nearest(E, E[0], 10, [3, 3, np.int64(3)])) == 10


def test_zero_vectors_and_widths():
    for table, v in [([[0, 0], [1, 2]], [1, 2]), ([[1, 2]], [0.0, 0.0]), ([[1, 2]], [1.0]), ([[1], [2]], [1.0, 2.0])]:
        with pytest.raises(ValueError, match="E, v: zero vector or d differs"):
            nearest(table, v, 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e301])
def test_refuses_what_would_overflow(bad):
    for call in (lambda: analogy([[1.0, bad]], 0, 0, 0), lambda: nearest([[1.0, bad]], [1.0, 2.0], 1)):
        with pytest.raises(ValueError, match="E must be finite"):
            call()
    with pytest.raises(ValueError, match="v must be finite"):
        nearest([[1.0, 2.0]], [1.0, bad], 1)


@pytest.mark.parametrize("bad", [[1.0], [[]], [["a"]], [[[1.0]]], 3])
def test_refuses_what_is_no_table(bad):
    with pytest.raises(ValueError, match="E must be real, 2-d"):
        analogy(bad, 0, 0, 0)
    with pytest.raises(ValueError, match="E must be real, 2-d"):
        nearest(bad, [1.0], 1)
    with pytest.raises(ValueError, match="v must be real, 1-d"):
        nearest([[1.0]], [[1.0]], 1)


def test_dtypes_and_rounding():
    v = analogy(np.array([[1, 2], [3, 4]], dtype=np.float32), 0, 1, 1)
    assert v.dtype == np.float64 and v.shape == (2,)
    rows = np.random.default_rng(0).normal(size=(300, 3))
    assert all(nearest(rows, 3 * row, 1)[0][1] <= 1 for row in rows)  # clipped
    np.testing.assert_allclose(np.linalg.norm(unit(1e299 * rows / 9), axis=-1), 1, rtol=0, atol=1e-15)
    assert type(nearest(rows, rows[5], 1)[0][0]) is int and nearest(rows, rows[5], np.int64(1))[0][0] == 5
