"""What is generated from the snippets, their tests and the pages: where each card stands, and Markdown lists of all."""

import platform
import re
from importlib.metadata import version
from pathlib import Path

from exhibit import glossary as terms
from exhibit import runs
from exhibit.card import FENCE, card_id
from exhibit.faults import Fault, line_of
from exhibit.snippet import FOLDER, LANGUAGES, names, read
from exhibit.words import WORDS

DOCS = Path("docs")
CARD = re.compile(rf"^{FENCE} \| *(\w+) *\n(?! +placement: *again)", re.M)
ORACLES = ("numpy", "scipy", "scikit-learn", "tokenizers", "jax", "hypothesis", "pytest")


def cards(lang: str) -> list[tuple[Path, str]]:
    """Each card with the page on which it stands for the first time, in the order of pages and places."""
    return [(page, name) for page in sorted(DOCS.rglob(f"*.{lang}.md")) for name in CARD.findall(page.read_text("utf-8"))]


def check() -> list[Fault]:
    """What no single card can know: a formula in two snippets or in none, a card in two places or in none."""
    faults, owners = [], {}
    for path in map(FOLDER.joinpath, (f"{name}.py" for name in names())):
        for identifier in sorted(set(re.findall(r"^(F\d+)(?:\.\w+)?: ", path.read_text("utf-8"), re.M))):
            if owners.setdefault(identifier, path) != path:
                faults.append(Fault(path, line_of(path, identifier), f"{identifier} stands in {owners[identifier]} too", "keep one"))
    for number, row in enumerate((DOCS / "formulas.tsv").read_text("utf-8").splitlines()[1:], 2):
        if (identifier := row.split("\t")[0]) not in owners:
            faults.append(Fault(DOCS / "formulas.tsv", number, f"{identifier} belongs to no snippet", "write it into one"))
    for lang in LANGUAGES:
        shown = [name for _, name in cards(lang)]
        for name in names():
            if shown.count(name) != 1:
                what = f"{shown.count(name)} places of language {lang} show it"
                faults.append(Fault(FOLDER / f"{name}.py", 1, what, f"write {FENCE} | {name} once, elsewhere with `placement: again`"))
    return faults


def link(page: Path, anchor: str, lang: str) -> str:
    return f"{page.relative_to(DOCS).as_posix().removesuffix(f'.{lang}.md')}.md#{anchor}"


def formulas(lang: str) -> str:
    """All formulas, page by page, each with a link to its card."""
    shown = {identifier: (page, told[lang]) for page, name in cards(lang) for identifier, told in read(name).formulas.items()}
    rows, last = [], None
    for identifier, (page, tex) in sorted(shown.items()):
        if page != last:
            title = re.search(r"^# (.+)$", page.read_text("utf-8"), re.M)
            rows.append(f"\n## {title[1] if title else page.stem} {{#{page.name.split('.')[0]}}}\n")
        rows.append(f"- [{identifier}]({link(page, identifier, lang)})\n\n    $${tex}$$\n")
        last = page
    return "\n".join(rows)


def verified(lang: str) -> str:
    """Every claim with its test and its result, snippet by snippet, and the versions that ran."""
    words, versions = WORDS[lang], ", ".join(f"{package} {version(package)}" for package in ORACLES)
    rows = [f"{words['ran_with']} Python {platform.python_version()}, {versions}."]
    for page, name in cards(lang):
        see = f"[{words['see_card']}]({link(page, card_id(name), lang)})"
        rows += [f"\n## {name} {{#{card_id(name)}-claims}}\n", f"{see}\n", " | ".join(words["verified_head"]), "--- | --- | ---"]
        for test, one in runs.claims([name])[name].items():
            rows.append(f"{one.get(lang, one['why'])} | `{test.removeprefix('tests/')}` | {words.get(one['outcome'], one['outcome'])}")
    return "\n".join(rows)


def glossary(lang: str) -> str:
    """Every term with its twin in the other language, its definition and a link to a card."""
    rows = []
    for term in sorted(terms.terms(), key=lambda one: one[lang].lower()):
        twin = next((f" (*{term[one]}*)" for one in LANGUAGES if one != lang and term[one] != term[lang]), "")
        rows.append(
            f"[**{term[lang]}**]{{: #{terms.anchor(term)} }}{twin}\n:   {term[f'{lang}_text']} [{WORDS[lang]['see_card']}]({term['page']})\n"
        )
    return "\n".join(rows)
