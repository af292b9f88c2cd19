"""Draws one figure in a process of its own: `draw.py LANGUAGE … NAME.py`, run beside NAME.py, prints its SVGs and what it read."""

import io
import json
import logging
import os
import re
import runpy
import sys
from pathlib import Path


def watch(root: Path) -> set[str]:
    """The files of the project that this process opens from now on; hidden ones are not among them."""
    reads = set[str]()

    def audit(event, args):
        if event == "open" and isinstance(args[0], str | Path) and not re.search(r"(^|/)\.", path := os.path.relpath(args[0], root)):
            reads.add(re.sub(r"__pycache__/(\w+)\..*", r"\1.py", path))  # a module may be compiled already

    sys.addaudithook(audit)
    return reads


if __name__ == "__main__":
    logging.disable()  # a list of fonts that takes long to make is no fault
    from matplotlib import figure, style  # here, since claims need this file too

    sys.path.insert(0, "..")
    reads, svgs, palettes = watch(Path("..").resolve()), dict[str, str](), json.loads(Path("palettes.json").read_text("utf-8"))
    style.use(["default", "style.mplstyle"])
    for lang in sys.argv[1:-1]:
        one, made = figure.Figure(), io.StringIO()
        runpy.run_path(sys.argv[-1])["draw"](one, lang)
        one.savefig(made, format="svg", metadata=dict.fromkeys(["Creator", "Date", "Format", "Type"]))
        svg = re.sub(r"-?\d+\.\d{3,}(?=[^<]*>)", lambda number: f"{round(float(number[0]), 2):zg}", made.getvalue())  # on any machine
        svgs |= {f"{lang}.{one}": re.sub("#[0-9a-f]{6}", lambda hit, of=of: of.get(hit[0], hit[0]), svg) for one, of in palettes.items()}  # type: ignore[misc]
    print("\n" + json.dumps([svgs, sorted(reads)]))
