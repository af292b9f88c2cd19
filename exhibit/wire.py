"""What goes over the wire: pages without what nobody reads, with the font of their formulas and the policy of what they may load."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from pygments.token import STANDARD_TYPES, Token

from exhibit import font

SHORTER = {
    r"(?s)<math><semantics>(?:<mrow>(.*?)</mrow>|(.*?))<annotation.*?</annotation></semantics></math>": r"<math>\1\2</math>",
    r"(?s)<span class=\"arithmatex\">(<math.*?</math>)</span>": r"\1",
    r"<span class=\"exhibit-number\">([^\s<]*)</span>": r"\1",
    r"<span class=\"(\w\w?)\">([^<]*)</span>": r'<i class="\1">\2</i>',
    r"(<[a-z]+ (?:[^<>]* )?)style=": r"\1data-style=",
    # boxes to tick that a page has no use for, and of the drawer's an attribute that HTML does not know there
    r'<input [^>]*id="__search"[^>]*>|<input [^>]*id="__toc">(?!\s*<label)|(?<=id="__drawer") autocomplete="off"': "",
    # by a label with words; the theme takes one that may be a sign
    r'aria-labelledby="(\w+)_label" aria-expanded="\w+">(\s*)<label': r'aria-labelledby="\1_title">\2<label id="\1_title"',
    r' data-md-component="[^"]*"|(?<=<svg) xmlns="[^"]*"|<p>\s*</p>': "",
    r"(?s)(<(pre|script|textarea)\b.*?</\2>)|\s*(\n)\s*": r"\1\3",  # outside of these one line break is as good as many
}
CHARSET = '<meta charset="utf-8">'
PRELOAD = '\n<link rel="preload" href="{}assets/{}.woff2" as="font" type="font/woff2" crossorigin>'
POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'; img-src 'self' data:; font-src 'self'"
POLICY += "; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
COLOURS = [("k", Token.Keyword), ("k", Token.Operator.Word), ("k", Token.Name.Decorator), ("c", Token.Comment), ("c", Token.String.Doc)]
COLOURS += [("s", Token.String), ("nf", Token.Name.Function), ("nf", Token.Name.Class)]


def plain_colours() -> None:
    """Code in few colours: other names, operators and signs look as the text does, so they need no element of their own."""
    for kind in STANDARD_TYPES:
        STANDARD_TYPES[kind] = next((name for name, one in COLOURS if kind in one), "")


@cache
def slim(page: str) -> str:
    """A page that says the same in fewer bytes: without what nothing styles, shows or copies, and with shorter names for colours."""
    for long, short in SHORTER.items():
        page = re.sub(long, short, page)
    return page


def policy(page: str) -> str:
    """What the pages whose text is given may load: this site's files, and no inline script but theirs."""
    inline = re.findall(r"(?s)<script(?![^>]* (?:src|type)=)[^>]*>(.*?)</script>", page)
    hashes = {f" 'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in inline}
    return POLICY.format("".join(sorted(hashes)))


def write(site: Path, serving: bool) -> str:
    """Rewrite the pages and scripts of a built site, write fonts and the header of the policy; gives what the stylesheet must say too.

    While serving, pages hold no policy of their own, which would forbid MkDocs' script that reloads them, and keep the place when it does.
    """
    pages = {path.relative_to(site): slim(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    fonts, whole = font.write(pages, site / "assets"), "".join(pages.values())
    for path, page in pages.items():
        head = CHARSET if serving else f'{CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy(page)}">'
        if name := fonts.get(path):
            page = page.replace("<html ", f'<html data-maths="{name}" ', 1)
            head += PRELOAD.format("../" * (len(path.parts) - 1), name)
        (site / path).write_text(page.replace(CHARSET, head, 1), "utf-8")
    left = r"(?m)^\s*(//.*)?\n?" if serving else r"(?m)^\s*(//.*)?\n?|^.*// while serving\n"
    for script in site.glob("assets/*.js"):
        script.write_text(re.sub(left, "", script.read_text("utf-8")), "utf-8")
    (site / "_headers").write_text(f"/*\n  Content-Security-Policy: {policy(whole)}; frame-ancestors 'none'\n", "utf-8")
    rules = [f'[data-style="{one}"]{{{one.replace(";", "!important;")}}}' for one in sorted({*re.findall(r'data-style="([^"]*)"', whole)})]
    return "".join([*rules, *map(font.FACE.format, sorted({*fonts.values()}))])
