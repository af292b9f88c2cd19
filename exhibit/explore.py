"""`/// explore | NAME`: still content that `docs/assets/explore/NAME.js` brings to life, with data that `data/explore/NAME.py` makes."""

import runpy
import xml.etree.ElementTree as etree
from pathlib import Path

from pymdownx.blocks import block

from exhibit.runs import FOLDER, once
from exhibit.words import Fault, attempt, local

FENCE, ASSETS, DATA = "/// explore", "assets/explore/", Path("data/explore")


class Explore(block.Block):
    """A section of the still content, and how many kilobytes of data go with it."""

    NAME, ARGUMENT = "explore", True

    def on_create(self, parent):
        return etree.SubElement(parent, "section", {"class": "explore", "data-open": f"{FENCE} | {self.argument}"})

    def on_end(self, block):
        size = len(attempt(self.config, data, self.argument).encode()) / 1000
        block.attrib |= {"data-explore": block.attrib.pop("data-open").split()[-1], "data-size": local(f"{size:.0f}", self.config["lang"])}


def data(name: str) -> str:
    """The JavaScript that an explorable loads on demand, made once for a given content; empty where it needs none."""
    script, path = Path("docs", ASSETS, f"{name}.js"), DATA / f"{name}.py"
    if not script.is_file():
        raise Fault(script, 1, "there is no such explorable", "write it or correct the name on the page")
    try:
        files = [path, *FOLDER.glob(f"{name}.*")]
        return once(f"explore-{name}", files, lambda: (runpy.run_path(str(path))["JAVASCRIPT"], [])) if path.is_file() else ""
    except Exception as error:
        raise Fault(path, 1, f"it stopped: {error!r}", "mend it") from None


def write(site: Path, report) -> None:
    """Write the data of every explorable beside its script."""
    for path in DATA.glob("*.py"):
        (site / ASSETS / f"{path.stem}.data.js").write_text(attempt({"report": report}, data, path.stem), "utf-8")
