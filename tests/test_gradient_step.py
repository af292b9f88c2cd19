"""What gradient_step promises, held against JAX's automatic differentiation and our own next-token loss."""

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exhibit import claim
from snippets.gradient_step import gradient_step, loss_and_gradient
from snippets.next_token_loss import next_token_loss
from snippets.softmax import softmax

jax.config.update("jax_enable_x64", True)

V, d, T = 5, 3, 6
matrices = arrays(float, (V, d), elements=st.floats(-3, 3))
texts = arrays(np.int64, T, elements=st.integers(0, V - 1))


def bigram_loss(E, W_o, X, Y):
    """The same model for JAX, with one-hot rows in place of ids: X for the token before, Y for the true one."""
    return -(Y * jax.nn.log_softmax(X @ E @ W_o.T)).sum()


autodiff = jax.jit(jax.value_and_grad(bigram_loss, argnums=(0, 1)))  # one shape: compiled once


@claim(
    vi="Mất mát và gradient theo E khớp với đạo hàm tự động của JAX, sai lệch dưới 10⁻¹²",
    en="The loss and its gradient by E agree with JAX's automatic differentiation to within 10⁻¹²",
)
@given(matrices, matrices, texts)
@settings(max_examples=30)
def test_gradient_agrees_with_jax(E, W_o, w):
    loss, grad_E, error = loss_and_gradient(E, W_o, w)
    by_jax, (by_E, by_W_o) = autodiff(E, W_o, np.eye(V)[np.append(0, w[:-1])], np.eye(V)[w])
    np.testing.assert_allclose(loss, by_jax, rtol=0, atol=1e-12)
    np.testing.assert_allclose(grad_E, by_E, rtol=0, atol=1e-12)
    np.testing.assert_allclose(error.T @ E[np.append(0, w[:-1])], by_W_o, rtol=0, atol=1e-12)


@claim(
    vi="Với văn bản 6 token và ma trận 5 × 3 có phần tử trong ±3, một bước η = 0,01 làm giảm mất mát nếu gradient dài hơn 0,001",
    en="For texts of 6 tokens and 5 × 3 matrices within ±3, a step with η = 0.01 lowers the loss if the gradient is longer than 0.001",
)
@given(matrices, matrices, texts)
@settings(max_examples=30)
def test_a_small_step_goes_down(E, W_o, w):
    loss, grad_E, _ = loss_and_gradient(E, W_o, w)
    after, _, _ = loss_and_gradient(gradient_step(E, grad_E, 0.01), W_o, w)
    # second derivative by a row of E: at most T times the variance of W_o's rows, 6 * 27 = 162
    slope = (grad_E**2).sum()
    assert after <= loss - 0.01 * (1 - 0.01 * 162 / 2) * slope + 1e-12
    assert slope <= 1e-6 or after < loss


@claim(
    vi="Khi W_o tách riêng, chỉ thay đổi hàng của những token đứng ngay trước một token nào đó",
    en="With W_o untied, no row of E moves but those of tokens that stand just before another",
)
@given(matrices, matrices, texts)
@settings(max_examples=30)
def test_only_the_rows_that_were_read_move(E, W_o, w):
    stays = ~np.isin(np.arange(V), np.append(0, w[:-1]))
    _, grad_E, _ = loss_and_gradient(E, W_o, w)
    np.testing.assert_array_equal(gradient_step(E, grad_E, 0.5)[stays], E[stays])


@claim(
    vi="Mất mát bằng kết quả của thẻ hàm mất mát với h_t là embedding của token đứng ngay trước, sai lệch dưới 10⁻¹²",
    en="The loss is what the card of the loss gives, with h_t the embedding of the token just before, to within 10⁻¹²",
)
@given(matrices, matrices, texts)
@settings(max_examples=30)
def test_loss_agrees_with_our_own(E, W_o, w):
    h = E[np.append(0, w[:-1])]
    np.testing.assert_allclose(loss_and_gradient(E, W_o, w)[0], next_token_loss(h, W_o, w), rtol=0, atol=1e-12)


@claim(
    vi="Gradient theo logit bằng xác suất softmax trừ vector one-hot của token đúng, sai lệch dưới 10⁻¹⁴",
    en="The gradient by the logits is the softmax less the one-hot vector of the true token, to within 10⁻¹⁴",
)
@given(matrices, matrices, texts)
@settings(max_examples=30)
def test_error_is_p_minus_y(E, W_o, w):
    P = softmax(E[np.append(0, w[:-1])] @ W_o.T)
    _, _, error = loss_and_gradient(E, W_o, w)
    np.testing.assert_allclose(error, P - np.eye(V)[w], rtol=0, atol=1e-14)


@given(matrices, matrices, st.floats(1e-6, 1e3))
@settings(max_examples=30)
def test_the_step_is_the_formula(E, grad_E, eta):
    new = gradient_step(E, grad_E, eta)
    for v in range(V):
        for k in range(d):
            assert new[v, k] == pytest.approx(E[v, k] - eta * grad_E[v, k], rel=1e-15, abs=1e-15)


def test_by_hand():
    E, W_o = [[0.0], [1.0]], [[0.0], [np.log(3)]]  # after <s>: 1/2, 1/2; after token 1: 1/4, 3/4
    loss, grad_E, error = loss_and_gradient(E, W_o, [1, 1])
    np.testing.assert_allclose(loss, -np.log(1 / 2) - np.log(3 / 4), rtol=1e-15)
    np.testing.assert_allclose(error, [[1 / 2, -1 / 2], [1 / 4, -1 / 4]], rtol=1e-15)
    np.testing.assert_allclose(grad_E, [[-np.log(3) / 2], [-np.log(3) / 4]], rtol=1e-15)


def test_inputs_are_left_alone():
    rng = np.random.default_rng(5)
    E, W_o, w = rng.normal(size=(V, d)), rng.normal(size=(V, d)), rng.integers(0, V, T)
    before = E.copy(), W_o.copy(), w.copy()
    _, grad_E, _ = loss_and_gradient(E, W_o, w)
    kept = grad_E.copy()
    new = gradient_step(E, grad_E, 0.1)
    assert not np.shares_memory(new, E)
    for a, b in zip((E, W_o, w, grad_E), (*before, kept), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("real_type", ["f4", "f8", "i8"])
@pytest.mark.parametrize("id_type", ["i1", "u1", "u8"])
def test_types(real_type, id_type):
    E, w = np.array([[0, 1], [2, -1], [1, 1]], dtype=real_type), np.array([2, 1, 1], dtype=id_type)
    loss, grad_E, error = loss_and_gradient(E, E, w)
    wide = loss_and_gradient(E.astype(float), E.astype(float), w.astype(int))
    assert type(loss) is float and grad_E.dtype == error.dtype == np.float64
    np.testing.assert_array_equal(grad_E, wide[1])
    assert gradient_step(E, grad_E, 1).dtype == np.float64


def test_large_logits_are_no_trouble():
    with np.errstate(all="raise"):
        loss, grad_E, error = loss_and_gradient([[1e3], [0.0]], [[1.0], [-1.0]], [1])
    assert loss == 2000
    np.testing.assert_array_equal(error, [[1, -1]])
    np.testing.assert_array_equal(grad_E, [[2], [0]])
    loss, _, error = loss_and_gradient([[1e3], [0.0]], [[1.0], [-1.0]], [1, 0])  # each row is shifted by its own largest
    assert loss == 2000 + np.log(2)
    np.testing.assert_array_equal(error, [[1, -1], [-1 / 2, 1 / 2]])


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("E", [[np.nan, 1.0]]),
        ("E", [[np.inf, 1.0]]),
        ("E", np.zeros((0, 2))),
        ("E", np.ones((3, 2), dtype=bool)),
        ("E", [["a", "b"]]),
        ("E", [[1.0, 2.0]]),
        ("grad_E", [[np.nan] * 2] * 3),
        ("grad_E", np.ones((3, 1))),
        ("grad_E", np.ones((1, 2))),
        ("eta", 0.0),
        ("eta", -0.1),
        ("eta", np.nan),
        ("eta", np.inf),
        ("eta", [0.1]),
        ("eta", "0.1"),
        ("eta", None),
        ("eta", True),
    ],
)
def test_step_names_the_bad_argument(name, bad):
    arguments = {"E": np.ones((3, 2)), "grad_E": np.full((3, 2), -10.0), "eta": 0.1} | {name: bad}
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        gradient_step(**arguments)


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("E", np.full((3, 2), np.nan)),
        ("E", np.ones(3)),
        ("E", np.ones((1, 3, 2))),
        ("E", np.ones((2, 2))),
        ("W_o", np.full((3, 2), -np.inf)),
        ("W_o", np.ones((3, 1))),
        ("w", []),
        ("w", np.array([], dtype=int)),
        ("w", [0.0, 1.0]),
        ("w", [True]),
        ("w", [[0, 1]]),
        ("w", 1),
    ],
)
def test_loss_names_the_bad_argument(name, bad):
    arguments = {"E": np.ones((3, 2)), "W_o": np.ones((3, 2)), "w": [0, 2]} | {name: bad}
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        loss_and_gradient(**arguments)


@pytest.mark.parametrize("shape", [(3,), (3, 2, 2), (2, 2, 2)])
def test_refuses_matrices_that_are_none(shape):
    with pytest.raises(ValueError, match=r"both \(\|V\|, d\)"):
        loss_and_gradient(np.ones(shape), np.ones(shape), [0, 1])


@pytest.mark.parametrize("shape", [(0,), (0, 2), (3, 0)])
def test_refuses_empty_matrices(shape):
    with pytest.raises(ValueError, match=r"^E must be finite, not empty"):
        gradient_step(np.ones(shape), np.ones(shape), 0.1)
    with pytest.raises(ValueError, match=r"^E must be finite, not empty"):
        loss_and_gradient(np.ones(shape), np.ones(shape), [0, 1])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_says_which_argument_is_not_finite(bad):
    with pytest.raises(ValueError, match=r"^E must be finite"):
        gradient_step([bad], [1.0], 0.1)
    with pytest.raises(ValueError, match=r"^grad_E must be finite"):
        gradient_step([1.0], [bad], 0.1)
    with pytest.raises(ValueError, match=r"^E must be finite"):
        loss_and_gradient([[bad]], [[1.0]], [0])
    with pytest.raises(ValueError, match=r"^W_o must be finite"):
        loss_and_gradient([[1.0]], [[bad]], [0])


@pytest.mark.parametrize("bad", [[0, 3], [-1, 0], [3], [0, 3, 1]])
def test_refuses_ids_outside_the_vocabulary(bad):
    with pytest.raises(IndexError, match=r"w must lie in \[0, 3\)"):
        loss_and_gradient(np.ones((3, 2)), np.ones((3, 2)), bad)


def test_refuses_what_overflows():
    with np.errstate(all="raise"):
        with pytest.raises(ValueError, match="E after the step"):
            gradient_step([1.0], [-10.0], 1e308)
        with pytest.raises(ValueError, match="log P"):
            loss_and_gradient([[1e200], [1.0]], [[1e200], [1.0]], [0])
        with pytest.raises(ValueError, match="grad_E"):
            loss_and_gradient([[0.0], [0.0]], [[1.5e308], [-1.5e308]], [0] * 9)
