"""Numbers as each language writes them, and words that both languages have."""

import re

import pytest

from exhibit.words import NUMBER, WORDS, local

THIN, MINUS = "\u202f", "\N{MINUS SIGN}"
BOTH = [
    ("50,257", f"50{THIN}257", "50,257"),
    ("50257", f"50{THIN}257", "50,257"),
    ("1234567.5", f"1{THIN}234{THIN}567,5", "1,234,567.5"),
    ("1024", "1024", "1,024"),
    ("768", "768", "768"),
    ("0", "0", "0"),
    ("-0.5", f"{MINUS}0,5", f"{MINUS}0.5"),
    ("0.9899", "0,9899", "0.9899"),
    ("0.50", "0,50", "0.50"),
    ("+1.5", "+1,5", "+1.5"),
    ("1e-12", "10⁻¹²", "10⁻¹²"),
    ("1e+200", "10²⁰⁰", "10²⁰⁰"),
    ("-1e05", f"{MINUS}1 × 10⁵", f"{MINUS}1 × 10⁵"),
    ("2.5e-16", "2,5 × 10⁻¹⁶", "2.5 × 10⁻¹⁶"),
    ("nan", "nan", "nan"),
    ("inf", "inf", "inf"),
    ("-inf", f"{MINUS}inf", f"{MINUS}inf"),
]


@pytest.mark.parametrize(("printed", "vi", "en"), BOTH)
def test_each_language_writes_a_number_its_own_way(printed, vi, en):
    assert (local(printed, "vi"), local(printed, "en")) == (vi, en)


@pytest.mark.parametrize("printed", [printed for printed, *_ in BOTH])
def test_a_printed_number_is_found_whole(printed):
    assert re.search(NUMBER, f"= {printed}, then 3")[0] == printed


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("shape (3, 4)", "3"),
        ("ids [1,2,3]", "1"),
        ("ids 100,200,3", "100"),
        ("1,2345", "1"),
        ("infinite: 7", "7"),
        ("about 2.", "2"),
        ("5e", "5"),
    ],
)
def test_what_stands_around_a_number_is_no_part_of_it(line, number):
    assert re.search(NUMBER, line)[0] == number


def test_both_languages_have_the_same_words():
    assert WORDS.keys() == {"vi", "en"}
    assert WORDS["vi"].keys() == WORDS["en"].keys()
    for key, word in WORDS["vi"].items():
        assert word and type(word) is type(WORDS["en"][key]) and len(word) * len(WORDS["en"][key])
        assert not isinstance(word, list) or len(word) == len(WORDS["en"][key])
