# SPDX-License-Identifier: 0BSD
r"""GPT-2's own tokens: why a sentence costs more in Vietnamese.

| symbol | variable | shape | vi | en |
|--------|----------|-------|----|----|
| \tau | merges | (k, 2) | k phép gộp của GPT-2, mỗi phép một cặp chỉ số, theo thứ tự đã học | the k merges of GPT-2, each a pair of ids, in the order learned |
| \mathcal{V}_{token} | tokens | (|V|,) | bộ từ vựng: 256 byte, k token gộp, một token báo hết văn bản | the vocabulary: 256 bytes, k merged tokens, one for the end of a text |
| w | words | (n,) | các từ của văn bản, cắt như GPT-2 cắt | the words of the text, cut as GPT-2 cuts |
| t_i | t | (m,) | m chỉ số token của văn bản | the m token ids of the text |
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import category, normalize

Pair = tuple[int, int]
ZIP = "https://embedding-mathematics.github.io/snippets/gpt2_tokens.zip"
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character
WORD = re.compile(
    r"(?a)'(?:[sdmt]|ll|ve|re)| ?[A-Za-z]+| ?[0-9]+"
    r"| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+"
)
MARKS = "\u0300\u0301\u0303\u0309\u0323"  # the five tone marks


def byte_letters() -> dict[int, str]:
    """The printable letter that the file has for each byte, by id."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    letters = {byte: chr(byte) for byte in plain}
    return letters | {byte: chr(256 + i) for i, byte in enumerate(others)}


@cache
def load() -> tuple[dict[Pair, int], list[bytes]]:
    """GPT-2's merges, pair -> id of the token it makes, and the tokens.

    Ids 0 to 255 are the bytes in GPT-2's order, then come the merges in
    the order learned, then the end of a text, which no text is cut into.
    Raises FileNotFoundError, which says where the data is.
    Source: Radford et al. 2019, vocab.bpe.
    """
    path = Path(__file__).with_suffix(".bpe")
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: unpack {ZIP} there.")
    letters, ranks = byte_letters(), dict[Pair, int]()
    ids = {letter: i for i, letter in enumerate(letters.values())}
    tokens = [bytes([byte]) for byte in letters]
    for line in path.read_text("utf-8").splitlines()[1:]:  # 0: a version
        left, right = (ids[part] for part in line.split(" "))
        ids[line.replace(" ", "")] = ranks[left, right] = len(tokens)
        tokens.append(tokens[left] + tokens[right])
    return ranks, [*tokens, b"<|endoftext|>"]


def split_words(text: str) -> list[str]:
    """Cut text where GPT-2 does, as the card on byte pairs explains."""
    if not isinstance(text, str) or SURROGATE.search(text):
        raise ValueError(f"text must hold characters: got {text!r}")
    cuts = WORD.finditer("".join(map(stand_in, text)))
    return [text[cut.start() : cut.end()] for cut in cuts]


def stand_in(character: str) -> str:
    kind = "Z" if character.isspace() else category(character)[0]
    ascii = {"L": "a", "N": "0", "Z": "\t"}.get(kind, "!")
    return character if character.isascii() else ascii


@cache
def encode_word(word: str) -> tuple[int, ...]:
    """Start from the bytes; join the pair learned first, until none is.

    This gives what doing every merge in order gives, without trying all
    50,000: a merge makes a token that only later merges can use.
    """
    ranks, tokens = load()
    t = [tokens.index(bytes([byte])) for byte in word.encode()]
    while known := [pair for pair in pairwise(t) if pair in ranks]:
        best = min(known, key=ranks.__getitem__)
        joined: list[int] = []
        for t_i in t:  # from left to right
            if joined and (joined[-1], t_i) == best:
                joined[-1] = ranks[best]
            else:
                joined.append(t_i)
        t = joined
    return tuple(t)


def encode(text: str) -> list[int]:
    """GPT-2's token ids of text: m integers in 0..|V|-1.

    Raises ValueError for a lone surrogate, FileNotFoundError as load.
    """
    return [t_i for word in split_words(text) for t_i in encode_word(word)]


def shown(t: list[int]) -> str:
    """The tokens parted by |, a byte that is no character as \\xNN."""
    tokens = load()[1]
    return "|".join(tokens[i].decode(errors="backslashreplace") for i in t)


if __name__ == "__main__":
    try:
        ranks, tokens = load()
    except FileNotFoundError as missing:
        raise SystemExit(str(missing)) from None
    merges = [*ranks]  # (k, 2)
    print(f"vocabulary: {len(tokens)} tokens, {len(merges)} of them merged")
    en, vi = "She lent me an old book.", "Cô ấy cho tôi mượn cuốn sách cũ."
    nfc, nfd = normalize("NFC", vi), normalize("NFD", vi)
    for name, text in ("en", en), ("vi in NFC", nfc), ("vi in NFD", nfd):
        words, t, size = split_words(text), encode(text), len(text.encode())
        print(f"{name}: {len(words)} words, {size} bytes, {len(t)} tokens")
        print(f"{name} as tokens: {shown(t)}")
    toned = {normalize("NFC", v + m) for v in "aăâeêioôơuưy" for m in MARKS}
    letters = sorted(toned | set("ăâđêôơư"))
    print(f"letters of Vietnamese beyond a to z: {len(letters)}")
    for m in 1, 2, 3:
        some = [letter for letter in letters if len(encode(letter)) == m]
        print(f"of {m} tokens: {len(some)}, such as {' '.join(some[:8])}")
