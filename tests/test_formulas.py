"""The formulas of the snippets are those of the source, in a normal form that is itself held to what it may and may not level."""

import pytest

from exhibit.snippet import Snippet, names
from exhibit.words import LANGUAGES
from tests.latex import FILE, SOURCE, normal, source


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
    assert len(SOURCE) == 27 and {one: normal(tex) for one, tex in held.items()} == source(lang)
