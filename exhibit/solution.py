"""What `/// solution | NAME` draws: the code of an exercise's solution, run like a snippet, and what it printed."""

import xml.etree.ElementTree as etree

from pygments import formatters, highlight, lexers
from pymdownx.blocks import block

from exhibit import kept, runs
from exhibit.snippet import names
from exhibit.words import TEMPLATES, Fault, attempt, line_of


class Solution(block.Block):
    """A file of the folder of exercises."""

    NAME, ARGUMENT = "solution", True

    def on_create(self, parent):
        return etree.SubElement(parent, "div", {"class": "solution", "data-solution": self.argument, "data-search-exclude": ""})

    def on_end(self, block):
        block.text = self.md.htmlStash.store(attempt(self.config, self.draw))

    def draw(self):
        name, source = self.argument, self.config["source"]
        if name not in names(runs.EXERCISES):
            what = f"there is no {runs.EXERCISES}/{name}.py"
            raise Fault(source, line_of(source, f"/// solution | {name}"), what, "write it or correct the name")
        return TEMPLATES.get_template("solution.html").render(self.config, name=name, code=code(name), printed=kept.output(name))


def code(name: str) -> str:
    return highlight(runs.where(name).read_text("utf-8"), lexers.PythonLexer(), formatters.HtmlFormatter(wrapcode=True))
