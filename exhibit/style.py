"""One stylesheet for the whole site: of the theme's and our own rules, those that a page or a script can meet."""

import re
import shutil
from functools import cache
from pathlib import Path

from lightningcss import process_stylesheet

THEME, OWN = ["assets/stylesheets", "assets/javascripts", "assets/images"], ["assets/exhibit.css", "assets/print.css"]
UNSEEN = r"summary::?before|\.example"  # signs and colours of the theme's boxes, which ours do without
FADES = r"transition:(?:(?:color|background-color|box-shadow|opacity) [\d.]+s(?: [\d.]+s)?,?)+(?:;|(?=}))"  # nobody would miss them
TARGET, NEVER = "assets/site.css", "never"
BROWSER = {"html", "from", "to", "mark", "[open", "[hidden"}  # what no page names at first: states, and marks of what was found
NAME = r"\[[\w-]+(?:=[\w-]+)?|[.#]?-{0,2}[A-Za-z_][\w-]*(?![^\[]*\])"
EITHER = r":(?:is|not|where|has)\((?:[^()]|\([^()]*\))*\)|::?[\w-]+"
SYMBOL = r"(?:[{;](?=--)|@keyframes )([\w-]+)"  # a property or an animation that a stylesheet defines


def read(text: str) -> set[str]:
    """The properties that a text reads."""
    return {*re.findall(r"var\((--[\w-]+)", text)}


@cache
def used(page: str) -> frozenset[str]:
    """What selectors may name on a page: elements, `.classes`, `#ids`, `[attributes` and `[attributes=values`."""
    found = read(page)
    for tag, attributes in set(re.findall(r"<([a-z][\w-]*)([^>]*)>", page)):
        named = re.findall(r"([\w-]+)(?:=\"([^\"]*)\")?", attributes)
        found |= {tag} | {f"[{name}" for name, _ in named} | {f"[{name}={value}" for name, value in named}
        found |= {sign + one for name, value in named if (sign := {"class": ".", "id": "#"}.get(name)) for one in value.split()}
    return frozenset(found)


def quoted(script: str) -> set[str]:
    """What selectors may name because a script does so: every word between its quotation marks, and attributes with their values."""
    words = re.findall(r"[\w-]+", " ".join(re.findall(r"\"[^\"]*\"|`[^`]*`", script)))
    named = {f"[{name}={value}" for name, value in re.findall(r"\"?([\w-]+)\"?: \"([\w-]+)\"", script)}
    return named | {sign + word for word in words for sign in ("", ".", "#", "[")}


@cache
def pruned(css: str, known: frozenset[str]) -> str:
    """CSS without selectors that name what is not known, properties that nothing reads and animations that nothing names."""

    def choose(rule: re.Match) -> str:
        met = [one for one in re.split(r",(?![^()]*\))", rule[2]) if known >= {*re.findall(NAME, re.sub(EITHER, "", one))}]
        return rule[1] + (",".join(met) or f".{NEVER}") + "{"

    css, before = re.sub(UNSEEN, f".{NEVER}", re.sub(FADES, "", process_stylesheet(css))), ""
    css = re.sub(r"(^|[{};])([^{}@;]+)\{", choose, css)
    while css != before:
        before, animated = css, " ".join(re.findall(r"animation[^;}]*", css))
        unused = {*re.findall(SYMBOL, css)} - known - read(css) - {*re.findall(r"[\w-]+", animated)}
        css = process_stylesheet(css, unused_symbols={NEVER} | unused)
    return css


def write(site: Path, more: str) -> None:
    """Write a built site's stylesheet, which ends with more rules, and take away what nothing asks for: the theme's styles and scripts."""
    sheets = [*sorted(site.glob(f"{THEME[0]}/*.css")), *(path for name in OWN for path in site.glob(name))]
    css = "".join(path.read_text("utf-8") for path in sheets).replace(".focus-visible", ":focus-visible")  # the theme's script set a class
    for own in sheets:
        own.unlink()
    for folder in THEME:
        shutil.rmtree(site / folder)
    known = BROWSER.union(*(used(path.read_text("utf-8")) for path in site.rglob("*.html")))
    for path in site.glob("assets/**/*.*s"):
        known |= quoted(path.read_text("utf-8")) if path.suffix == ".js" else read(path.read_text("utf-8"))
    (site / TARGET).write_text(pruned(css, frozenset(known.intersection(re.findall(NAME, css)))) + more, "utf-8")
