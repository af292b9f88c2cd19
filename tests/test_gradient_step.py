"""What gradient_step promises, held against JAX's automatic differentiation, SciPy's finite differences and our own next-token loss."""

import jax
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from jax.example_libraries.optimizers import sgd
from scipy.differentiate import jacobian
from scipy.special import softmax as scipy_softmax

from exhibit import agree, claim
from snippets.gradient_step import gradient_step, loss_and_gradient
from tests.inputs import reals

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_cpu_enable_async_dispatch", False)  # so small a computation is not worth a thread

V, d, T = 5, 3, 6
matrices = arrays(float, (V, d), elements=st.floats(-3, 3))
texts = arrays(np.int64, T, elements=st.integers(0, V - 1))


@st.composite
def models(draw, sizes=(1e-9, 1e-3, 1.0, 3.0)):
    """E, W_o and w: from a vocabulary of one token, one dimension and a text of one token up to V, d and T."""
    shape = draw(st.integers(1, V)), draw(st.integers(1, d))
    E, W_o = (draw(reals(shape, sizes, [np.float32, np.float64])) for _ in range(2))
    return E, W_o, draw(arrays(np.int64, st.integers(1, T), elements=st.integers(0, shape[0] - 1)))


def bigram_loss(E, W_o, X, Y, absent):
    """The same model for JAX, with one-hot rows in place of ids: X for the token before, Y for the true one."""
    return -(Y * jax.nn.log_softmax(X @ E @ W_o.T - 1e30 * absent)).sum()


autodiff = jax.jit(jax.value_and_grad(bigram_loss, argnums=(0, 1)))  # one shape: compiled once


def by_autodiff(E, W_o, w):
    """Loss and gradients from JAX, whose matrices are filled up to one shape with tokens and dimensions that are absent."""
    (size, width), rest = E.shape, T - len(w)
    filled = [np.pad(A.astype(float), ((0, V - size), (0, d - width))) for A in (E, W_o)]
    X, Y = (np.pad(np.eye(V)[ids], ((0, rest), (0, 0))) for ids in (np.append(0, w[:-1]), w))
    loss, gradients = autodiff(*filled, X, Y, np.arange(V) >= size)
    return float(loss), [np.asarray(gradient)[:size, :width] for gradient in gradients]


@claim(
    vi="Đạo hàm tính tay khớp với đạo hàm tự động của JAX đến {digits} chữ số: gradient theo E và theo W_o lệch không quá {bound} lần"
    " phần tử lớn nhất của ma trận kia, trên {count} đầu vào, từ một token và d = 1, cả float32 lẫn float64",
    en="The derivatives by hand agree with JAX's automatic differentiation to {digits} digits: the gradients by E and by W_o are off by"
    " {bound} at most of the largest entry of the other matrix, on {count} inputs, from one token and d = 1, float32 and float64",
)
@given(models())
@example((np.array([[-0.7]]), np.array([[1e-9]]), np.array([0])))
@settings(max_examples=99)
def test_gradient_agrees_with_jax(model):
    E, W_o, w = model
    largest_E, largest_W_o = (np.abs(A).max() or 1.0 for A in (E, W_o))
    loss, grad_E, error = loss_and_gradient(E, W_o, w)
    by_jax, (by_E, by_W_o) = by_autodiff(E, W_o, w)
    assert loss == pytest.approx(by_jax, rel=1e-13, abs=1e-13)
    grad_W_o = error.T @ E[np.append(0, w[:-1])]
    got, wanted = [grad_E / largest_W_o, grad_W_o / largest_E], [by_E / largest_W_o, by_W_o / largest_E]
    agree(got, wanted, within=1e-14)  # logits near 5 are rounded to 4e-16, and six of those add up


@claim(
    vi="Gradient theo E khớp với sai phân hữu hạn của SciPy đến {digits} chữ số: lệch không quá {bound} lần phần tử lớn nhất của W_o,"
    " trên {count} đầu vào",
    en="The gradient by E agrees with SciPy's finite differences to {digits} digits: off by {bound} at most of the largest entry of W_o,"
    " on {count} inputs",
)
@given(models(sizes=[1.0]))
@settings(max_examples=30)
def test_gradient_agrees_with_finite_differences(model):
    E, W_o, w = model

    def losses(x):  # SciPy asks for many E at once, each a column of x
        return np.apply_along_axis(lambda e: loss_and_gradient(e.reshape(E.shape), W_o, w)[0], 0, x)

    by_scipy = jacobian(losses, E.ravel().astype(float), initial_step=0.1, maxiter=2).df
    # a step h leaves h**8 of a derivative that is not taken, and loses the last digits of the loss over h
    agree(loss_and_gradient(E, W_o, w)[1].ravel(), by_scipy, within=1e-10, scale=np.abs(W_o).max() or 1.0)


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
    vi="Với cùng gradient, E sau một bước ở đây và E sau một bước của hàm tối ưu sgd trong JAX {bound} trên {count} đầu vào (float64)",
    en="Given the same gradient, E after a step here and E after a step of JAX's optimiser sgd are {bound} on {count} inputs (float64)",
)
@given(*[reals((V, d), [1e-300, 1.0, 1e100])] * 2, st.floats(1e-6, 1e3))
@settings(max_examples=50)
def test_the_step_is_that_of_jax(E, grad_E, eta):
    start, update, value = sgd(eta)
    agree(gradient_step(E, grad_E, eta), value(update(0, grad_E, start(E))), within=0)  # one product and one difference, each rounded once


@claim(
    vi="Gradient theo logit là softmax (do SciPy tính, với h_t là embedding của token đứng ngay trước) trừ vector one-hot của token đúng:"
    " lệch tuyệt đối không quá {bound}, trên {count} đầu vào",
    en="The gradient by the logits is the softmax (SciPy's, with h_t the embedding of the token just before) less the one-hot vector of the"
    " true token: off by {bound} at most (absolute), on {count} inputs",
)
@given(models())
@settings(max_examples=30)
def test_the_error_is_the_softmax_less_the_true_token(model):
    E, W_o, w = model
    logits = E[np.append(0, w[:-1])].astype(float) @ W_o.astype(float).T
    agree(loss_and_gradient(E, W_o, w)[2], scipy_softmax(logits, axis=-1) - np.eye(len(E))[w], within=1e-15)  # P by logarithms


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


def unfit(name, bad, shapes):
    """What the error says: of numbers that are none, which argument; of shapes that differ, all."""
    a = np.asarray(bad)
    finite = a.dtype.kind == "f" and a.size > 0 and np.isfinite(a).all()
    return shapes if finite else f"^{name} must be finite, not empty"


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("E", [[np.nan, 1.0]]),
        ("E", [[np.inf, 1.0]]),
        ("E", np.zeros((0, 2))),
        ("E", np.ones((3, 2), dtype=bool)),
        ("E", [["a", "b"]]),
        ("E", np.zeros(0)),
        ("E", np.zeros((3, 0))),
        ("E", [[1.0, 2.0]]),
        ("grad_E", [[np.inf] * 2] * 3),
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
    with pytest.raises(ValueError, match=unfit(name, bad, r"E \(.*grad_E \(.*eta ")):
        gradient_step(**arguments)


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("E", np.full((3, 2), np.nan)),
        ("E", np.full((3, 2), np.inf)),
        ("E", np.zeros((0, 2))),
        ("E", np.zeros((3, 0))),
        ("E", np.ones(3)),
        ("E", np.ones((1, 3, 2))),
        ("E", np.ones((2, 2))),
        ("W_o", np.full((3, 2), np.nan)),
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
    says = r"^w must be integers" if name == "w" else unfit(name, bad, r"both \(\|V\|, d\)")
    with pytest.raises(ValueError, match=says):
        loss_and_gradient(**arguments)


@pytest.mark.parametrize("shape", [(3,), (3, 2, 2), (2, 2, 2)])
def test_refuses_matrices_that_are_none(shape):
    with pytest.raises(ValueError, match=r"both \(\|V\|, d\)"):
        loss_and_gradient(np.ones(shape), np.ones(shape), [0, 1])


@pytest.mark.parametrize("bad", [[0, 3], [-1, 0], [3], [0, 3, 1]])
def test_refuses_ids_outside_the_vocabulary(bad):
    with pytest.raises(IndexError, match=r"w must lie in \[0, 3\)"):
        loss_and_gradient(np.ones((3, 2)), np.ones((3, 2)), bad)


@np.errstate(all="raise")
def test_a_step_too_small_for_a_float_is_no_error():
    assert gradient_step([[1.0]], [[1e-200]], 1e-200) == [[1.0]]


@pytest.mark.parametrize(("says", "call"), [
    ("E after the step", lambda: gradient_step([[1e308]], [[-1e308]], 1.0)),
    ("log P of E, W_o", lambda: loss_and_gradient([[1e200], [1.0]], [[1e200], [1.0]], [1])),
    ("grad_E", lambda: loss_and_gradient([[0.0], [0.0]], [[1.5e308], [-1.5e308]], [0] * 9)),
])  # fmt: skip
def test_an_overflow_is_told_by_its_name_alone(says, call):
    with pytest.raises(ValueError, match=f"^{says} must be finite"):
        call()


def test_refuses_what_overflows():
    with np.errstate(all="raise"):
        with pytest.raises(ValueError, match="E after the step"):
            gradient_step([1.0], [-10.0], 1e308)
        with pytest.raises(ValueError, match="log P"):
            loss_and_gradient([[1e200], [1.0]], [[1e200], [1.0]], [0])
        with pytest.raises(ValueError, match="grad_E"):
            loss_and_gradient([[0.0], [0.0]], [[1.5e308], [-1.5e308]], [0] * 9)


@claim(
    vi="Trong 10 hàng của E, W_o tách riêng thì một bước dời 6 hàng, W_o = E thì cả 10; η = 30 làm mất mát tăng, η = 0,1 làm giảm",
    en="Of 10 rows of E a step moves 6 with W_o untied, all 10 with W_o = E; η = 30 raises the loss, η = 0.1 lowers it",
    erratum="F17",
)
def test_which_rows_move_and_what_the_step_size_does():
    w = np.array([9, 5, 7, 9, 6, 2, 9, 6, 7, 9, 5])
    read, (E, W_o) = np.append(0, w[:-1]), np.random.default_rng(0).normal(0, 0.5, (2, 10, 8))
    one_hots = np.eye(10)[read], np.eye(10)[w], np.zeros(10)
    loss, grad_E, _ = loss_and_gradient(E, W_o, w)
    tied = loss_and_gradient(E, E, w)
    np.testing.assert_allclose(grad_E, autodiff(E, W_o, *one_hots)[1][0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(tied[1] + tied[2].T @ E[read], sum(autodiff(E, E, *one_hots)[1]), rtol=0, atol=1e-12)  # both uses of E
    moved = [(gradient_step(E, grad, 0.1) != E).any(axis=1).sum() for grad in (grad_E, tied[1] + tied[2].T @ E[read])]
    assert moved == [6, 10] and len(set(read.tolist())) == 6
    after = [loss_and_gradient(gradient_step(E, grad_E, eta), W_o, w)[0] for eta in (30, 0.1)]
    assert after[1] < loss < after[0]
    plain, adam, m, v = E, E, np.zeros_like(E), np.zeros_like(E)
    for k in range(1, 101):
        plain = gradient_step(plain, loss_and_gradient(plain, W_o, w)[1], 0.1)
        grad = loss_and_gradient(adam, W_o, w)[1]
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        adam = gradient_step(adam, m / (1 - 0.9**k) / (np.sqrt(v / (1 - 0.999**k)) + 1e-8), 0.1)
    assert loss_and_gradient(adam, W_o, w)[0] < loss_and_gradient(plain, W_o, w)[0] < loss
