"""What gpt2_tokens promises, held against the tokenizers library, published ids and the card on byte pairs."""

from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from exhibit import agree, claim
from snippets import byte_pair_encoding, gpt2_tokens
from snippets.gpt2_tokens import byte_letters, encode, encode_word, load, shown, split_words

RANKS, TOKENS = load()
LINES = [
    normalize("NFD", line) if number % 4 == 3 else line
    for number, line in enumerate(Path(__file__).with_name("mixed_lines.txt").read_text("utf-8").splitlines())
]
VI, EN = "Cô ấy cho tôi mượn cuốn sách cũ.", "She lent me an old book."


def library():
    """The byte-level BPE of tokenizers with the same merges; its ids follow from their order, as in GPT-2."""
    merges = [tuple(line.split(" ")) for line in Path(gpt2_tokens.__file__).with_suffix(".bpe").read_text("utf-8").splitlines()[1:]]
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = [*map(chr, plain), *(chr(256 + i) for i in range(256 - len(plain)))]
    tokenizer = Tokenizer(BPE(vocab={token: i for i, token in enumerate([*letters, *map("".join, merges)])}, merges=merges))
    tokenizer.pre_tokenizer, tokenizer.decoder = ByteLevel(add_prefix_space=False, use_regex=True), decoders.ByteLevel()
    return tokenizer


ORACLE = library()


@claim(
    vi="Trên {count} dòng thật (tiếng Việt NFC và NFD, tiếng Anh, mã nguồn, biểu tượng cảm xúc), dãy chỉ số ở đây và dãy chỉ số của"
    " thư viện tokenizers {bound}",
    en="On {count} real lines (Vietnamese in NFC and NFD, English, code, emoji) the ids and those of the tokenizers library are {bound}",
)
def test_ids_of_the_library_on_real_lines():
    assert len(LINES) == len(set(LINES)) == 500
    for line in LINES:
        agree(encode(line), ORACLE.encode(line).ids, within=0)


character = st.characters(exclude_categories=["Cs", "Cn"])  # the library's Unicode may be newer than Python's
piece = (
    st.sampled_from(["  ", "\n\n", "\u00a0", "'ll", "'S", "²", "👩🏽‍🔬", "tiếng Việt", normalize("NFD", "đọc sách"), " the"]) | character
)


@claim(
    vi="Nối các token lại thì được đúng các byte của văn bản, dù văn bản gồm những ký tự nào",
    en="The tokens joined are the bytes of the text, whatever characters it is made of",
)
@settings(max_examples=100)
@given(st.lists(piece | st.text("abe 1'", min_size=1, max_size=4), max_size=12).map("".join))
def test_tokens_joined_are_the_text(text):
    t = encode(text)
    assert b"".join(TOKENS[i] for i in t) == text.encode()
    assert t == ORACLE.encode(text).ids and all(0 <= i < 50_256 for i in t)


@pytest.mark.parametrize(
    ("text", "ids"),
    [("hello world", [31373, 995]), ("Hello, world!", [15496, 11, 995, 0]), ("<|endoftext|>", [27, 91, 437, 1659, 5239, 91, 29]), ("", [])],
)
def test_ids_that_are_published(text, ids):
    assert encode(text) == ids


@claim(
    vi="Câu tiếng Việt tốn gấp hơn bốn lần câu tiếng Anh cùng nghĩa; viết ở dạng NFD thì còn tốn hơn",
    en="The Vietnamese sentence costs more than four times its English twin, and more still in NFD",
)
def test_vietnamese_costs_more():
    en, nfc, nfd = (len(ORACLE.encode(text).ids) for text in (EN, normalize("NFC", VI), normalize("NFD", VI)))
    assert (en, nfc, nfd) == tuple(len(encode(text)) for text in (EN, normalize("NFC", VI), normalize("NFD", VI)))
    assert 4 * en < nfc < nfd


@pytest.mark.parametrize(
    "text", ["a\x85\x85b", "٣٤ ٣a", "٣.٤,½!", "½²³ x", "a\u3000b\u2029", normalize("NFD", VI), "y'all I'd've 'tis IT'S", "a\x1c!b"]
)
def test_spaces_digits_and_marks_beyond_ascii_are_cut_as_the_library_does(text):
    assert split_words(text) == [text[slice(*place)] for _, place in ByteLevel(add_prefix_space=False).pre_tokenize_str(text)]


def test_a_missing_list_of_merges_is_told_with_its_address(monkeypatch, tmp_path):
    monkeypatch.setattr(gpt2_tokens, "__file__", str(tmp_path / "gpt2_tokens.py"))
    with pytest.raises(FileNotFoundError, match=r"gpt2_tokens\.bpe is missing: unpack https://\S+/snippets/gpt2_tokens\.zip there\.$"):
        load.__wrapped__()  # what it read before is cached


def test_no_token_holds_a_vietnamese_letter_that_is_in_pieces():
    """The page concludes from this that every word with such a letter is cut; it holds for this vocabulary, not for all."""
    letters = {normalize("NFC", vowel + mark) for vowel in "aăâeêioôơuưy" for mark in gpt2_tokens.MARKS} | set("ăâđêôơư")
    broken = [letter for letter in letters if len(ORACLE.encode(letter).ids) > 1]
    assert (len(letters), len(broken)) == (67, 56)
    assert not [letter for letter in broken if any(letter.encode() in token for token in TOKENS)]


def test_encodes_as_the_other_card_does():
    """The other card does every merge in turn, and has the bytes in the order of their values."""
    own = [token[0] for token in TOKENS[:256]]
    merges = [tuple(own[i] if i < 256 else i for i in pair) for pair in RANKS]
    for text in (EN, VI, "it's 3.14 👍🏽"):
        theirs = byte_pair_encoding.encode(text, merges).tolist()
        assert [own[i] if i < 256 else i for i in encode(text)] == theirs
        assert split_words(text) == byte_pair_encoding.split_words(text)


def test_the_vocabulary():
    assert len(TOKENS) == len(set(TOKENS)) == 50_257 and TOKENS[-1] == b"<|endoftext|>"
    assert list(RANKS.values()) == list(range(256, 50_256))
    assert all(TOKENS[new] == TOKENS[left] + TOKENS[right] for (left, right), new in RANKS.items())
    assert sorted(TOKENS[:256]) == [bytes([byte]) for byte in range(256)] == sorted(bytes([byte]) for byte in byte_letters())


def test_joins_the_pair_learned_first_until_none_is_left():
    t = encode_word(" tokenizer")
    assert not [pair for pair in pairwise(t) if pair in RANKS] and b"".join(TOKENS[i] for i in t) == b" tokenizer"


def test_shows_what_is_no_character_in_hexadecimal():
    assert shown(encode("ếa")) == r"\xe1|\xba|\xbf|a"


@pytest.mark.parametrize("bad", ["\ud800", "half \udfff", b"bytes", None, 7])
def test_refuses_what_is_no_text(bad):
    with pytest.raises(ValueError, match="text must hold characters"):
        encode(bad)
