"""LaTeX to MathML: `mathml()` for one formula, and what turns the formulas that arithmatex finds in prose into MathML."""

import html

import math_core
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from exhibit.faults import line_of, told

CONVERTER = math_core.LatexToMathML(annotation=True, fancy_error=False)


def mathml(tex: str, *, display: bool = False) -> str:
    """One formula as a `<math>` element that keeps its LaTeX; ValueError names the place in it."""
    try:
        return CONVERTER.convert_with_local_state(tex, displaystyle=display)
    except math_core.LatexError as error:
        place, _, why = str(error).partition(": ")
        raise ValueError(f"the formula {tex!r} does not parse at character {int(place) + 1}: {why}") from None


class Mathml(Treeprocessor):
    """`pymdownx.arithmatex` (generic) puts each formula between brackets; MathML takes their place."""

    def run(self, root):
        for element in [one for one in root.iter() if one.get("class") == "arithmatex"]:
            display = element.tag == "div"
            tex = html.unescape(element.text[2:-2].strip()) if display else element.text[2:-2]
            try:
                found = mathml(tex, display=display)
            except ValueError as error:
                found = told(self.config, line_of(self.config["source"], tex.splitlines()[0]), str(error), "correct the LaTeX")
            element.text = AtomicString(self.md.htmlStash.store(found))
