"""What analogy promises, held against SciPy, counting by hand and our own cosine."""

import sys
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist

from exhibit import agree, claim
from snippets.analogy import SHOWN, analogy, answers, beside, load, nearest, questions, unit
from snippets.cosine_similarity import cosine_similarity
from tests.inputs import reals

tables = arrays(float, st.tuples(st.integers(3, 7), st.integers(2, 5)), elements=st.integers(-9, 9)).filter(lambda E: E.any(axis=-1).all())
WORDS, E, CHANGE = load()
KINDS = questions(WORDS)


def ids(question):
    b, a, c = (WORDS.index(w) for w in question.split()[::2])
    return a, b, c


def ranking(question, left_out, k=3):
    a, b, c = ids(question)
    best = nearest(E, analogy(E, a, b, c), k, (a, b, c) if left_out else ())
    return [WORDS[i] for i, _ in best]


@claim(
    vi="Cosine của mọi hàng với b − a + c lệch tuyệt đối không quá {bound} so với cdist của SciPy, và thứ hạng là thứ hạng của SciPy,"
    " trên {count} bảng: từ một token và d = 1, hàng bằng nhau, float32 và float64, phần tử cỡ 10⁻²⁷¹ đến 10²⁷¹",
    en="The cosines of all rows with b − a + c are off by {bound} at most (absolute) from SciPy's cdist, and the ranking is SciPy's,"
    " on {count} tables: from one token and d = 1, equal rows, float32 and float64, entries of size 10⁻²⁷¹ to 10²⁷¹",
)
@settings(max_examples=200)
@given(st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(lambda shape: reals(shape, dtypes=[np.float32, np.float64])), st.data())
def test_agrees_with_scipy(E, data):
    a, b, c = (data.draw(st.integers(0, len(E) - 1)) for _ in range(3))
    power = data.draw(st.sampled_from([-900, 0, 900]))  # exact, and beyond what SciPy's squares bear
    v = E[b].astype(float) - E[a] + E[c]
    assume(E.any(axis=-1).all() and v.any())
    distances = cdist([v], E, "cosine")[0]
    large = np.ldexp(E.astype(float), power)
    best = nearest(large, analogy(large, a, b, c), len(E))
    assert (np.diff(distances[[i for i, _ in best]]) > -1e-12).all()  # ties may stand in either order
    agree([cosine for _, cosine in sorted(best)], 1 - distances, within=1e-14)  # norms and sums of five, each rounded to 1.1e-16


@claim(vi="Điểm đích là hàng b trừ hàng a cộng hàng c", en="The target is row b minus row a plus row c")
@settings(max_examples=40)
@given(tables, st.data())
def test_target(E, data):
    a, b, c = (data.draw(st.integers(0, len(E) - 1)) for _ in range(3))
    before = E.copy()
    v = analogy(E, a, b, c)
    assert v.tolist() == [E[b, j] - E[a, j] + E[c, j] for j in range(E.shape[1])]
    np.testing.assert_array_equal(E, before)


@claim(vi="Trong bảng GloVe, vector gần king − man + woman nhất là king (0,886), không phải queen (0,861); loại các từ đã hỏi mới là queen",
       en="In the GloVe table king (0.886), not queen (0.861), is nearest to king − man + woman; without the query words queen is",
       erratum="F13")  # fmt: skip
def test_king_then_queen():
    v = analogy(E, *ids("king - man + woman"))
    cosines = 1 - cdist([v], E, "cosine")[0]  # SciPy's
    first, second = np.argsort(-cosines)[:2]
    assert (WORDS[first], WORDS[second]) == ("king", "queen")
    assert (round(cosines[first], 3), round(cosines[second], 3)) == (0.886, 0.861)
    assert ranking("king - man + woman", False)[:2] == ["king", "queen"]
    assert ranking("king - man + woman", True)[0] == "queen"


@claim(vi="Hỏi paris − france + vietnam thì được hanoi, dù giữ hay loại từ của câu hỏi; hỏi bigger − big + small thì không ra smaller",
       en="paris − france + vietnam finds hanoi with the query words and without; bigger − big + small does not find smaller")  # fmt: skip
def test_one_that_holds_and_one_that_fails():
    assert ranking("paris - france + vietnam", False)[0] == ranking("paris - france + vietnam", True)[0] == "hanoi"
    assert ranking("bigger - big + small", False)[0] == ranking("bigger - big + small", True)[0] == "larger"


@claim(vi="Tỉ lệ đúng theo từng loại câu hỏi bằng tỉ lệ tính từ khoảng cách của SciPy",
       en="The share of right answers of every kind is the one that SciPy's distances give")  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_answers_are_those_of_scipy(kind):
    asked = KINDS[kind]
    a, b, c, d = asked.T
    distances = cdist(E[b] - E[a] + E[c], E, "cosine")
    every = distances.argmin(axis=1)
    np.put_along_axis(distances, asked[:, :3], np.inf, axis=1)
    expected = np.stack([every, distances.argmin(axis=1)])
    np.testing.assert_array_equal(answers(E, asked), expected)
    assert 0 < (expected[1] == d).mean() < 1


def test_answers_are_the_first_of_nearest():
    for question in SHOWN:
        asked = np.array([[*ids(question), 0]])
        assert [WORDS[i] for i in answers(E, asked)[:, 0]] == [ranking(question, left_out)[0] for left_out in (False, True)]


def test_every_question_is_asked_once_and_of_four_words():
    assert sum(map(len, KINDS.values())) >= 200 and len(KINDS) >= 5
    for kind, asked in KINDS.items():
        text = next(line for line in beside(".txt").read_text("utf-8").splitlines() if line.startswith(f"{kind}: "))
        pairs = [tuple(pair.split()) for pair in text.removeprefix(f"{kind}: ").split(", ")]
        wanted = {(*one, *other) for one in pairs for other in pairs if one != other}
        assert {tuple(WORDS[i] for i in row) for row in asked} == wanted and len(asked) == len(wanted)


def test_the_table_is_that_of_glove():
    assert E.shape == (len(WORDS), 50) and len(set(WORDS)) == len(WORDS) > 10_000 and E.dtype == np.float64
    assert WORDS[:5] == ["the", ",", ".", "of", "to"]
    of_the = [0.418, 0.24968, -0.41242, 0.1217, 0.34527]  # the first line of glove.6B.50d.txt
    np.testing.assert_allclose(E[0, :5], of_the, rtol=2**-11)
    assert (E.astype(np.float16) == E).all() and CHANGE[0] < 5e-4


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


def test_cosines_that_differ_in_the_thirteenth_decimal_are_a_tie():
    assert [i for i, _ in nearest([[1.0, 6.3e-7], [1.0, 0.0]], [1.0, 0.0], 2)] == [0, 1]  # 1 - 2e-13 and 1


def test_no_cosine_is_below_minus_one():
    rows = np.random.default_rng(0).normal(size=(300, 3))
    assert all(nearest(rows, -3 * row, 300)[-1][1] >= -1 for row in rows)


def test_says_where_the_data_is_if_it_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setattr(sys.modules[load.__module__], "__file__", str(tmp_path / "analogy.py"))
    with pytest.raises(FileNotFoundError, match=r"analogy\.npz is missing: unpack https://\S+/snippets/analogy\.zip there\.$"):
        load()


def test_each_row_has_a_scale_of_its_own():
    (first, one), (second, other) = nearest([[1e-200, 2e-200], [2e299, 1e299]], [1, 2], 2)
    assert (first, second) == (0, 1)
    np.testing.assert_allclose([one, other], [1, 0.8], rtol=0, atol=1e-15)


def test_the_limit_itself_is_refused():
    assert analogy([[9.9e299]], 0, 0, 0) == 9.9e299
    with pytest.raises(ValueError, match=r"below 1e300"):
        analogy([[1e300]], 0, 0, 0)


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
        analogy(E[:11], *ids)
    with pytest.raises(error, match=f"exclude {says}"):
        nearest(E[:11], E[0], 1, [bad])


@pytest.mark.parametrize("k, exclude", [(0, ()), (-1, ()), (12, ()), (9, (0, 1, 2)), (2.0, ()), (None, ()), (1, range(11))])
def test_k_out_of_range(k, exclude):
    with pytest.raises(ValueError, match=f"k must be 1 to {11 - len(exclude)}, got {k}"):
        nearest(E[:11], E[0], k, exclude)


def test_repeated_exclusion_counts_once():
    assert len(nearest(E[:11], E[0], 10, [3, 3, np.int64(3)])) == 10


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
