"""The normal form in which a card's LaTeX must equal the source's: how it is spaced, set and translated does not count."""

import csv
import re
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs/formulas.tsv"
SOURCE = {row["id"]: row["latex"] for row in csv.DictReader(FILE.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)}
TRANSLATED = {"vi": {}, "en": {"nếu": "if", "ngược lại": "otherwise"}}
UPRIGHT = r"\\(?:text|operatorname\*?|mathrm)\s*\{([^{}]*)\}"
SPACING = {r"\,", r"\:", r"\;", r"\!", r"\ ", "~", r"\quad", r"\qquad"}
DOTS = {"...": r"\dots", r"\ldots": r"\dots"}


def normal(tex: str, lang: str = "vi") -> list[str]:
    r"""The signs of a formula: no spacing; words without their command, in `lang`; one sign for `...`, `\ldots` and `\dots`."""
    signs = [(" ".join(word.split()), sign) for word, sign in re.findall(rf"{UPRIGHT}|(\\[a-zA-Z]+|\\.|\.\.\.|\S)", tex)]
    found = [f"word {TRANSLATED[lang].get(word, word)}" if word else DOTS.get(sign, sign) for word, sign in signs]
    return [one for one in found if one and one not in SPACING]


def source(lang: str) -> dict[str, list[str]]:
    """The normal form of every formula of the source, its words in `lang`."""
    return {one: normal(tex, lang) for one, tex in SOURCE.items()}
