"""The formulas of the snippets are those of the source, in a normal form that is itself held to what it may and may not level."""

from hashlib import sha256

import pytest

from exhibit import builds
from exhibit.snippet import Snippet, names
from exhibit.words import LANGUAGES
from tests.latex import FILE, normal, source


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"a\,b", "a b"),
        (r"a \quad b\;c~d\!", "abcd"),
        (r"\frac{a} {b}", r"\frac{a}{b}"),
        (r"\text{softmax}(z)", r"\operatorname{softmax}(z)"),
        (r"\mathrm{softmax}", r"\operatorname* {softmax}"),
        ("1, ..., n", r"1,\dots,n"),
        (r"1, \ldots, n", r"1, \dots, n"),
        (r"1 & \text{nếu } j", r"1 & \mathrm{nếu} j"),
    ],
)
def test_what_the_normal_form_levels(one, other):
    assert normal(one) == normal(other)


def test_the_source_is_what_it_was_when_the_lesson_was_taken():
    first = b"".join(FILE.read_bytes().splitlines(keepends=True)[:28])  # the head and 27 formulas; more may follow
    assert sha256(first).hexdigest() == "89def9cf8539ad1137bbfbbb4f2f0a68954faa95ec65d1fcec8fa7205649cfb3"


def test_words_are_translated():
    assert normal(r"1 & \text{nếu } j", "en") == normal(r"1 & \text{if } j")
    assert normal(r"\text{ngược lại}", "en") == normal(r"\text{otherwise}") != normal(r"\text{ngược lại}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "a - b"),
        ("z_i", "z_j"),
        (r"\text{softmax}", r"\text{softmin}"),
        (r"\text{nếu }", r"\text{otherwise}"),
        (r"\mathbf{v}", "v"),
        (r"\dots", r"\cdot"),
        (r"\text{max}", "max"),
        (r"\cdot b", r"\cdots"),
        (r"\|v\|", "|v|"),
        (r"e^{z_i}", r"e^z_i"),
    ],
)
def test_what_the_normal_form_keeps_apart(one, other):
    assert normal(one) != normal(other)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_snippet_holds_the_formulas_of_the_source(lang, monkeypatch):
    monkeypatch.chdir(FILE.parent.parent)
    held = {one: told[lang] for name in names() for one, told in Snippet(name).formulas.items()}
    assert {one: normal(tex) for one, tex in held.items()} == source(lang)


COMPUTED = {  # what only the line that computes a formula holds, and the formulas that it builds on
    "F01": ("text[cut.start() : cut.end()]", ""),
    "F02": ("encode_word(word, merges)", "F01"),
    "F03": ("t.max() >= len(tokens)", "F02"),
    "F04": ("(*t.shape, vocabulary_size)", "F03"),
    "F05": ("j == t[..., None]", "F03 F04"),
    "F06": ("E.ndim != 2", "F03"),
    "F07": ("x @ finite(E)", "F05 F06"),
    "F08": ("E[t]", "F03 F06 F07"),
    "F09": ("v + p", "F08 F10 F11"),
    "F10": ("np.sin(pos / 10000 ** (2 * k / d))", ""),
    "F11": ("np.cos(pos / 10000 ** (2 * k / d))", ""),
    "F12": ("(v_i * v_j).sum(axis=-1) / norms", "F08"),
    "F13": ("v_b - v_a + v_c", "F08 F12"),
    "F14": ("-log_P_w.sum(axis=-1)", "F15"),
    "F15": ("log_softmax(h @ W_o.T)", "F16"),
    "F16": ("exp_z / exp_z.sum(axis=-1, keepdims=True)", ""),
    "F17": ("E - eta * grad_E", "F06 F14"),
    "F18": ("X.ndim != 2", "F08"),
    "F19": ("X.T @ X / n", "F18"),
    "F20": ("np.linalg.eigh(Sigma)", "F19"),
    "F21": ("v / norm", "F08"),
    "F22": ("np.abs(length - 1) <= tolerance", "F21"),
    "F23": ("Q = X @ W_Q", "F09"),
    "F24": ("K = X @ W_K", "F09"),
    "F25": ("V = X @ W_V", "F09"),
    "F26": ("softmax(Q @ K_T / sqrt(d_k), mask)) @ V", "F16 F23 F24 F25"),
    "F27": ("attend(place(embed(one_hot(tokenize(text, m), m), m)), m)", "F02 F05 F08 F09 F26"),
}


@pytest.mark.parametrize("name", names())
def test_a_mark_stands_on_the_line_that_computes_its_formula_and_no_edge_of_the_map_is_missing(name, monkeypatch):
    monkeypatch.chdir(FILE.parent.parent)
    snippet = Snippet(name)
    for one, line in snippet.marks.items():
        assert COMPUTED[one][0] in snippet.text.splitlines()[line - 1], one
    assert builds.stated(name) == {one: COMPUTED[one][1].split() for one in snippet.formulas}
