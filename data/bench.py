"""10,000 lines of real text through GPT-2's merges, by our snippet and by the library tokenizers: one id that differs fails."""

import sys
import sysconfig
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from unicodedata import category, name, normalize

from babel import Locale
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from snippets.gpt2_tokens import byte_letters, encode

LINES = {"Vietnamese": 2500, "English": 2500, "code": 4000, "emoji": 1000}


def library() -> Tokenizer:
    """The byte-level BPE of tokenizers with GPT-2's merges; the ids follow from their order."""
    merges = [tuple(line.split(" ")) for line in Path("snippets/gpt2_tokens.bpe").read_text("utf-8").splitlines()[1:]]
    ids = {token: i for i, token in enumerate([*byte_letters().values(), *map("".join, merges)])}
    tokenizer = Tokenizer(BPE(vocab=ids, merges=merges))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False, use_regex=True)
    return tokenizer


def pages(lang: str) -> Iterator[str]:
    """The lines of our pages in one language, then what Babel calls languages, countries and currencies in it."""
    for page in sorted(Path("docs").rglob(f"*.{lang}.md")):
        yield from page.read_text("utf-8").splitlines()
    locale = Locale(lang)
    for called in (locale.languages, locale.territories, locale.currencies, locale.scripts, locale.variants):
        yield from (text for text in called.values() if text)


def code() -> Iterator[str]:
    """The lines of Python's standard library, one in seven."""
    for file in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        yield from file.read_text("utf-8", "replace").splitlines()[::7]


def emoji() -> Iterator[str]:
    """Every emoji of Unicode's second plane with its name, some of them of a skin colour, joined, or doubled."""
    for one in [chr(point) for point in range(0x1F300, 0x1FAFF) if category(chr(point)) == "So"]:
        yield f"{one}{one} {name(one).lower()} 👍🏽{one}\u200d👩🏽‍🔬 it's {one}"


def lines() -> list[str]:
    """What is encoded: as many different lines of each kind as LINES says; half of the Vietnamese in NFD."""
    found, seen = [], set[str]()
    for kind, source in {"Vietnamese": pages("vi"), "English": pages("en"), "code": code(), "emoji": emoji()}.items():
        some = list(islice((line for line in dict.fromkeys(source) if line.strip() and line not in seen), LINES[kind]))
        seen.update(some)
        if len(some) < LINES[kind]:
            sys.exit(f"only {len(some)} lines of {kind}")
        found += [normalize("NFD", line) if kind == "Vietnamese" and i % 2 else line for i, line in enumerate(some)]
    return found


def main() -> None:
    tokenizer, texts = library(), lines()
    begun = time.perf_counter()
    theirs = [tokenizer.encode(text).ids for text in texts]
    half = time.perf_counter()
    ours = [encode(text) for text in texts]
    ended = time.perf_counter()
    wrong = [text for text, one, other in zip(texts, ours, theirs, strict=True) if one != other]
    print(f"{len(texts)} lines, {sum(map(len, ours))} tokens, {len(wrong)} lines that differ from tokenizers")
    print(f"tokenizers {half - begun:.2f} s, the snippet {ended - half:.2f} s")
    if wrong:
        sys.exit("\n".join(map(repr, wrong[:10])))


if __name__ == "__main__":
    main()
