"""On which formulas each formula builds, as its docstring says once, and a drawing of them all."""

import re

import igraph

from exhibit.snippet import FOLDER, names


def stated(name: str) -> dict[str, list[str]]:
    """Each formula of a snippet -> those that it builds on: below `F26: …` a line `    builds on: F16, F23`."""
    path = FOLDER / f"{name}.py"
    text = path.read_text("utf-8") if path.is_file() else ""  # its card says that it is not there
    lines = re.findall(r"^(F\d+)(?:\.\w+)?: .*\n(?: +builds on: (.*))?", text, re.M)
    return {one: [other for this, rest in lines if this == one for other in re.findall(r"F\d+", rest)] for one, _ in lines}


def graph() -> igraph.Graph:
    """All formulas; an edge leads from each to one that it builds on."""
    return igraph.Graph.ListDict({one: others for name in names() for one, others in stated(name).items()}, directed=True)


def drawn() -> tuple[dict[str, list[float]], list[list[list[float]]]]:
    """The graph in layers, foundations above: where each formula stands, and the lines, without those that a longer way replaces."""
    found = graph()
    found.delete_edges([edge for edge in found.es if len(found.get_all_simple_paths(*edge.tuple)) > 1])
    found.reverse_edges()
    layout = found.layout_sugiyama()
    lines = [[layout[edge.source], *bends, layout[edge.target]] for edge, bends in zip(found.es, layout.edge_routing, strict=True)]
    return dict(zip(found.vs["name"], layout.coords, strict=False)), lines
