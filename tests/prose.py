"""How the tests read prose: what is left of a page without its code and formulas, and which of its numbers nobody vouches for."""

import re
from collections.abc import Iterator

from exhibit.drift import HEADING

CITED = re.compile(r"\[[^\[\]]*\]\((?:\.\./)*cite\.md#(\w+)\)")
NOT_PROSE = re.compile(
    r"^```.*?^```|\$\$.*?\$\$|\{\{.*?\}\}|`[^`\n]*`|\{#[^}\n]*\}|(?<=\])\([^)]*\)|^///.*?$|^--8<--.*?$|^ *\d+\. |\\\{.*?\\\}",
    re.M | re.S,
)
NUMBER = re.compile(r"(?<!\w)\d[\d.,\u202f\u2009\u00a0]*\d|(?<!\w)\d+e[-+]?\d+")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZĐ*$\[])|\n\s*\n|\n(?=\s*(?:[-|]|\d+\. ))")


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Anchor and words of each section; `top` before the first."""
    parts = HEADING.split(text)
    return zip(["top", *parts[1::2]], parts[::2], strict=True)


def canonical(number: str, lang: str) -> str:
    """A number of prose as code writes it: 50 257 and 0,9 of a Vietnamese page, 50,257 and 0.9 of an English one."""
    plain = re.sub(r"[\u202f\u2009\u00a0]", "", number)
    return plain.replace(",", ".") if lang == "vi" else plain.replace(",", "")


def bare_numbers(text: str, lang: str) -> list[tuple[str, str]]:
    """Section and number of every number of two digits or more that is neither quoted nor stands in a sentence with a citation."""
    found = []
    for anchor, words in sections(text):
        prose = NOT_PROSE.sub(lambda hit: " ~ ", CITED.sub("§", words))
        for sentence in SENTENCE.split(prose):
            if "§" not in sentence:
                found += [(anchor, canonical(number, lang)) for number in NUMBER.findall(sentence)]
    return found
