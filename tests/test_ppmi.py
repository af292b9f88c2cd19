"""What ppmi promises, held against scikit-learn, SciPy, counting by hand and the card on analogies."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats.contingency import expected_freq
from sklearn.feature_extraction.text import CountVectorizer

from exhibit import agree, claim
from snippets.analogy import analogy, nearest
from snippets.ppmi import TEXT, ranking, word_vectors

HIS = ["he", "his", "king", "man", "prince", "boy"]
HER = ["she", "her", "queen", "woman", "princess", "girl"]
NAMES = [*HIS[2:], *HER[2:], "surgeon", "doctor", "nurse"]
E = word_vectors(TEXT, NAMES)


def first(table, question):
    return ranking(table, NAMES, question, True)[0][0]


@claim(
    vi="Bảng PPMI lệch tuyệt đối không quá {bound} (float64) so với cách đếm của CountVectorizer trong scikit-learn và tần số kỳ vọng"
    " của SciPy, trên {count} văn bản",
    en="The PPMI table is off by {bound} at most (absolute, float64) from the counts of scikit-learn's CountVectorizer over SciPy's"
    " expected frequencies, on {count} texts",
)
@settings(max_examples=50)
@given(st.lists(st.lists(st.sampled_from("abcdefxyz"), min_size=1, max_size=6), max_size=8), st.sets(st.sampled_from("xyz"), min_size=1))
@example([["x", "a"]], {"x"})
@example([["x", "a"] * 50, ["y", "b", "b"], ["a"]], {"x", "y"})
def test_ppmi_agrees_with_scikit_learn_and_scipy(sentences, names):
    text, names = ". ".join(map(" ".join, sentences)), sorted(names, reverse=True)
    assume(all(any(name in words and {*words} - {*names} for words in sentences) for name in names))
    counter = CountVectorizer(tokenizer=str.split, token_pattern=None).fit([text.replace(".", " ")])
    table, words = counter.transform(text.split(".")).toarray(), counter.get_feature_names_out()
    counts = table[:, [list(words).index(name) for name in names]].T @ table[:, ~np.isin(words, names)]
    counts = counts[:, counts.any(axis=0)]
    by_others = np.log(np.maximum(counts / expected_freq(counts), 1))
    agree(word_vectors(text, names), by_others, within=1e-15)  # a logarithm near 1 of a ratio, rounded to 1.1e-16 each


@claim(vi="Bảng khớp với phép đếm tay trên một văn bản nhỏ", en="The table agrees with a small text counted by hand")
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


@claim(vi="Khi gộp văn bản với bản sao đã đảo giới tính, bảng không còn nghiêng về nurse hay surgeon",
       en="The text joined with its gender-swapped copy leans to neither nurse nor surgeon")  # fmt: skip
def test_bias_comes_from_the_text():
    assert first(E, "doctor - man + woman") == "nurse"
    assert first(E, "doctor - woman + man") == "surgeon"
    swap = dict(zip(HIS + HER, HER + HIS, strict=True))
    both = word_vectors(TEXT + " ".join(swap.get(w, w) for w in TEXT.split()), NAMES)
    for one, other in product(("man", "woman"), repeat=2):
        found = dict(ranking(both, NAMES, f"doctor - {one} + {other}", False))
        assert found["nurse"] == pytest.approx(found["surgeon"], abs=1e-12)


@claim(vi="Trong bảng đếm này cũng vậy: king đứng trước queen; loại ba từ của câu hỏi thì queen đứng đầu",
       en="In this table of counts too king stands before queen; without the three query words queen is first")  # fmt: skip
def test_king_then_queen():
    assert [name for name, _ in ranking(E, NAMES, "king - man + woman", False)][:3] == ["king", "queen", "woman"]
    assert first(E, "king - man + woman") == "queen"
    rest = [name for name, _ in ranking(E, NAMES, "boy - man + king", True)]
    assert rest.index("prince") == 2  # what one hopes for does not win


@given(st.permutations(NAMES), st.booleans())
def test_the_ranking_is_that_of_scipy_and_of_the_other_card(names, left_out):
    table = word_vectors(TEXT, names)
    b, a, c = (names.index(w) for w in ("doctor", "man", "woman"))
    found = ranking(table, names, "doctor - man + woman", left_out)
    v = analogy(table, a, b, c)
    exclude = (a, b, c) if left_out else ()
    other = nearest(table, v, len(names) - len(exclude), exclude)
    assert [name for name, _ in found] == [names[i] for i, _ in other]
    cosines = 1 - cdist([v], table, "cosine")[0]
    np.testing.assert_allclose([x for _, x in found], [cosines[names.index(name)] for name, _ in found], rtol=0, atol=1e-12)


def test_a_word_that_the_table_lacks():
    with pytest.raises(ValueError):
        ranking(E, NAMES, "king - man + teacher", True)


def test_among_cosines_that_agree_to_twelve_decimals_the_earlier_name_wins():
    names = [str(i) for i in range(40)]
    rows = np.array([[1.0, 0.0], [0.0, 1.0]] * 20)
    found = [name for name, _ in ranking(rows, names, "0 - 1 + 1", False)]
    assert found == names[::2] + names[1::2]
    near = np.array([[1.0, 6.3e-7], [1.0, 0.0]])  # cosines 1 - 2e-13 and 1
    assert [name for name, _ in ranking(near, names[:2], "1 - 1 + 1", False)] == names[:2]
    apart = np.array([[1.0, 2e-6], [1.0, 0.0]])  # cosines 1 - 2e-12 and 1
    assert [name for name, _ in ranking(apart, names[:2], "1 - 1 + 1", False)] == names[1::-1]
