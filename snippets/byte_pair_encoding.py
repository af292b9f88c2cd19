# SPDX-License-Identifier: 0BSD
r"""Byte-pair encoding: cut a text into tokens and number them.

F01: \mathcal{T} = (w_1, w_2, ..., w_n)
F02: \tau: \mathcal{V}_{text} \rightarrow \mathcal{V}_{token}
    builds on: F01
F03: (t_1, t_2, ..., t_n), \quad t_i \in \{1,2,...,|V|\}
    builds on: F02

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| \mathcal{T} | w | (n,) | văn bản, xem như một dãy n từ | the text as a sequence of n words |
| w_i | word | () | một từ: một chuỗi ký tự, tính cả dấu cách đứng trước | one word: a string, with the space before it |
| \mathcal{V}_{text} | text | () | văn bản: một chuỗi ký tự, được cắt thành các từ | the text that the words come from: a string |
| \tau | merges | (k, 2) | k phép gộp, mỗi phép một cặp chỉ số, theo thứ tự đã học; chúng xác định ánh xạ | k merges, each a pair of ids, in the order learned; they define the map |
| \mathcal{V}_{token} | tokens | (|V|,) | bộ từ vựng; mỗi token là một chuỗi byte | the vocabulary; each token is a string of bytes |
| t_i | t | (m,) | m chỉ số token, đếm từ 0; m không nhất thiết bằng n | m token ids, counted from 0; m need not equal n |
| |V| | size | () | kích thước bộ từ vựng, bằng 256 + k | the size of the vocabulary, 256 + k |
"""

import re
from collections import Counter
from itertools import pairwise
from unicodedata import category, normalize

import numpy as np
from numpy.typing import ArrayLike

Pair = tuple[int, int]  # merge r = 0, 1, ... makes token 256 + r
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character
WORD = re.compile(
    r"(?a)'(?:[sdmt]|ll|ve|re)| ?[A-Za-z]+| ?[0-9]+"
    r"| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+"
)


def split_words(text: str) -> list[str]:
    """Cut text where GPT-2 does; the n words joined give text again.

    GPT-2's pattern needs the Unicode classes letter, number and space,
    which `re` lacks. So every character gets an ASCII stand-in of its
    class, the pattern cuts the stand-ins, and text is cut at the same
    places. What Python's `unicodedata` does not know yet is no letter.
    Raises ValueError for an empty text or a lone surrogate.
    Source: Radford et al. 2019, section 2.2, and their encoder.py.
    """
    if not isinstance(text, str) or not text or SURROGATE.search(text):
        raise ValueError(f"text must hold characters: got {text!r}")
    cuts = WORD.finditer("".join(map(stand_in, text)))
    return [text[cut.start() : cut.end()] for cut in cuts]  # F01


def stand_in(character: str) -> str:
    kind = "Z" if character.isspace() else category(character)[0]
    ascii = {"L": "a", "N": "0", "Z": "\t"}.get(kind, "!")
    return character if character.isascii() else ascii


def merge(ids: list[int], pair: Pair, new: int) -> list[int]:
    """Replace each `pair` in ids by `new`, from left to right."""
    merged: list[int] = []
    for t_i in ids:
        if merged and (merged[-1], t_i) == pair:
            merged[-1] = new
        else:
            merged.append(t_i)
    return merged


def train(text: str, size: int) -> list[Pair]:
    """Learn the size - 256 merges of a vocabulary of `size` tokens.

    The first 256 tokens are the bytes. Then, again and again, the pair
    of neighbours most frequent within words becomes a token; among
    equally frequent pairs, the one with the smallest ids.
    Raises ValueError if size < 256 or the text runs out of pairs.
    Source: Sennrich et al. 2016, algorithm 1, here on bytes.
    """
    if not isinstance(size, (int, np.integer)) or size < 256:
        raise ValueError(f"size must be at least 256: got {size}")
    words = [list(word.encode()) for word in split_words(text)]
    merges: list[Pair] = []
    for new in range(256, size):
        counts = Counter(pair for ids in words for pair in pairwise(ids))
        if not counts:
            raise ValueError(f"text has no pair left for size {size}")
        merges.append(min(counts, key=lambda p: (-counts[p], p)))
        words = [merge(ids, merges[-1], new) for ids in words]
    return merges


def vocabulary(merges: list[Pair]) -> list[bytes]:
    """The |V| = 256 + k tokens; tokens[0] to tokens[255] are the bytes.

    Raises ValueError if a merge uses an id that no earlier merge made.
    """
    tokens = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        if min(left, right) < 0 or max(left, right) >= len(tokens):
            raise ValueError(f"merges use an unknown id: {left}, {right}")
        tokens.append(tokens[left] + tokens[right])
    return tokens


def encode_word(word: str, merges: list[Pair]) -> list[int]:
    """Start from the bytes of the word, then do every merge in order."""
    ids = list(word.encode())
    for new, pair in enumerate(merges, start=256):
        ids = merge(ids, pair, new)
    return ids


def encode(text: str, merges: list[Pair]) -> np.ndarray:
    """Token ids of text: integers, shape (m,), each in 0..|V|-1.

    Raises ValueError as split_words and vocabulary do.
    """
    vocabulary(merges)  # refuses merges that cannot be
    w = split_words(text)
    t = [t_i for word in w for t_i in encode_word(word, merges)]  # F02
    return np.array(t)


def decode(t: ArrayLike, merges: list[Pair]) -> str:
    """The text of token ids of shape (m,); undoes encode.

    Bytes that form no character become U+FFFD, as in GPT-2.
    Raises ValueError unless t holds integers and m > 0, IndexError for
    an id outside 0..|V|-1.
    """
    t, tokens = np.asarray(t), vocabulary(merges)
    if t.ndim != 1 or t.size == 0 or t.dtype.kind not in "iu":
        raise ValueError(f"t must be integers of shape (m,): got {t!r}")
    if t.min() < 0 or t.max() >= len(tokens):  # F03
        raise IndexError(f"t: 0..{len(tokens) - 1} allowed, got {t}")
    return b"".join(tokens[t_i] for t_i in t).decode(errors="replace")


if __name__ == "__main__":
    english = """A model reads a text token by token. A token is a word
or a part of a word. The model learns a vector for each token."""
    vietnamese = """Mô hình đọc văn bản theo từng token. Token là một từ
hoặc một phần của từ. Mô hình học một vector cho mỗi token."""
    en, vi = "The model reads the words.", "Mô hình đọc các từ."
    for name, text in ("English", english), ("Vietnamese", vietnamese):
        merges = train(text, size=300)
        m_en, m_vi = len(encode(en, merges)), len(encode(vi, merges))
        print(f"{name} merges: en {m_en} tokens, vi {m_vi} tokens")

    for form in "NFC", "NFD":  # the same on the screen
        text = normalize(form, vi)
        w, t = split_words(text), encode(text, merges)
        print(f"vi in {form}: {len(w)} words, {len(t)} tokens")
        print(f"vi in {form}, first ids: {t[:8]}")

    merges = train(english, size=300)
    w, t = split_words(en), encode(en, merges)
    print(f"en as words: {len(w)} = {'|'.join(w)}")
    pieces = "|".join(decode([t_i], merges) for t_i in t)
    print(f"en as tokens: {len(t)} = {pieces}")
    print(f"en as ids: {t}")
    print(f"ids from 0: {decode(t, merges)}")
    print(f"ids from 1: {decode(t - 1, merges)}")
    mixed = f"{en}\n\n  {normalize('NFD', vi)} 👩🏽‍🔬"
    print(f"round trip: {decode(encode(mixed, merges), merges) == mixed}")
