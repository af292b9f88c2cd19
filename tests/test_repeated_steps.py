"""What one snippet repeats of another, because each must run alone, gives the same numbers there.

They stand apart from the claims, which the build proves again whenever a file that they read changes: an edit to softmax would prove
four files anew.
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from snippets import attention
from snippets.gradient_step import loss_and_gradient
from snippets.next_token_loss import log_probabilities, next_token_loss
from snippets.softmax import softmax
from tests.inputs import reals


@st.composite
def texts(draw):
    """Vectors (T, d) of a text, a matrix (|V|, d) and its ids (T,), which fit |V|."""
    T, V, d = draw(st.integers(1, 6)), draw(st.integers(1, 6)), draw(st.integers(1, 4))
    return draw(reals((T, d))), draw(reals((V, d))), draw(arrays(np.int64, T, elements=st.integers(0, V - 1)))


@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-1e308, 1e308)))
def test_attention_takes_the_softmax_of_the_softmax_snippet(z):
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(attention.softmax(z), softmax(z))
        hidden = z.copy()
        hidden[:, 1:] = -np.inf
        first = np.arange(z.shape[1]) == 0
        np.testing.assert_array_equal(attention.softmax(z, first), softmax(hidden))


@given(texts())
def test_the_loss_takes_logarithms_of_the_softmax_of_a_column(text):
    h, W_o, _ = text
    np.testing.assert_allclose(np.exp(log_probabilities(h, W_o)), [softmax(W_o @ h_t) for h_t in h], rtol=0, atol=1e-14)


@given(texts())
@settings(max_examples=50)
def test_the_gradient_is_of_that_loss_and_its_error_is_the_softmax_less_the_true_token(text):
    _, E, w = text
    h = E[np.append(0, w[:-1])]
    loss, _, error = loss_and_gradient(E, E, w)
    np.testing.assert_allclose(loss, next_token_loss(h, E, w), rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(error, softmax(h @ E.T) - np.eye(len(E))[w], rtol=0, atol=1e-14)
