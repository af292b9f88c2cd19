"""What next_token_loss promises, held against SciPy and scikit-learn."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax as scipy_log_softmax
from sklearn.metrics import log_loss

from exhibit import agree, claim
from snippets.next_token_loss import log_probabilities, next_token_loss
from tests.inputs import reals

ids = arrays(np.int64, 8, elements=st.integers(0, 5))


@st.composite
def texts(draw, largest=5.0):
    """Hidden vectors h (T, d), output matrix W_o (|V|, d) and the ids w (T,) of a text."""
    T, V, d = draw(st.integers(1, 6)), draw(st.integers(2, 6)), draw(st.integers(1, 4))
    h, W_o = (np.clip(draw(reals(shape)), -largest, largest) for shape in ((T, d), (V, d)))
    return h, W_o, draw(arrays(np.int64, T, elements=st.integers(0, V - 1)))


@claim(
    vi="Bằng entropy chéo do scikit-learn tính, lệch tuyệt đối không quá {bound} nat cho mỗi token, trên {count} văn bản"
    " từ một token trở lên",
    en="Equals the cross-entropy of scikit-learn, off by {bound} nats a token at most (absolute), on {count} texts of one token or more",
)
@given(texts(largest=1.5))  # far out, scikit-learn clips probabilities at 2.2e-16
@settings(max_examples=100)
def test_agrees_with_scikit_learn(text):
    h, W_o, w = text
    P = np.array([[np.exp(row @ h_t) for row in W_o] for h_t in h])
    P /= P.sum(axis=-1, keepdims=True)
    by_sklearn = log_loss(w, P, labels=np.arange(len(W_o)), normalize=False)
    agree(next_token_loss(h, W_o, w), by_sklearn, within=1e-14, scale=len(w))  # logits up to 9 are rounded to 1e-15


@st.composite
def batches(draw):
    """h (..., T, d), W_o (|V|, d) and w (..., T): from one token, one dimension and a vocabulary of one, with logits up to 1e300."""
    batch, T, V, d = draw(st.tuples(st.sampled_from([(), (2,)]), st.integers(1, 6), st.integers(1, 6), st.integers(1, 4)))
    shape = (*batch, T, d)
    size = draw(st.sampled_from([1e-150, 1e-3, 1.0, 30.0, 1e150]))
    h = draw(reals(shape, [size], [np.float64] if size > 1e38 else [np.float32, np.float64]))
    return h, draw(reals((V, d), [size])), draw(arrays(np.int64, shape[:-1], elements=st.integers(0, V - 1)))


@claim(
    vi="log P của mọi token và mất mát trung bình bằng kết quả của log_softmax trong SciPy, lệch không quá {bound} lần logit lớn nhất có"
    " thể, ‖h‖‖W_o‖, hay lần 1 nếu nó nhỏ hơn 1, trên {count} batch: từ một token, |V| = 1 và d = 1, cả float32, logit đến 10³⁰⁰",
    en="log P of every token and the mean loss are those of SciPy's log_softmax, off by {bound} at most of the largest logit there could"
    " be, ‖h‖‖W_o‖, or of 1 if that is less, on {count} batches: from one token, |V| = 1 and d = 1, float32 too, logits up to 10³⁰⁰",
)
@given(batches())
@example((np.array([[1.0]]), np.array([[5.0]]), np.array([0])))
@settings(max_examples=100)
def test_agrees_with_scipy(batch):
    h, W_o, w = batch
    by_scipy = scipy_log_softmax(np.einsum("...td,vd->...tv", h.astype(float), W_o), axis=-1)
    mean = np.take_along_axis(by_scipy, w[..., None], axis=-1)[..., 0].mean(axis=-1)
    got = np.append(log_probabilities(h, W_o), -next_token_loss(h, W_o, w) / w.shape[-1])
    lengths = [np.linalg.norm(A.astype(float), axis=-1).max() for A in (h, W_o)]
    agree(got, np.append(by_scipy, mean), within=1e-15, scale=max(1.0, lengths[0] * lengths[1]))


@claim(
    vi="Với h_t là tổng embedding của các token đứng trước, thay token từ vị trí t về sau thì các hàng 1 đến t không đổi bit nào",
    en="With h_t the sum of earlier embeddings, replacing the tokens from position t on changes no bit of rows 1 to t",
)
@given(ids, ids, st.integers(1, 8))
@settings(max_examples=30)
def test_later_tokens_change_nothing_earlier(w, other, t):
    E = np.random.default_rng(3).normal(size=(6, 4))
    changed = np.where(np.arange(1, 9) >= t, other, w)

    def log_P(ids):  # h_t: a running sum over <s>, w_1, ..., w_{t-1}
        return log_probabilities(np.cumsum(E[np.append(0, ids[:-1])], axis=0), E)

    np.testing.assert_array_equal(log_P(w)[:t], log_P(changed)[:t])


@claim(
    vi="Đoán đều (W_o = 0) thì mất mát bằng T · log |V|, tức perplexity bằng |V|",
    en="Guessing evenly, W_o = 0: the loss is T · log |V|, so the perplexity is |V|",
)
@given(st.integers(1, 50), st.integers(1, 1000))
@settings(max_examples=30)
def test_blind_guess(T, V):
    loss = next_token_loss(np.ones((T, 2)), np.zeros((V, 2)), -np.arange(1, T + 1) % V)
    np.testing.assert_allclose(np.exp(loss / T), V, rtol=1e-12)


@claim(
    vi="Viết mọi hàng h_t và token w_t hai lần thì tổng gấp đôi, nên trung bình giữ nguyên: lệch tuyệt đối không quá"
    " {bound} cho mỗi token, trên {count} văn bản",
    en="Every row h_t and token w_t twice over: the sum doubles, so the mean stays: off by {bound} a token at most (absolute),"
    " on {count} texts",
    erratum="F14",
)
@given(texts())
@settings(max_examples=100)
def test_the_sum_grows_with_the_text(text):
    h, W_o, w = text
    once, twice = next_token_loss(h, W_o, w), next_token_loss(np.tile(h, (2, 1)), W_o, np.tile(w, 2))
    agree(twice, 2 * once, within=1e-14, scale=2 * len(w))  # sums in another order, each rounded
    P = np.exp(h @ W_o.T) / np.exp(h @ W_o.T).sum(axis=-1, keepdims=True)
    mean = -np.log(P[np.arange(len(w)), w]).mean()
    np.testing.assert_allclose([once / len(w), twice / (2 * len(w))], mean, rtol=0, atol=1e-11)


def test_by_hand():
    h, W_o = [[1.0, 0.0], [0.0, 1.0]], np.log([[1, 2], [2, 1], [5, 1]])
    by_hand = [[1 / 8, 2 / 8, 5 / 8], [2 / 4, 1 / 4, 1 / 4]]
    np.testing.assert_allclose(np.exp(log_probabilities(h, W_o)), by_hand, rtol=1e-15)
    np.testing.assert_allclose(next_token_loss(h, W_o, [2, 0]), -np.log(5 / 8) - np.log(1 / 2), rtol=1e-15)


def test_ids_beyond_a_byte():
    z = np.linspace(0, 3, 70000)
    for w in (200, 40000, 69999):
        np.testing.assert_allclose(next_token_loss([[1.0]], z[:, None], [w]), -scipy_log_softmax(z)[w], rtol=1e-13)


def test_no_logarithm_of_zero():
    with np.errstate(all="raise"):
        assert next_token_loss([[1.0]], [[0.0], [1000.0]], [0]) == 1000
        assert next_token_loss([[1.0]], [[0.0], [1000.0]], [1]) == 0
        assert next_token_loss([[1.0]], [[-1e300], [1e300]], [0]) == 2e300


def test_batches_and_inputs_left_alone():
    rng = np.random.default_rng(4)
    h, W_o, w = rng.normal(size=(2, 3, 5, 4)), rng.normal(size=(6, 4)), rng.integers(0, 6, (2, 3, 5))
    before = h.copy(), W_o.copy(), w.copy()
    loss = next_token_loss(h, W_o, w)
    assert loss.shape == (2, 3)
    for at in np.ndindex(2, 3):
        np.testing.assert_allclose(loss[at], next_token_loss(h[at], W_o, w[at]), rtol=1e-14)
    for a, b in zip((h, W_o, w), before, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("id_type", ["i1", "u1", "i4", "u8"])
@pytest.mark.parametrize("real_type", ["f4", "f8", "i4"])
def test_types(id_type, real_type):
    h, W_o, w = np.eye(2, dtype=real_type), np.array([[1, 0], [2, 3]], dtype=real_type), np.array([1, 0], dtype=id_type)
    loss = next_token_loss(h, W_o, w)
    assert loss.dtype == np.float64
    np.testing.assert_allclose(loss, np.log1p(np.exp(-1)) + np.log1p(np.exp(3)), rtol=1e-14)


good = np.ones((2, 3)), np.ones((4, 3)), np.array([0, 3])


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("h", np.full((2, 3), np.nan)),
        ("h", np.full((2, 3), np.inf)),
        ("h", np.full((2, 3), -np.inf)),
        ("h", np.zeros((0, 3))),
        ("h", np.ones((2, 4))),
        ("h", np.ones(3)),
        ("h", np.ones((2, 3), dtype=complex)),
        ("h", np.ones((2, 3), dtype=bool)),
        ("W_o", np.full((4, 3), np.nan)),
        ("W_o", np.full((4, 3), np.inf)),
        ("W_o", np.full((4, 3), -np.inf)),
        ("W_o", np.ones((3, 4))),
        ("W_o", np.ones(3)),
        ("W_o", np.ones((1, 4, 3))),
        ("w", np.array([0.0, 1.0])),
        ("w", np.array([True, False])),
        ("w", np.array([0])),
        ("w", np.array([0, 1, 2])),
        ("w", np.array([[0], [1]])),
    ],
)
def test_names_the_bad_argument(name, bad):
    arguments = dict(zip(("h", "W_o", "w"), good, strict=True)) | {name: bad}
    fits = bad.dtype.kind == "f" and bad.size > 0 and np.isfinite(bad).all()  # numbers, but of another shape
    says = "w must be integers" if name == "w" else r"h \(T, d\), W_o \(V, d\), not" if fits else f"{name} must be finite, not empty"
    with pytest.raises(ValueError, match=f"^{says}"):
        next_token_loss(**arguments)


@pytest.mark.parametrize("bad", [[0, 4], [-1, 0]])
def test_refuses_ids_outside_the_vocabulary(bad):
    with pytest.raises(IndexError, match=r"w must lie in \[0, 4\)"):
        next_token_loss(good[0], good[1], bad)
    next_token_loss(*good)  # 0 and |V| - 1 are inside


def test_says_what_fits_a_batch_of_texts():
    h, W_o = np.ones((2, 3, 2)), np.ones((4, 2))
    with pytest.raises(ValueError, match=r"^w must be integers \(2, 3\): "):
        next_token_loss(h, W_o, [0, 1, 2])
    with pytest.raises(IndexError, match=r"^w must lie in \[0, 4\): "):
        next_token_loss(h, W_o, [[0, 1, 2], [0, 1, 4]])


def test_says_that_logits_overflow_in_these_words():
    with pytest.raises(ValueError, match=r"^h @ W_o\.T overflows: h or W_o is too large$"):
        log_probabilities([[1e200]], [[1e200], [-1e200]])


@pytest.mark.parametrize("W_o", [[[1e200], [-1e200]], [[1e200], [1e200]], [[1e308 / 1e200], [-1.7e308 / 1e200]]])
def test_refuses_logits_that_overflow(W_o):
    with np.errstate(all="raise"), pytest.raises(ValueError, match="W_o"):
        log_probabilities([[1e200]], W_o)


@claim(
    vi="Nếu h_t là trung bình cả câu, thay token thứ 5 thì xác suất trước nó đổi quá 0,01; chỉ gồm token đứng trước thì không đổi bit nào",
    en="With h_t the mean of the text, another fifth token moves the probabilities before by over 0.01; with earlier tokens alone, no bit",
    erratum="F15",
)
def test_what_h_t_may_look_at():
    E, w = np.random.default_rng(3).normal(size=(6, 4)), np.array([2, 5, 1, 1, 4, 3, 2, 5])
    changed = np.where(np.arange(8) == 4, 0, w)

    def whole(ids):
        return np.tile(E[ids].mean(axis=0), (len(ids), 1))

    def earlier(ids):
        return np.cumsum(E[np.append(0, ids[:-1])], axis=0)

    def moved(h):
        change = np.exp(log_probabilities(h(changed), E)) - np.exp(log_probabilities(h(w), E))
        return np.abs(change[:5]).max(), np.abs(change[5:]).max()

    assert moved(whole)[0] > 0.01 and moved(earlier)[0] == 0 and moved(earlier)[1] > 0.01
    h = earlier(w)
    with pytest.raises(ValueError, match="matmul"):
        E @ h  # W_o h takes a column, and h holds rows
    np.testing.assert_allclose(h @ E.T, [E @ h_t for h_t in h], rtol=0, atol=1e-13)
