"""What two languages of a page share is read from their Markdown, so that a fault has a line: anchors of headings, links."""

import re
from pathlib import Path

HEADING = re.compile(r"^(#+) .*?\{ *#([\w-]+) *\}$")
LINK = re.compile(r"\]\(([^)\s#]*)(#[\w-]+)?\)")
CODE = re.compile(r"(?ms)^```.*?^```|`[^`\n]*`")


def lines(page: Path) -> list[str]:
    """The lines of a page; what stands in code is blank."""
    text = CODE.sub(lambda found: re.sub(r"[^\n]", "", found[0]), page.read_text("utf-8"))
    return text.splitlines()


def headings(page: Path) -> dict[str, tuple[int, str]]:
    """Anchor -> line and marks of its heading."""
    found = [(number, HEADING.match(line)) for number, line in enumerate(lines(page), 1)]
    return {one[2]: (number, one[1]) for number, one in found if one}


def faults(docs: Path) -> list[str]:
    """One line for each fault: file, line, what is wrong and how to mend it."""
    made = {path.stem for path in docs.with_name("labs").glob("*.py")}  # pages of labs are written by the build
    pages = [page for page in sorted(docs.rglob("*.*.md")) if page.name.split(".")[0] not in made]
    return [fault for page in pages for fault in [*doubled(page), *unshared(page), *dead(page, docs)]]


def doubled(page: Path) -> list[str]:
    found = [(number, one[2]) for number, line in enumerate(lines(page), 1) if (one := HEADING.match(line))]
    first = {anchor: number for number, anchor in reversed(found)}
    return [
        f"{page}:{number}: the anchor #{one} stands on line {first[one]} too; give one another name"
        for number, one in found
        if first[one] != number
    ]


def unshared(page: Path) -> list[str]:
    name, lang, _ = page.name.split(".")
    twin = page.with_name(f"{name}.{'en' if lang == 'vi' else 'vi'}.md")
    if not twin.is_file():
        return [f"{page}:1: there is no {twin}; write it"]
    mine, theirs = headings(page), headings(twin)
    return [
        f"{page}:{number}: {twin.name} has no heading {marks} with the anchor #{one}; give both languages the same"
        for one, (number, marks) in mine.items()
        if theirs.get(one, (0, ""))[1] != marks
    ]


def dead(page: Path, docs: Path) -> list[str]:
    """Links to a page, a heading, a file or a card that is not there."""
    lang = page.name.split(".")[1]
    return [
        f"{page}:{number}: the link {target}{anchor} leads to {why}; correct it"
        for number, line in enumerate(lines(page), 1)
        for target, anchor in LINK.findall(line)
        if (why := missing(page, target, anchor, lang, docs))
    ]


def missing(page: Path, target: str, anchor: str, lang: str, docs: Path) -> str:
    """What a link lacks; nothing for one that leads somewhere or away from the site."""
    file = page.parent / re.sub(r"\.md$", f".{lang}.md", target) if target else page
    snippets = {path.stem.replace("_", "-") for path in docs.with_name("snippets").glob("[!_]*.py")}
    if ":" in target or docs.with_name("labs").joinpath(file.name.split(".")[0] + ".py").is_file():
        return ""
    if not file.is_file():
        return "no page" if target.endswith(".md") else "no file"
    if found := re.fullmatch(r"#card-(.*?)(-claims)?", anchor):
        return "" if found[1] in snippets else "the card of no snippet"
    generated = "{{ all:" in file.read_text("utf-8") or re.fullmatch(r"#F\d+(-code)?", anchor)
    return "" if not anchor or generated or anchor[1:] in headings(file) else "no heading"
