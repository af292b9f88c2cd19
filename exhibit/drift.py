"""Which words changed in one language alone: the digests of each section, in both, are on record once somebody has read both."""

import re
import sys
from hashlib import sha256
from pathlib import Path

import jupytext

from exhibit import glossary
from exhibit.lab import SOURCES
from exhibit.pages import DOCS
from exhibit.words import LANGUAGES, Fault, line_of

RECORD = DOCS / "words.tsv"
HEADING = re.compile(r"^(?=#+ .*\{#([\w-]+)\} *$)", re.M)


def pages(lang: str) -> dict[str, tuple[Path, str]]:
    """Each page's file and words; those of a lab stand in its source."""
    found = {str(one.relative_to(DOCS)).removesuffix(f".{lang}.md"): (one, one.read_text("utf-8")) for one in DOCS.rglob(f"*.{lang}.md")}
    for path in SOURCES.glob("*.py"):
        found[path.stem] = path, "\n\n".join(cell.source for cell in jupytext.read(path).cells if cell.metadata.get("lang") == lang)
    return found


def sections(lang: str) -> dict[str, tuple[Path, int, str]]:
    """page#anchor, or page#top before the first anchor -> file, line and digest; line breaks do not count. A term is a section."""
    found = {}
    for term in glossary.terms():
        words, line = f"{term[lang]}: {term[f'{lang}_text']}", line_of(glossary.GLOSSARY, f'{lang}_text = "{term[f"{lang}_text"][:40]}')
        found[f"glossary#{glossary.anchor(term)}"] = glossary.GLOSSARY, line, sha256(words.encode()).hexdigest()[:12]
    for page, (path, text) in pages(lang).items():
        parts = HEADING.split(text)
        for anchor, words in zip(["top", *parts[1::2]], parts[::2], strict=True):
            digest = sha256(" ".join(words.split()).encode()).hexdigest()[:12]
            found[f"{page}#{anchor}"] = path, line_of(path, words.partition("\n")[0]), digest
    return found


def record() -> dict[str, list[str]]:
    """page#anchor -> the digests, language by language, that somebody accepted."""
    lines = RECORD.read_text("utf-8").splitlines() if RECORD.is_file() else []
    return {name: digests for name, *digests in [line.split("\t") for line in lines]}


def changed() -> dict[str, Fault]:
    """Each section whose words are not those on record, on one side or on both, and what to do."""
    now, was, faults = [sections(lang) for lang in LANGUAGES], record(), dict[str, Fault]()
    for name in sorted({one for side in now for one in side}):
        sides = [side.get(name, (RECORD, 1, "")) for side in now]
        same = [side[2] == digest for side, digest in zip(sides, was.get(name, [""] * len(sides)), strict=True)]
        if not all(same):
            told = ", ".join(f"{lang} {'did not' if one else 'did'}" for lang, one in zip(LANGUAGES, same, strict=True))
            mend = f"read both, then `make accept-words SECTION={name}`"
            faults[name] = Fault(*sides[same.index(False)][:2], f"{name} changed: {told}", mend)
    return faults


def accept(name: str) -> None:
    """Record that somebody has read one section in all languages."""
    now = [sections(lang) for lang in LANGUAGES]
    if not all(name in side for side in now):
        raise SystemExit(f"{name!r} is no section of every language: write SECTION=page#anchor, or page#top for a page's beginning")
    kept = record() | {name: [side[name][2] for side in now]}
    RECORD.write_text("".join("\t".join([one, *kept[one]]) + "\n" for one in sorted(kept) if one in now[0]), "utf-8")


if __name__ == "__main__":
    accept(sys.argv[1])
