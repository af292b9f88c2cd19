"""What is generated from the snippets, their tests and the pages: where each card stands, and Markdown lists of all."""

import platform
import re
from importlib.metadata import version
from pathlib import Path

from pybtex.backends.plaintext import Backend
from pybtex.database import parse_file
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.style.names.lastfirst import NameStyle

from exhibit import builds, card, figure, glossary, kept, records
from exhibit.snippet import FOLDER, Snippet, formulas, names
from exhibit.words import LANGUAGES, TEMPLATES, Fault, line_of

DOCS, FORMULAS, REFERENCES = Path("docs"), Path("docs/formulas.tsv"), Path("docs/references.bib")
BLOCK = r"(?m)^%s \| *(\w+) *\n(?! +placement: *again)"


def cards(lang: str, fence: str = card.FENCE) -> list[tuple[Path, str]]:
    """Each card (or other block) with the page on which it stands for the first time, in the order of pages and places."""
    return [(page, name) for page in sorted(DOCS.rglob(f"*.{lang}.md")) for name in re.findall(BLOCK % fence, page.read_text("utf-8"))]


def check(report) -> None:
    """What no single card can know: a formula in two snippets or in none, a card in two places or in none."""
    owners = dict[tuple[str, str], tuple[Path, int]]()
    for path in [FOLDER / f"{name}.py" for name in names()]:
        for one, lang, tex in formulas(path.read_text("utf-8")):
            if (one, lang) in owners:
                report(Fault(path, line_of(path, tex), f"{one} stands in {owners[one, lang][0]} too", "keep one"))
            owners[one, lang] = path, line_of(path, tex)
    graph, own = builds.graph(), LANGUAGES[0]
    for edge in graph.es:
        one, other = graph.vs[edge.tuple]["name"]
        why = "no snippet has" if (other, own) not in owners else "builds on it" if edge.index in graph.feedback_arc_set() else ""
        if why:
            report(Fault(*owners[one, own], f"{one} builds on {other}, which {why}", "mend the line below"))
    for one in [row.split("\t")[0] for row in FORMULAS.read_text("utf-8").splitlines()[1:]]:
        if (one, LANGUAGES[0]) not in owners:
            report(Fault(FORMULAS, line_of(FORMULAS, f"{one}\t"), f"{one} belongs to no snippet", "write it into one"))
    for page in sorted(DOCS.rglob("*.*.md")):
        for twin in [page.with_name(f"{page.name.split('.')[0]}.{lang}.md") for lang in LANGUAGES]:
            if not twin.is_file():
                report(Fault(page, 1, f"there is no {twin.as_posix()}", "write it, or remove this page"))
    for lang, folder, fence in [(lang, *of) for lang in LANGUAGES for of in ((FOLDER, card.FENCE), (figure.FOLDER, figure.FENCE))]:
        shown = [name for _, name in cards(lang, fence)]
        for name in [name for name in names(folder) if shown.count(name) != 1]:
            mend = f"write {fence} | {name} once, a card elsewhere with `placement: again`"
            report(Fault(folder / f"{name}.py", 1, f"{shown.count(name)} places of language {lang} show it", mend))


def references():
    """The entries of the file of references, key -> entry."""
    try:
        return parse_file(REFERENCES).entries
    except PybtexError as error:
        raise Fault(REFERENCES, getattr(error, "lineno", 1), f"BibTeX: {error}", "correct the entry") from None


def stated(page: Path, lang: str) -> list[str]:
    """The LaTeX of the formulas whose cards stand on a page."""
    files = [FOLDER / f"{name}.py" for at, name in cards(lang) if at == page]
    return [tex for file in files if file.is_file() for _, of, tex in formulas(file.read_text("utf-8")) if of == lang]


def below(name: str, lang: str) -> list[tuple[Path, str, str]]:
    """The formulas of other cards on which a card builds, each behind its page and its snippet."""
    wanted = {one for others in builds.stated(name).values() for one in others}
    return [(page, other, one) for page, other in cards(lang) if other != name for one in builds.stated(other) if one in wanted]


def made(kind: str, lang: str, source: str = "") -> str:
    """The Markdown of a list of all: `formulas`, `verified` (claims), `glossary`, `references`, or `errata F12`, the claims for a row."""
    kind, _, row = kind.partition(" ")
    facts = dict(lang=lang, row=row, builds=builds, card=card, glossary=glossary, records=records, snippet=Snippet, claims=kept.claims)
    facts |= dict(cards=cards(lang), docs=DOCS, references=references, author=NameStyle().format, tex=Text.from_latex, plain=Backend())
    text = TEMPLATES.get_template(f"{kind}.md").render(facts, python=platform.python_version(), version=version)
    if row and not text:
        raise Fault(source, line_of(source, f"{kind} {row} "), f"no claim that passed bears {row} out", "write @claim(…, erratum=…)")
    return text
