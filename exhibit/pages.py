"""What is generated from the snippets, their tests and the pages: where each card stands, and Markdown lists of all."""

import platform
import re
from importlib.metadata import version
from pathlib import Path

from exhibit import glossary as terms
from exhibit import runs
from exhibit.card import FENCE, card_id
from exhibit.faults import Fault, line_of
from exhibit.snippet import LANGUAGES, names, read
from exhibit.words import WORDS

DOCS = Path("docs")
CARD = re.compile(rf"^{FENCE} \| *(\w+) *\n(?! +placement: *again)", re.M)
ORACLES = ("numpy", "scipy", "scikit-learn", "tokenizers", "jax", "hypothesis", "pytest")


def title(page: Path) -> str:
    found = re.search(r"^# (.+?)(?: *\{.*\})?$", page.read_text("utf-8"), re.M)
    return found[1] if found else page.name


def cards(lang: str) -> dict[str, Path]:
    """The page on which each card stands for the first time; Fault if it has two such places."""
    found: dict[str, Path] = {}
    for page in sorted(DOCS.rglob(f"*.{lang}.md")):
        for name in CARD.findall(page.read_text("utf-8")):
            if name in found:
                here = line_of(page, f"{FENCE} | {name}", 1 if found[name] != page else 2)
                raise Fault(page, here, f"the card {name} stands on {found[name]} too", "write `placement: again` under it")
            found[name] = page
    return found


def check() -> list[Fault]:
    """What no single card can know: formulas in two snippets or in none, snippets that no page shows, pages in one language."""
    faults, owners = [], {}
    for name in names():
        try:
            snippet = read(name)
        except Fault as fault:
            faults.append(fault)
            continue
        for identifier in snippet.formulas:
            if identifier in owners:
                here = line_of(snippet.path, identifier)
                faults.append(Fault(snippet.path, here, f"{identifier} belongs to {owners[identifier]} too", "keep it in one snippet"))
            owners.setdefault(identifier, name)
    for number, row in enumerate((DOCS / "formulas.tsv").read_text("utf-8").splitlines()[1:], 2):
        if (identifier := row.split("\t")[0]) not in owners and not faults:
            faults.append(Fault(DOCS / "formulas.tsv", number, f"{identifier} belongs to no snippet", "add it to one"))
    for lang in LANGUAGES:
        for page in sorted(DOCS.rglob(f"*.{lang}.md")):
            for other in set(LANGUAGES) - {lang}:
                twin = page.with_name(page.name.replace(f".{lang}.md", f".{other}.md"))
                if not twin.is_file():
                    faults.append(Fault(page, 1, f"there is no {twin.as_posix()}", "write it, or remove this page"))
        try:
            shown = cards(lang)
        except Fault as fault:
            faults.append(fault)
            continue
        hidden = [name for name in names() if name not in shown]
        faults += [Fault(f"snippets/{name}.py", 1, f"no page of language {lang} shows it", f"write {FENCE} | {name}") for name in hidden]
    return faults


def link(page: Path, anchor: str, lang: str) -> str:
    return f"{page.relative_to(DOCS).as_posix().removesuffix(f'.{lang}.md')}.md#{anchor}"


def formulas(lang: str) -> str:
    """All formulas, page by page, each with a link to its card."""
    shown, rows = cards(lang), []
    for page in sorted(set(shown.values())):
        entries = [
            (identifier, f"- [{identifier}]({link(page, identifier, lang)}) ${told[lang]}$")
            for name in shown
            if shown[name] == page
            for identifier, told in read(name).formulas.items()
        ]
        rows += [f"\n## {title(page)} {{#{page.name.split('.')[0]}}}\n", *(row for _, row in sorted(entries))]
    return "\n".join(rows)


def verified(lang: str) -> str:
    """Every claim with its test and its result, snippet by snippet, and the versions that ran."""
    shown, words = cards(lang), WORDS[lang]
    claims = runs.claims(list(shown))
    versions = ", ".join(f"{package} {version(package)}" for package in ORACLES)
    rows = [f"{words['ran_with']} Python {platform.python_version()}, {versions}.\n"]
    for name in sorted(shown, key=lambda one: (shown[one], one)):
        rows.append(f"\n## {name} {{#{card_id(name)}-claims}}\n\n[{words['see_card']}]({link(shown[name], card_id(name), lang)})\n")
        rows += [" | ".join(words["verified_head"]), "--- | --- | ---"]
        for test, one in claims[name].items():
            outcome = words["passed"] if one["outcome"] == "passed" else f"**{one['outcome']}**"
            rows.append(f"{one.get(lang, one['why'])} | `{test.removeprefix('tests/')}` | {outcome}")
    return "\n".join(rows)


def glossary(lang: str) -> str:
    """Every term with its twin in the other language, its definition and a link to a card."""
    other = "en" if lang == "vi" else "vi"
    rows = []
    for term in sorted(terms.terms(), key=lambda one: one[lang].lower()):
        twin = f" (*{term[other]}*)" if term[other] != term[lang] else ""
        see = f" [{WORDS[lang]['see_card']}]({term['page']})"
        rows.append(f"**{term[lang]}**{twin}{{: #{terms.anchor(term)} }}\n:   {term[f'{lang}_text']}{see}\n")
    return "\n".join(rows)
