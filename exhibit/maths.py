r"""LaTeX to MathML: `mathml()` for one formula, and a Markdown extension for `$…$` and `$$…$$` in prose."""

import html
import re

import math_core
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.arithmatex import ArithmatexExtension

CONVERTER = math_core.LatexToMathML(annotation=True, fancy_error=False)


def mathml(tex: str, *, display: bool = False) -> str:
    """One formula as a `<math>` element that keeps its LaTeX; ValueError names the place in it."""
    try:
        return CONVERTER.convert_with_local_state(tex, displaystyle=display)
    except math_core.LatexError as error:
        column, _, why = str(error).partition(": ")
        raise ValueError(f"the formula {tex!r} does not parse at character {int(column) + 1}: {why}") from None


class MathmlTreeprocessor(Treeprocessor):
    """Replaces what arithmatex found by MathML."""

    def run(self, root):
        for element in root.iter():
            if element.get("class") == "arithmatex":
                display = element.tag == "div"
                tex = element.text[2:-2].strip()  # without \( \) or \[ \]
                found = mathml(html.unescape(tex) if display else tex, display=display)
                element.text = AtomicString(self.md.htmlStash.store(found))


class MathsExtension(ArithmatexExtension):
    """`pymdownx.arithmatex` finds the formulas; this turns them into MathML at build time."""

    def extendMarkdown(self, md: Markdown) -> None:
        self.setConfig("generic", True)
        super().extendMarkdown(md)
        md.treeprocessors.register(MathmlTreeprocessor(md), "exhibit-mathml", 15)


def in_html(text: str) -> str:
    r"""The same for HTML that another converter made, where formulas stand as `\(…\)` and `\[…\]` or between dollars."""
    display = re.sub(r"\$\$(.+?)\$\$", lambda m: mathml(html.unescape(m[1]).strip(), display=True), text, flags=re.S)
    return re.sub(r"\$([^$\n]+?)\$", lambda m: mathml(html.unescape(m[1])), display)


def makeExtension(**options) -> MathsExtension:
    return MathsExtension(**options)
