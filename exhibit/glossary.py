"""The first use of a term on a page shows what it means."""

import html
import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

GLOSSARY = Path("docs/glossary.toml")
OUTSIDE = r"<(a|button|code|dfn|h[1-6]|math|pre|section|summary|svg)\b.*?</\1>|<[^>]*>"
read = cache(tomllib.loads)


def terms() -> list[dict]:
    return read(text())["term"]


def text() -> str:
    return GLOSSARY.read_text("utf-8") if GLOSSARY.is_file() else "term = []"


def anchor(term: dict) -> str:
    return "term-" + re.sub(r"\W+", "-", term["en"].lower()).strip("-")


def names(term: dict) -> list[str]:
    """What a term is called: in both languages, then its other forms."""
    return [term["vi"], term["en"], *term.get("vi_forms", []), *term.get("en_forms", [])]


@lru_cache(256)  # while serving, most pages are what they were
def marked(page: str, lang: str, glossary: str) -> str:
    """HTML in which the first use of each term, in any case, holds its meaning; none in headings, links, code, pictures, cards."""
    wanted = [term for term in read(glossary)["term"] if lang in term.get("mark", [lang])]
    forms = {form.lower(): term for term in wanted for form in [*term.get(f"{lang}_forms", []), term[lang]]}
    longest, met = "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or "(?!)", list[dict]()

    def mark(found):
        term = forms.get((found["term"] or "").lower())
        if not term or term in met:
            return found[0]
        met.append(term)
        shown = f'<span class="term-note" id="note-{len(met)}" role="tooltip">{html.escape(term[f"{lang}_text"])}</span>'
        return f'<dfn class="term" tabindex="0" aria-describedby="note-{len(met)}">{found[0]}{shown}</dfn>'

    return re.sub(rf"(?is){OUTSIDE}|\b(?P<term>{longest}){'(?:e?s)?' if lang == 'en' else ''}\b", mark, page)
