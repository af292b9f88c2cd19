"""What the pipeline promises, held against the tokenizers library, SciPy and the snippets of its steps."""

from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array
from scipy.special import log_softmax, softmax
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

from exhibit import agree, claim
from snippets import attention, byte_pair_encoding, embedding_lookup, one_hot, positional_encoding
from snippets.pipeline import Model, attend, contextual, embed, look, place, split, tokenize, train, untrained
from snippets.pipeline import one_hot as to_one_hot

SUGAR, ROAD = "cà phê thiếu đường", "xe chạy trên đường"
CORPUS = "\n".join([SUGAR, ROAD, "đường ngọt", "đường xa"])
M = untrained(CORPUS, size=293, d=16, seed=27)

few = settings(max_examples=25)
texts = st.one_of(st.text(st.sampled_from("cà phêđườngx ẹ\n🙂"), min_size=1, max_size=30), st.text(min_size=1, max_size=8))
words = st.lists(st.sampled_from(["cà", "phê", "thiếu", "đường", "xe", "chạy", "trên", "ngọt", "xa", "trà"]), min_size=1, max_size=6)


def piece(t):
    """The bytes of a token, spelt out by undoing the merges."""
    return bytes([t]) if t < 256 else b"".join(map(piece, M.merges[t - 256]))


@claim(
    vi="Token là số nguyên từ 0 đến |V| − 1; ghép byte của chúng lại thì được đúng văn bản",
    en="Tokens are whole numbers from 0 to |V| − 1, and their bytes put together give the text again",
)
@few
@given(texts)
def test_tokens_are_discrete_and_lossless(text):
    t = tokenize(text, M)
    assert t.dtype.kind == "i" and t.min() >= 0 and t.max() < len(M.E)
    assert b"".join(map(piece, t.tolist())).decode() == text


pieces = ["đường", "xa", *map(normalize, ("NFC", "NFD"), ("thiếu đường", "thiếu đường")), "👩🏽‍🔬", "👍🏽", "e\u0301", "o\u0323\u0302"]
pieces += [" ", "  ", "\n", "\n \n", "\t", "\u00a0"]
mixed = st.lists(st.sampled_from(pieces) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10).map("".join)


@claim(
    vi="Với cùng các phép gộp, dãy chỉ số ở đây và dãy chỉ số của thư viện tokenizers {bound} trên {count} văn bản ghép từ"
    " emoji, dấu kết hợp, tiếng Việt dạng NFC và NFD, nhiều khoảng trắng liền nhau và ký tự bất kỳ",
    en="Given the same merges, the ids and those of the tokenizers library are {bound} on {count} texts put together from"
    " emoji, combining marks, Vietnamese in NFC and NFD, runs of spaces and any characters",
)
@settings(max_examples=200)
@given(mixed)
@example("a")
@example("  \n\n   thiếu  đường ")
@example(normalize("NFD", "  cà phê thiếu đường"))
def test_ids_of_the_library(text):
    agree(tokenize(text, M), ORACLE.encode(text).ids, within=0)  # ids are equal or wrong


@claim(
    vi="Cả chuỗi, ghép lại từ tokenizers, tích ma trận thưa và softmax của SciPy, cho cùng vector theo ngữ cảnh: lệch tuyệt đối không quá"
    " {bound} (float64) trên {count} văn bản từ một token trở lên, với d = 2 và d = 16",
    en="The whole path, put together from tokenizers, SciPy's sparse product and SciPy's softmax, gives the same contextual vectors: off by"
    " {bound} at most (absolute, float64) on {count} texts of one token or more, with d = 2 and d = 16",
)
@settings(max_examples=100)
@given(mixed, st.sampled_from([M, untrained(CORPUS, size=293, d=2, seed=5)]))
@example("a", M)
def test_whole_path_agrees_with_libraries(text, m):
    t, (size, d) = ORACLE.encode(text).ids, m.E.shape
    v = csr_array((np.ones(len(t)), (np.arange(len(t)), t)), shape=(len(t), size)) @ m.E
    turns = np.exp(1j * np.outer(np.arange(len(t)), 10000.0 ** (-2 * np.arange(d // 2) / d)))  # sine above, cosine along
    z = v + np.dstack([turns.imag, turns.real]).reshape(len(t), d)
    scores = np.einsum("id,de,fe,jf->ij", z, m.W_Q, m.W_K, z, optimize=True) / d**0.5
    scores[np.triu_indices(len(t), 1)] = -np.inf
    agree(contextual(text, m), softmax(scores, axis=1) @ z @ m.W_V, within=1e-14)  # scores near 10 are rounded to 2e-15


def oracle():
    plain = [
        *range(0x21, 0x7F),
        *range(0xA1, 0xAD),
        *range(0xAE, 0x100),
    ]  # the letter that the library writes for a byte
    others = [b for b in range(256) if b not in plain]
    letters = {b: chr(b) for b in plain} | {b: chr(256 + i) for i, b in enumerate(others)}
    names = ["".join(letters[b] for b in piece(t)) for t in range(len(M.E))]
    library = Tokenizer(BPE({name: t for t, name in enumerate(names)}, [(names[a], names[b]) for a, b in M.merges]))
    cut = Split(Regex(r"\n| ?[^ \n]+| +"), behavior="isolated")
    library.pre_tokenizer = Sequence([cut, ByteLevel(add_prefix_space=False, use_regex=False)])
    return library


ORACLE = oracle()


@claim(
    vi="Mỗi bước cho đúng những con số mà đoạn mã ở phần tương ứng cho",
    en="Each step gives the numbers of the snippet in its own section",
)
@few
@given(words)
def test_each_step_is_that_of_its_own_snippet(some_words):
    text = " ".join(some_words)
    t = byte_pair_encoding.encode(text, M.merges)
    np.testing.assert_array_equal(tokenize(text, M), t)
    x = one_hot.one_hot(t, len(M.E))
    np.testing.assert_array_equal(to_one_hot(t, M), x)
    v = embedding_lookup.embedding_lookup(t, M.E)
    np.testing.assert_array_equal(embed(x, M), v)
    z = positional_encoding.add_positions(v)
    np.testing.assert_allclose(place(v), z, rtol=0, atol=1e-15)
    Q, K, V = attention.project(z, *M[2:])
    c, A = attention.attention(Q, K, V, attention.causal_mask(len(t)))
    np.testing.assert_allclose(look(z, M), A, rtol=0, atol=1e-13)
    np.testing.assert_allclose(contextual(text, M), c, rtol=0, atol=1e-12)
    free, B = attention.attention(Q, K, V)
    np.testing.assert_allclose(look(z, M, causal=False), B, rtol=0, atol=1e-13)
    np.testing.assert_allclose(attend(z, M, causal=False), free, rtol=0, atol=1e-12)


@claim(
    vi="Bước embedding tuyến tính: ảnh của ax + y bằng a lần ảnh của x cộng ảnh của y",
    en="The embedding step is linear: ax + y goes to a times where x goes plus where y goes",
)
@few
@given(arrays(float, (2, 3, 5), elements=st.floats(-10, 10)), st.floats(-10, 10))
def test_embedding_is_linear(xy, a):
    x, y = xy
    m = M._replace(E=np.random.default_rng(1).normal(size=(5, 4)))
    np.testing.assert_allclose(embed(a * x + y, m), a * embed(x, m) + embed(y, m), rtol=0, atol=1e-11)


@claim(
    vi="Bước attention không tuyến tính: có v và w mà ảnh của v + w khác tổng hai ảnh",
    en="The attention step is not linear: for some v and w, v + w does not go to the sum of where they go",
)
def test_attention_is_not_linear():
    v, w = (embed(to_one_hot(tokenize(text, M), M), M) for text in (SUGAR, ROAD))
    assert np.abs(attend(v + w, M) - attend(v, M) - attend(w, M)).max() > 0.5
    assert np.abs(attend(2 * v, M) - 2 * attend(v, M)).max() > 0.5


@claim(
    vi="Một từ trong hai câu có cùng embedding nhưng có hai vector theo ngữ cảnh khác nhau, trong cả 20 lần rút ma trận",
    en="One word in two sentences has one embedding and two contextual vectors, for 20 draws of the matrices",
)
@pytest.mark.parametrize("first_seed", range(0, 20, 5))
def test_one_word_two_contexts(first_seed):
    for seed in range(first_seed, first_seed + 5):
        m = untrained(CORPUS, size=293, d=16, seed=seed)
        z = [place(embed(to_one_hot(tokenize(text, m), m), m)) for text in (SUGAR, ROAD)]
        np.testing.assert_array_equal(z[0][-1], z[1][-1])
        a, b = (contextual(text, m)[-1] for text in (SUGAR, ROAD))
        assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) < 0.99


@claim(
    vi="Viết thêm từ vào cuối câu không làm đổi vector theo ngữ cảnh của các token đứng trước",
    en="Words added at the end leave the contextual vectors of the tokens before them unchanged",
)
@few
@given(words, words)
def test_later_words_change_nothing_earlier(start, rest):
    before = contextual(" ".join(start), M)
    after = contextual(" ".join(start + rest), M)
    np.testing.assert_allclose(after[: len(before)], before, rtol=0, atol=1e-12)


@claim(
    vi="Một bước hạ gradient trên E, W_Q, W_K, W_V qua cả chuỗi làm giảm hàm mất mát; ma trận nào cũng có gradient khác 0",
    en="One gradient-descent step on E, W_Q, W_K, W_V through the whole path lowers the loss; none of the gradients is 0",
)
def test_gradient_descent_goes_through():
    m = untrained("a b a", 257, d=4, seed=3)
    t = tokenize("a b a b", m)
    W_o = np.random.default_rng(4).normal(size=(4, len(m.E)))

    def loss(m):
        c = attend(place(embed(to_one_hot(t, m), m)), m)
        return -log_softmax(c[:-1] @ W_o, axis=-1)[np.arange(len(t) - 1), t[1:]].sum()

    gradients = []
    for name in Model._fields[1:]:
        matrix = getattr(m, name)
        gradient = np.zeros_like(matrix)
        for i in np.unique(t) if name == "E" else range(len(matrix)):
            for j in range(matrix.shape[1]):
                step = np.zeros_like(matrix)
                step[i, j] = 1e-5
                up, down = (loss(m._replace(**{name: matrix + s * step})) for s in (1, -1))
                gradient[i, j] = (up - down) / 2e-5
        assert np.abs(gradient).max() > 1e-3
        gradients.append(gradient)
    eta = 1e-3
    stepped = Model(m.merges, *(M - eta * g for M, g in zip(m[1:], gradients, strict=True)))
    expected = eta * sum((g * g).sum() for g in gradients)  # what the first order promises
    assert loss(m) - loss(stepped) == pytest.approx(expected, rel=0.05)


def test_weights_agree_with_scipy():
    z = place(embed(to_one_hot(tokenize(SUGAR, M), M), M))
    scores = np.einsum("id,de,fe,jf->ij", z, M.W_Q, M.W_K, z) / 4  # d = 16
    np.testing.assert_allclose(look(z, M, causal=False), softmax(scores, axis=1), rtol=0, atol=1e-13)
    scores[np.triu_indices(4, 1)] = -np.inf
    np.testing.assert_allclose(look(z, M), softmax(scores, axis=1), rtol=0, atol=1e-13)


def test_no_position_no_order():
    v = embed(to_one_hot(tokenize(SUGAR, M), M), M)
    swapped = v[[1, 0, 2, 3]]
    np.testing.assert_allclose(attend(swapped, M)[-1], attend(v, M)[-1], rtol=0, atol=1e-13)
    assert np.abs(attend(place(swapped), M)[-1] - attend(place(v), M)[-1]).max() > 1e-3


@few
@given(st.text("aab ", min_size=4, max_size=40), st.integers(0, 6))
def test_merges_are_those_of_the_byte_pair_snippet(text, k):
    text = " ".join(text.split())  # the two cut runs of spaces in different places
    results = []
    for learn in (train, byte_pair_encoding.train):
        try:
            results.append(learn(text, 256 + k))
        except ValueError as error:
            results.append("empty" if not text else str(error))
    assert results[0] == results[1]


def test_cuts_before_spaces():
    assert split(" a  bc d\n\ne   ") == [" a", "  ", "bc", " d", "\n", "\n", "e", "   "]


def test_untrained_is_drawn_from_the_seed():
    again, other = (untrained(CORPUS, size=293, d=16, seed=seed) for seed in (27, 28))
    assert all((a == b).all() for a, b in zip(again[1:], M[1:], strict=True))
    assert not (other.E == M.E).any() and other.merges == M.merges
    assert M.E.shape == (293, 16) and all(W.shape == (16, 16) for W in M[2:])
    big = untrained("a b a", 257, d=200, seed=0)
    assert all(W.std() * 200**0.5 == pytest.approx(1, abs=0.02) for W in big[2:])
    assert not (big.W_Q == big.W_K).any() and not (big.W_K == big.W_V).any()


@pytest.mark.filterwarnings("error")
def test_integers_become_float64_and_inputs_are_left_alone():
    m = M._replace(E=np.arange(12).reshape(3, 4), W_Q=np.eye(4), W_K=np.eye(4), W_V=np.eye(4, dtype="f4"))
    x = np.eye(3, dtype=int)
    c = attend(v := embed(x, m), m)
    assert c.dtype == v.dtype == place(v).dtype == np.float64
    assert (x == np.eye(3)).all() and (np.arange(12).reshape(3, 4) == m.E).all()
    before = v.copy()
    place(v), attend(v, m)
    assert (v == before).all()


@pytest.mark.parametrize("text", ["", None, b"a", 7, "\ud800"])
def test_refuses_what_is_no_text(text):
    with pytest.raises(ValueError, match=r"text|surrogates"):
        contextual(text, M)
    with pytest.raises(ValueError, match=r"text|surrogates"):
        train(text, 257)


@pytest.mark.parametrize("t", [[-1], [293], [0, 300]])
def test_refuses_ids_outside_the_vocabulary(t):
    with pytest.raises(IndexError, match=r"t: 0\.\.292 allowed, got"):
        to_one_hot(t, M)


@pytest.mark.parametrize("t", [[1.0], [], 3, [[1]], [True], ["a"]])
def test_refuses_ids_that_are_no_row_of_integers(t):
    with pytest.raises(ValueError, match="t must be integers"):
        to_one_hot(t, M)


def test_every_id_of_the_vocabulary_has_its_row():
    assert (to_one_hot(np.arange(293), M) == np.eye(293)).all()


@pytest.mark.filterwarnings("error")
def test_a_row_of_small_scores_stands_beside_one_of_large():
    m = Model([], np.eye(2), np.eye(2), np.eye(2), np.eye(2))
    weights = look([[1, 0], [1000, 0]], m, causal=False)
    np.testing.assert_allclose(weights, [[0, 1], [0, 1]], rtol=0, atol=1e-15)
    weights = look([[0, 1], [1000, 1]], m, causal=False)
    np.testing.assert_allclose(weights, [[0.5, 0.5], [0, 1]], rtol=0, atol=1e-15)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [np.nan, np.inf, -1e70, "a", 1j, True])
def test_names_what_is_not_finite(bad):
    for step, name, width in (embed, "x", 293), (attend, "z", 16), (look, "z", 16):
        with pytest.raises(ValueError, match=f"^{name}"):
            step(np.full((2, width), bad), M)
        with pytest.raises(ValueError, match=f"^{name}"):
            step(np.ones((2, width + 1)), M)
    with pytest.raises(ValueError, match=r"^v"):
        place(np.full((2, 16), bad))
    for name in Model._fields[1:]:
        with pytest.raises(ValueError, match=f"^{name}"):
            contextual(SUGAR, M._replace(**{name: np.full(getattr(M, name).shape, bad)}))


@pytest.mark.parametrize("shape", [(16,), (0, 16), (1, 2, 16), (2, 0)])
def test_names_what_is_no_rows(shape):
    for call, name in (lambda a: embed(a, M), "x"), (place, "v"), (lambda a: attend(a, M), "z"):
        with pytest.raises(ValueError, match=f"^{name} must be rows"):
            call(np.ones(shape))


@pytest.mark.filterwarnings("error")
def test_large_vectors_do_not_overflow():
    m = Model([], *(np.full((2, 2), 9e69) for _ in range(4)))
    z = np.array([[9e69, 9e69], [-9e69, -9e69]])
    assert np.isfinite(attend(z, m)).all()
    assert look(z, m, causal=False).tolist() == [[1, 0], [0, 1]]


@pytest.mark.filterwarnings("error")
def test_refuses_odd_d_and_impossible_sizes():
    with pytest.raises(ValueError, match=r"even d: \(2, 3\)"):
        place(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"^E"):
        contextual("a b", untrained("a b", 256, d=0, seed=0))
    with pytest.raises(ValueError, match="negative"):
        untrained("a b", 256, d=-2, seed=0)
    with pytest.raises(ValueError, match="size must be at least 256: got 255"):
        train("a b", 255)
    with pytest.raises(ValueError, match="no pair left for size 258"):
        train("ab", 258)
    assert train("ab", 257) == [(97, 98)] and train("ab", 256) == []
