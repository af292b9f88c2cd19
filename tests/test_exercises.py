"""The exercises: solutions that agree with libraries, sums worked by hand that are right, cells that tell right from wrong."""

import ast
import codecs
import contextlib
import io
import re
import runpy
import subprocess
import sys
import unicodedata
from fractions import Fraction
from pathlib import Path

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine
from sklearn.preprocessing import normalize

from exhibit.lab import notebook
from exhibit.runs import EXERCISES
from exhibit.snippet import names
from snippets import attention as attention_snippet
from snippets import (
    byte_pair_encoding,
    gradient_step,
    next_token_loss,
    pipeline,
    positional_encoding,
    principal_components,
    sentence_encoder,
    unit_vector,
)
from snippets.cosine_similarity import cosine_similarity, pearson
from snippets.one_hot import one_hot
from tests.counting import lines_of_code
from tests.test_lab import HEADING, LINK, MATH, code, printed, run, text

jax.config.update("jax_enable_x64", True)

LAB = Path("labs/exercises.py")
SECTIONS = sorted(path.name.removesuffix(".vi.md") for path in Path("docs/embeddings").glob("[01][0-9]-*.vi.md"))
ANCHORS = ["exercise-by-hand", "exercise-code", "exercise-what-if"]
WORDS = {"vi": ("Gợi ý", "Lời giải"), "en": ("Hint", "Solution")}
LANGUAGES = ("vi", "en")


def page(section: str, lang: str) -> str:
    return Path(f"docs/embeddings/{section}.{lang}.md").read_text("utf-8")


def exercises(section: str, lang: str) -> dict[str, str]:
    """The three exercises of a section: anchor -> Markdown below the heading."""
    _, _, rest = page(section, lang).partition("{#exercises}\n")
    parts = re.split(r"^### .* \{#([\w-]+)\}$", rest.partition("\n## ")[0], flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


# The pages.


def test_there_are_eleven_sections():
    assert len(SECTIONS) == 11


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_has_three_exercises_whose_hint_and_solution_fold_out(section, lang):
    headings = re.findall(r"^## .*\{#([\w-]+)\}$", page(section, lang), re.M)
    assert headings[-3:] == ["questions", "exercises", "read-on"]
    found = exercises(section, lang)
    assert list(found) == ANCHORS
    for anchor, body in found.items():
        task, *folds = re.split(r"^//// details \| (.*)\n", body, flags=re.M)
        assert len(task.split()) > 15 and tuple(folds[::2]) == WORDS[lang], anchor
        for fold in folds[1::2]:
            inside, closed, after = fold.partition("\n////\n")
            assert len(inside.split()) > 10 or "/// solution" in inside
            assert closed and not after.strip() and not re.search("^#", inside, re.M), anchor


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_the_solutions_shown_are_those_of_the_section(section, lang):
    shown = {anchor: re.findall(r"^/// solution \| (\w+)\n///$", body, re.M) for anchor, body in exercises(section, lang).items()}
    number = section[:2]
    assert shown == {"exercise-by-hand": [], "exercise-code": [f"{number}_code"], "exercise-what-if": [f"{number}_what_if"]}
    quoted = re.findall(r"\{\{ (\w+):", exercises(section, lang)["exercise-what-if"])
    assert quoted and set(quoted) == {f"{number}_what_if"}


def test_every_file_is_a_solution_and_none_has_the_name_of_a_snippet():
    assert names(EXERCISES) == sorted(f"{section[:2]}_{kind}" for section in SECTIONS for kind in ("code", "what_if"))
    assert not set(names(EXERCISES)) & set(names())


# The solutions in code.


@pytest.mark.parametrize("name", names(EXERCISES))
def test_a_solution_is_short_and_stands_alone(name):
    source = (EXERCISES / f"{name}.py").read_text("utf-8")
    assert source.startswith("# SPDX-License-Identifier: 0BSD\n") and lines_of_code(source) <= 32
    assert max(map(len, source.splitlines())) <= 76 and source == unicodedata.normalize("NFC", source)
    nodes = list(ast.walk(ast.parse(source)))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert modules <= {"numpy"} and not any(isinstance(node, ast.ImportFrom) for node in nodes)
    if name.endswith("code"):
        assert lines_of_code(ast.unparse(solution(name))) <= 13  # what the reader is asked to write


@pytest.mark.parametrize("name", names(EXERCISES))
def test_a_solution_prints_the_same_in_another_time_zone_locale_and_hash_order(name, tmp_path):
    (tmp_path / f"{name}.py").write_bytes((EXERCISES / f"{name}.py").read_bytes())
    other = {"LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "2", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-W", "error", f"{name}.py"], cwd=tmp_path, env=other, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (EXERCISES / "expected" / f"{name}.txt").read_bytes()


def solution(name: str) -> ast.FunctionDef:
    """The function that the exercise asks for: the first of its file."""
    functions = [node for node in ast.parse((EXERCISES / f"{name}.py").read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    return functions[0]


def load(number: int):
    """The solution's function."""
    with contextlib.redirect_stdout(io.StringIO()):
        space = runpy.run_path(str(EXERCISES / f"{number:02}_code.py"))
    return space[solution(f"{number:02}_code").name]


@settings(max_examples=50)
@given(st.text(min_size=1), st.lists(st.integers(1, 3), min_size=1))
def test_stream_shows_what_an_incremental_decoder_has_shown_at_each_whole_character(words, sizes):
    data, pieces = words.encode(errors="ignore"), []
    while data:
        size = sizes[len(pieces) % len(sizes)]
        pieces, data = [*pieces, data[:size]], data[size:]
    shown, decoder, sofar = load(1)(pieces), codecs.getincrementaldecoder("utf-8")(), ""
    for i, piece in enumerate(pieces):
        sofar += decoder.decode(piece)
        held = decoder.getstate()[0]
        assert "".join(shown[: i + 1]) == sofar if not held else shown[i] == ""


@settings(max_examples=50)
@given(st.lists(st.integers(0, 9), min_size=1))
def test_bag_agrees_with_numpy(ids):
    assert load(2)(ids, 10).tolist() == np.bincount(ids, minlength=10).tolist()


def test_mean_embedding_agrees_with_masked_arrays():
    rng = np.random.default_rng(1)
    batch, E = rng.integers(-1, 5, (6, 7)), rng.normal(size=(5, 3))
    batch[:, 0] = abs(batch[:, 0])
    masked = np.ma.array(E[batch], mask=np.broadcast_to((batch < 0)[..., None], (6, 7, 3)))
    np.testing.assert_allclose(load(3)(batch, E), masked.mean(axis=1), rtol=1e-12)


@pytest.mark.parametrize("r", [-7, 0, 1, 300])
def test_shift_agrees_with_the_encoding(r):
    p = positional_encoding.positional_encoding([20, 20 + max(r, -20)], 8)
    np.testing.assert_allclose(load(4)(p[0], r), p[1], atol=1e-12)


def test_neighbours_agree_with_scikit_learn():
    E = np.random.default_rng(2).normal(size=(9, 4))
    for i in range(9):
        order = np.argsort(-sklearn_cosine(E)[i])
        assert load(5)(E, i).tolist() == [j for j in order if j != i]


def test_mean_loss_agrees_with_scipy():
    rng = np.random.default_rng(3)
    Z, t = rng.normal(0, 300, (8, 5)), rng.integers(0, 5, 8)
    assert load(6)(Z, t) == pytest.approx(-log_softmax(Z, axis=1)[np.arange(8), t].mean(), rel=1e-12)


def test_first_direction_agrees_with_scikit_learn():
    X = np.random.default_rng(4).normal(5, [3, 1, 2, 1], (30, 4))
    u, wanted = load(7)(X), PCA(1).fit(X).components_[0]
    np.testing.assert_allclose(u, wanted * np.sign(wanted[np.abs(wanted).argmax()]), atol=1e-9)


def test_unit_rows_agree_with_scikit_learn():
    X = np.random.default_rng(5).normal(size=(6, 4))
    np.testing.assert_allclose(load(8)(X), normalize(X), rtol=1e-12)


def test_causal_attention_agrees_with_jax():
    Q, K, V = np.random.default_rng(6).normal(size=(3, 5, 4))
    wanted = jax.nn.dot_product_attention(*(M[:, None, :] for M in (Q, K, V)), is_causal=True)[:, 0]
    np.testing.assert_allclose(load(9)(Q, K, V), wanted, atol=1e-6)  # JAX takes this softmax in float32


def test_contextual_agrees_with_the_snippet_which_others_have_proved():
    m = pipeline.untrained("a b c", size=257, d=6, seed=1)
    t = np.array([97, 98, 256, 97])
    wanted = pipeline.attend(pipeline.place(pipeline.embed(pipeline.one_hot(t, m), m)), m)
    np.testing.assert_allclose(load(10)(t, m.E, m.W_Q, m.W_K, m.W_V), wanted, rtol=1e-9)


@pytest.mark.parametrize("h", [1, 2, 3, 6])
def test_many_heads_agree_with_jax(h):
    Q, K, V = np.random.default_rng(7).normal(size=(3, 5, 6))
    wanted = jax.nn.dot_product_attention(*(M.reshape(5, h, -1) for M in (Q, K, V))).reshape(5, 6)
    np.testing.assert_allclose(load(11)(Q, K, V, h), wanted, atol=1e-6)  # JAX takes this softmax in float32


# What is worked by hand.


def fraction(x: float, style: str = "") -> str:
    """A number that is a fraction, as LaTeX writes it; style: t for a small one."""
    exact = Fraction(float(x)).limit_denominator(100)
    assert abs(float(exact) - x) < 1e-12
    sign, top = "-" * (exact < 0), abs(exact.numerator)
    return f"{sign}{top}" if exact.denominator == 1 else rf"{sign}\{style}frac{{{top}}}{{{exact.denominator}}}"


def row(numbers) -> str:
    return ", ".join(fraction(x, "t") for x in numbers)


def matrix(M) -> str:
    cells = [[re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", fraction(x)) for x in line] for line in M]
    return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(line) for line in cells) + r" \end{pmatrix}"


def tokens():
    merges = byte_pair_encoding.train("nan\nnana\nban", 259)
    ids = byte_pair_encoding.encode_word("banana", merges)
    pieces = [byte_pair_encoding.decode([i], merges) for i in ids]
    made = [byte_pair_encoding.decode([i], merges) for i in (256, 257, 258)]
    return [", ".join(map(str, ids)), "`" + "·".join(pieces) + "`", str(merges[0]), str(merges[2]), *(f"`{one}`" for one in made)]


def one_hots():
    X = one_hot([2, 0, 2, 3], 5)
    return [f"X = {matrix(X)}", f"X^T X = {matrix(X.T @ X)}", f"X X^T = {matrix(X @ X.T)}"]


def lookup():
    E, G = np.array([[1, 2], [0, -1], [3, 1], [2, 2]]), np.array([[1, 0], [0, 2], [1, 1]])
    _, back = jax.vjp(lambda E: one_hot([2, 0, 2], 4) @ E, E.astype(float))
    return [matrix(E), f"V = {matrix(E[[2, 0, 2]])}", matrix(G), rf"\partial E}} = {matrix(back(G.astype(float))[0])}"]


def place_44():
    p = positional_encoding.positional_encoding([0, 44], 4)
    turns, distance = 44 / (2 * np.pi), np.linalg.norm(p[1] - p[0])
    assert round(turns, 2) == 7 and round(distance, 2) == 44 / 100
    return [rf"\mathbf{{p}}_0 = ({row(p[0])})", r"$\tfrac{44}{100}$", r"\omega_1 = 10000^{-2/4} = \tfrac{1}{100}"]


def cosines():
    a, b = np.array([1, 2, 2]), np.array([2, 2, 1])
    assert cosine_similarity(a, 10 * b) == pytest.approx(8 / 9)
    return [
        rf"= {fraction(cosine_similarity(a, b))}$$",
        rf"= {fraction(pearson(a, b))}$$",
        f"({row(a - a.mean())})",
        f"({row(b - b.mean())})",
    ]


def step():
    h, W = np.array([np.log(2), 0]), np.array([[1.0, 0], [0, 1], [1, 1]])
    p = np.exp(next_token_loss.log_probabilities(h[None], W))[0]
    assert next_token_loss.next_token_loss(h[None], W, [1]) == pytest.approx(np.log(5))
    grad = jax.grad(lambda h: -jax.nn.log_softmax(W @ h)[1])(h)
    first, second, third = W @ gradient_step.gradient_step(h[None], grad[None], 1.0)[0] - W @ h
    logits = rf"(\log 2 - {fraction(-first, 't')},\; {fraction(second, 't')},\; \log 2 - {fraction(-third, 't')})"
    error = rf"\left({row(p - np.eye(3)[1])}\right)"
    return [matrix(W), rf"\left({row(p)}\right)", error, rf"= \left({row(grad)}\right)$$", logits]


def points():
    X = np.array([[5.0, 3], [4, 4], [2, 0], [1, 1]])
    mu, lam, U = principal_components.principal_components(X)
    assert abs(U[:, 0] @ [1, 1]) == pytest.approx(2**0.5) and abs(U[:, 1] @ [1, -1]) == pytest.approx(2**0.5)
    rest = ((X - mu) @ U[:, 1]) ** 2
    assert rest.mean() == pytest.approx(lam[1])
    eigenvalues = [rf"\lambda_{k} = {fraction(one, 't')}$" for k, one in enumerate(lam, 1)]
    share, centred = fraction(lam[0] / lam.sum(), "t"), [f"${tuple(map(int, x))}$" for x in X - mu]
    return [f"= ({row(mu)})$", f"= {matrix(principal_components.covariance(X - mu))}$$", *eigenvalues, f"= {share}$", *centred]


def normalised():
    v, w = unit_vector.unit_vector([1.0, 2, 2]), unit_vector.unit_vector([4.0, 3, 0])
    normed = unit_vector.layer_norm([1.0, 2, 2]) * 2**0.5
    assert normed @ normed / 2 == pytest.approx(3) and (v - w) @ (v - w) == pytest.approx(2 / 3) == 2 - 2 * v @ w
    np.testing.assert_allclose(15 * (v - w), [-7, 1, 10], atol=1e-12)
    return [f"({row(v)})", f"({row(w)})", f"= {fraction(v @ w, 't')}$", rf"\frac{{1}}{{\sqrt{{2}}}} ({row(normed)})$$"]


def attention():
    Q = [[np.log(3), np.log(2), 0, 0]] * 3
    K, V = np.array([[0, 0, 0, 0], [2, 0, 0, 0], [0, 2, 0, 0]]), np.array([[6, 0], [0, 2], [3, 3]])
    free, weights = attention_snippet.attention(Q, K, V)
    masked, A = attention_snippet.attention(Q, K, V, attention_snippet.causal_mask(3))
    assert np.ptp(free, axis=0).max() < 1e-12 and masked[2] == pytest.approx(free[2])
    unreduced = rf"\left(\tfrac{{1}}{{6}}, \tfrac{{{6 * weights[0, 1]:.0f}}}{{6}}, \tfrac{{{6 * weights[0, 2]:.0f}}}{{6}}\right)"
    seen = [f"$({row(masked[0])})$", rf"\left({row(A[1, :2])}\right)", rf"= \left({row(masked[1])}\right)$"]
    return [matrix(K), matrix(V), unreduced, f"= ({row(free[0])})$$", *seen]


def costs():
    m = pipeline.untrained("a", size=256, d=8, seed=1)._replace(E=np.zeros((300, 8)))
    Q, A = np.zeros((5, 8)), pipeline.look(np.ones((5, 8)), m)
    product, attention = 5 * m.E.size, 3 * Q.size * 8 + A.size * 8 + A.size * 8
    return [f"${sum(M.size for M in m[1:])}$", f"= {product}$", f"= {attention}$$", f"$({A.shape[0]}, {A.shape[1]})$"]


def added_and_normed():
    x, a, scale, shift = np.array([[[1.0, 3, 1, 3]], [[1, -1, 5, 3]], [[1, 2, 1, 2]], [[0, 0, 1, 1]]])
    z = np.asarray(jax.nn.standardize(x + a, epsilon=0))
    y = sentence_encoder.layer_norm(x + a, scale[0], shift[0])
    np.testing.assert_allclose(y, z * scale + shift, rtol=1e-9)
    np.testing.assert_allclose(sentence_encoder.layer_norm(10 * (x + a) + 7, scale[0], shift[0]), y, rtol=1e-9)
    return [f"({row(one)})" for one in (*x, *a, *scale, *shift, *(x + a), *z, *y)]


BY_HAND = [tokens, one_hots, lookup, place_44, cosines, step, points, normalised, attention, costs, added_and_normed]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("section", "worked"), [*zip(SECTIONS, BY_HAND, strict=True)], ids=SECTIONS)
def test_what_is_worked_by_hand_is_what_code_computes(section, worked, lang):
    body = exercises(section, lang)["exercise-by-hand"]
    assert not [one for one in worked() if one not in body]


# The cells to fill.


@pytest.fixture(scope="module")
def made():
    return {lang: notebook(LAB, lang) for lang in LANGUAGES}


def filled(made, lang: str, name: str, source: str) -> str:
    """What the checks say once the cell that defines `name` holds this source."""
    cells = code(made[lang])
    (at,) = [i for i, cell in enumerate(cells) if cell.startswith(f"def {name}(")]
    cells[at] = source
    with contextlib.redirect_stdout(out := io.StringIO()), contextlib.redirect_stderr(out):
        space = {"__name__": "lab"}
        for cell in cells:
            exec(compile(cell, "lab", "exec"), space)
    return out.getvalue()


def said(made, lang: str, number: int, source: str) -> str:
    """What the check of one exercise says; the others must say that they are not filled in."""
    out = filled(made, lang, solution(f"{number:02}_code").name, source).splitlines()
    empty = "chưa điền" if lang == "vi" else "not filled in yet"
    assert len(out) == len(SECTIONS) and all(empty in line for i, line in enumerate(out, 1) if i != number)
    return out[number - 1]


RIGHT = {"vi": "Bài {}: đúng.", "en": "Exercise {}: right."}
NOT_YET = {"vi": "Bài {}: chưa đúng. ", "en": "Exercise {}: not right yet. "}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", range(1, len(SECTIONS) + 1))
def test_the_solution_of_the_page_is_accepted(made, number, lang):
    assert said(made, lang, number, ast.unparse(solution(f"{number:02}_code"))) == RIGHT[lang].format(number)


def variant(number: int, *changes: tuple[str, str]) -> str:
    """The solution with a mistake in it."""
    source = ast.unparse(solution(f"{number:02}_code"))
    for old, new in changes:
        assert old in source, (old, source)
        source = source.replace(old, new)
    return source


SHORT = {
    1: "def stream(pieces): return [piece.decode({}) for piece in pieces]",
    3: "def mean_embedding(batch, E): return E[batch].mean(axis=1)",
    5: "def neighbours(E, i): return [j for j in np.argsort({}) if j != i]",
    6: "def mean_loss(Z, t): return -np.log((np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True))[np.arange(len(t)), t]).mean()",
    8: "def unit_rows(X): return X / np.linalg.norm(X{})",
}
WRONG = [
    (1, "alone", lambda: SHORT[1].format("errors='replace'")),
    (1, "dropped", lambda: SHORT[1].format("errors='ignore'")),
    (2, "once", lambda: variant(2, ("np.add.at(counts, ids, 1)", "counts[ids] += 1"))),
    (2, "short", lambda: "def bag(ids, size): return np.bincount(ids)"),
    (3, "last row", lambda: SHORT[3]),
    (3, "by T", lambda: variant(3, ("v.sum(axis=1) / real.sum(axis=1, keepdims=True)", "v.mean(axis=1)"))),
    (4, "backwards", lambda: variant(4, ("angle = r", "angle = -r"))),
    (4, "exponent", lambda: variant(4, ("np.arange(0, d, 2)", "np.arange(d // 2)"))),
    (5, "dot product", lambda: SHORT[5].format("-(E @ E[i])")),
    (5, "distance", lambda: SHORT[5].format("np.linalg.norm(E - E[i], axis=1)")),
    (5, "upwards", lambda: variant(5, ("-cosines", "cosines"))),
    (5, "itself", lambda: variant(5, ("order[order != i]", "order"))),
    (6, "sum", lambda: variant(6, (".mean()", ".sum()"))),
    (6, "base 2", lambda: variant(6, ("-log_p", "-1 / np.log(2) * log_p"))),
    (6, "sign", lambda: variant(6, ("-log_p", "log_p"))),
    (6, "columns", lambda: variant(6, ("axis=1", "axis=0"))),
    (6, "overflow", lambda: SHORT[6]),
    (7, "not centred", lambda: variant(7, ("X - X.mean(axis=0)", "X"))),
    (7, "smallest", lambda: variant(7, ("u = Sigma @ u", "u = np.linalg.solve(Sigma, u)"))),
    (7, "opposite", lambda: variant(7, ("return u *", "return -u *"))),
    (8, "columns", lambda: SHORT[8].format(", axis=0")),
    (8, "keepdims", lambda: SHORT[8].format(", axis=1")),
    (8, "whole", lambda: SHORT[8].format("")),
    (8, "squares", lambda: SHORT[8].format(", axis=1, keepdims=True")),
    (8, "zero row", lambda: variant(8, ("raise ValueError('a row of zeros has no direction')", "pass"))),
    (9, "no mask", lambda: variant(9, ("scores[later] = -np.inf", "pass"))),
    (9, "mask too late", lambda: variant(9, ("scores[later] = -np.inf", "pass"), ("return A", "A[later] = 0\n    return A"))),
    (9, "score 0", lambda: variant(9, ("-np.inf", "0"))),
    (9, "not divided", lambda: variant(9, (" / np.sqrt(K.shape[1])", ""))),
    (9, "columns", lambda: variant(9, ("axis=1", "axis=0"))),
    (10, "no positions", lambda: variant(10, ("E[t] + p", "E[t]"))),
    (10, "from 1", lambda: variant(10, ("np.arange(T)[:, None]", "np.arange(1, T + 1)[:, None]"))),
    (10, "values", lambda: variant(10, ("z @ W_V", "E[t] @ W_V"))),
    (10, "no mask", lambda: variant(10, ("scores[np.triu_indices(T, 1)] = -np.inf", "pass"))),
    (10, "not divided", lambda: variant(10, (" / np.sqrt(W_K.shape[1])", ""))),
    (11, "one head", lambda: variant(11, ("np.split(M, h, axis=1)", "[M]"))),
    (11, "width", lambda: variant(11, ("k.shape[1]", "K.shape[1]"))),
    (11, "not divided", lambda: variant(11, (" / np.sqrt(k.shape[1])", ""))),
    (11, "columns", lambda: variant(11, ("axis=1, keepdims", "axis=0, keepdims"))),
    (11, "interleaved", lambda: variant(11, ("np.split(M, h, axis=1)", "[M[:, i::h] for i in range(h)]"))),
]


def hints(made, lang: str) -> dict[str, str]:
    (cell,) = [cell for cell in code(made[lang]) if cell.startswith("SAY = ")]
    exec(cell, space := {})
    return space["HINTS"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("number", "slip", "wrong"), WRONG, ids=[f"{number}-{slip}" for number, slip, _ in WRONG])
def test_a_usual_mistake_is_refused_and_named(made, number, slip, wrong, lang):
    assert said(made, lang, number, wrong()) == NOT_YET[lang].format(number) + hints(made, lang)[slip]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_hint_is_given_by_some_mistake(made, lang):
    assert set(hints(made, lang)) == {slip for _, slip, _ in WRONG}
    assert all(one.endswith(".") and unicodedata.is_normalized("NFC", one) for one in hints(made, lang).values())


STRANGE = [
    *("'text'", "0", "True", "1j", "[]", "[[1], [2, 3]]", "{}", "object()", "print", "float('nan')", "np.zeros((0, 3))", "b'bytes'"),
    *("(x for x in [1])", "np.array([None])", "ValueError('returned')", "ValueError", "type('Odd', (), {'__array__': 1, '__repr__': 1})()"),
    *("1 / 0", "undefined", "__import__('sys').exit(3)", "answer(*given)", "[].pop()", "np.eye(3)[7]", "'\\ud800'"),
]


@pytest.mark.parametrize("number", range(1, 11))
def test_no_answer_stops_the_notebook(made, number):
    name = solution(f"{number:02}_code").name
    for strange in STRANGE:
        source = f"def {name}(*given):\n    answer = {name}\n    return {strange}"
        assert said(made, "en", number, source).startswith(NOT_YET["en"].format(number)), strange


@pytest.mark.parametrize("source", ["{} = 3", "pass", "def {}(): return 1", "def {}(*given): given[0].clear()"])
def test_what_is_no_fitting_function_does_not_stop_the_notebook(made, source):
    assert "right." not in said(made, "en", 2, source.format("bag"))


@pytest.mark.parametrize("source", ["...", "pass", "return None", "return ...", "return NotImplemented", "raise NotImplementedError"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_filled_in_is_said_to_be_so(made, source, lang):
    answer = said(made, lang, 4, f"def shift(p, r):\n    {source}")
    assert answer.startswith({"vi": "Bài 4: chưa điền", "en": "Exercise 4: not filled in yet"}[lang])


def test_an_answer_that_changes_what_it_was_given_is_told_what_it_was(made):
    source = "def bag(ids, size):\n    counts = [{}ids.count(i) for i in range(size)]\n    ids.clear()\n    return counts"
    assert said(made, "vi", 2, source.format("")) == RIGHT["vi"].format(2)
    gave = "For [[2, 0, 2, 3], 5] the function gives [-1, 0, -2, -1, 0]."
    assert said(made, "en", 2, source.format("-")) == NOT_YET["en"].format(2) + gave


# The notebook.


@pytest.fixture(scope="module")
def ran(made, tmp_path_factory):
    """Both notebooks after they ran as they are, each in an empty folder."""
    return {lang: run(one, tmp_path_factory.mktemp(lang)) for lang, one in made.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_notebook_runs_alone_in_an_empty_folder_and_says_that_nothing_is_filled_in(ran, lang):
    lines = printed(ran[lang]).splitlines()
    begin = ["Bài {}: chưa điền", "Exercise {}: not filled in yet"][lang == "en"]
    assert len(lines) == len(SECTIONS) and all(line.startswith(begin.format(i)) for i, line in enumerate(lines, 1))


def test_both_languages_hold_the_same_cells(made):
    vi, en = (code(made[lang]) for lang in LANGUAGES)
    assert [i for i, (one, other) in enumerate(zip(vi, en, strict=True)) if one != other] == [1]
    assert [hints(made, "vi").keys()] == [hints(made, "en").keys()]
    for pattern in (HEADING, MATH, LINK):
        assert re.findall(pattern, text(made["vi"])) == re.findall(pattern, text(made["en"]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_exercise_has_its_cells_and_a_link_to_its_section(made, lang):
    shown = [cell for cell in made[lang].cells if "snippet" not in cell.metadata.get("tags", ())]
    anchors = [anchor for _, anchor in re.findall(HEADING, text(made[lang]))]
    assert anchors == ["exercises", *(f"exercise-{number}" for number in range(1, len(SECTIONS) + 1))]
    assert re.findall(r"\(embeddings/([\w-]+)\.md#exercise-code\)", text(made[lang])) == SECTIONS
    for number, (stub, check) in enumerate(zip(*[iter(cell.source for cell in shown if cell.cell_type == "code")] * 2, strict=True), 1):
        wanted = solution(f"{number:02}_code")
        (function,) = ast.parse(stub).body
        assert isinstance(function, ast.FunctionDef) and function.name == wanted.name and "# <- your code" in stub
        assert [arg.arg for arg in function.args.args] == [arg.arg for arg in wanted.args.args][: len(function.args.args)]
        assert re.search(rf"check\(\s*{number},\s*\"{wanted.name}\"", check)
        assert max(map(len, f"{stub}\n{check}".splitlines())) <= 88 and len(check.splitlines()) <= 18
    for section, number in zip(SECTIONS, range(1, len(SECTIONS) + 1), strict=True):
        assert f"(../exercises.md#exercise-{number})" in page(section, lang)
