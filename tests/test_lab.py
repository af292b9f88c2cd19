"""The lab runs alone, says the same in both languages, and what its text promises is what its cells print."""

import ast
import contextlib
import io
import os
import re
import sys
import unicodedata
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from mkdocs.config.defaults import MkDocsConfig
from nbclient import NotebookClient
from nbformat import NotebookNode, v4, validate
from traitlets.config import Config

from exhibit import lab as glue
from exhibit.lab import notebook
from exhibit.words import Fault

LAB = Path("labs/lab.py")
PROBE = "import importlib.util; print([importlib.util.find_spec(name) for name in ('snippets', 'labs', 'tests')])"
LINK, MATH, HEADING = r"\[[^\]]*\]\(([^)]*)\)", r"\$\$.*?\$\$|\$[^$\n]+\$", r"(?m)^(#+) .*?(?:\{#([\w-]+)\})?$"


@pytest.fixture(scope="module")
def made() -> dict[str, NotebookNode]:
    return {lang: notebook(LAB, lang) for lang in ("vi", "en")}


@pytest.fixture(scope="module")
def ran(made, tmp_path_factory) -> dict[str, NotebookNode]:
    """Both notebooks after they ran, each in an empty folder from which nothing of the project can be imported."""
    return {lang: run(one, tmp_path_factory.mktemp(lang)) for lang, one in made.items()}


def run(one: NotebookNode, folder: Path) -> NotebookNode:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    one = deepcopy(one)
    one.cells.insert(0, v4.new_code_cell(PROBE))
    where = {"metadata": {"path": str(folder)}}
    with TemporaryDirectory() as sockets:  # no ports, for which two runs at once would race; a path short enough for a socket
        ipc = Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"})
        client = NotebookClient(one, timeout=20, startup_timeout=60, coalesce_streams=True, resources=where, config=ipc)
        client.execute(env=env)
    assert one.cells.pop(0).outputs[0].text == "[None, None, None]\n"
    assert list(folder.iterdir()) == []
    return one


def text(one: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in one.cells if cell.cell_type == "markdown")


def code(one: NotebookNode) -> list[str]:
    return [cell.source for cell in one.cells if cell.cell_type == "code"]


def printed(one: NotebookNode) -> str:
    return "".join(out.text for cell in one.cells for out in cell.get("outputs", ()))


def tree(source: str) -> list[str]:
    """Statements without those that only a file run by itself executes."""
    return [ast.dump(node) for node in ast.parse(source).body if not ast.unparse(node).startswith("if __name__ ==")]


# It runs alone.


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_runs_alone_in_an_empty_folder(ran, lang):
    validate(ran[lang])
    outputs = [out for cell in ran[lang].cells for out in cell.get("outputs", ())]
    assert {(out.output_type, out.get("name")) for out in outputs} == {("stream", "stdout")}


def test_both_languages_print_the_same(ran):
    assert printed(ran["vi"]) == printed(ran["en"])


def test_output_is_short_and_plain(ran):
    out = printed(ran["vi"])
    assert max(map(len, out.splitlines())) <= 90
    assert not re.search(r"nan|inf|-0\.0+\b|Error|Warning|0x[0-9a-f]{6}", out)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_imports_numpy_and_the_standard_library_alone(made, lang):
    names = set()
    for node in ast.walk(ast.parse("\n".join(code(made[lang])))):
        names |= {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
        names |= {node.module} if isinstance(node, ast.ImportFrom) else set()
    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) == {"numpy"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_snippets_stand_in_the_first_cells(made, lang):
    cells = made[lang].cells
    used = re.findall(r"^from snippets\.(\w+) import", LAB.read_text("utf-8"), re.M)
    first = cells[1 : 1 + len(set(used))]
    assert used and cells[0].cell_type == "markdown"
    for name, cell in zip(dict.fromkeys(used), first, strict=True):
        assert cell.cell_type == "code" and "snippet" in cell.metadata.tags
        assert tree(cell.source) == tree(Path(f"snippets/{name}.py").read_text("utf-8"))
        assert "__main__" not in cell.source
    assert not any("snippets" in source or "snippet" in cell.metadata.get("tags", ()) for cell in cells[1 + len(first) :]
                   for source in [cell.source] if cell.cell_type == "code")  # fmt: skip


# Two languages, one lab.


def test_same_code_and_same_order_of_cells(made):
    vi, en = made["vi"], made["en"]
    assert code(vi) == code(en) and len(code(vi)) > 10
    assert [cell.cell_type for cell in vi.cells] == [cell.cell_type for cell in en.cells]
    assert len({cell.id for cell in vi.cells}) == len(vi.cells)


def test_same_headings_formulas_and_links(made):
    vi, en = text(made["vi"]), text(made["en"])
    assert vi != en
    for pattern in (HEADING, MATH, LINK):
        assert (found := re.findall(pattern, vi, 0)) and found == re.findall(pattern, en)
    anchors = [anchor for _, anchor in re.findall(HEADING, vi)]
    assert all(anchors) and len(anchors) == len(set(anchors))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_links_lead_somewhere(made, lang):
    links = re.findall(LINK, text(made[lang]))
    assert links[0] == "../lab.ipynb"
    for link in links[1:]:
        page, anchor = re.fullmatch(r"(.+)\.md#([\w-]+)", link).groups()
        there = (Path(f"labs/{page}.py") if page == "exercises" else Path(f"docs/{page}.{lang}.md")).read_text("utf-8")
        card = anchor.removeprefix("card-").replace("-", "_")
        assert f"{{#{anchor}}}" in there or re.search(rf"^/// exhibit \| {card}$", there, re.M), link


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_text_is_plain(made, lang):
    prose = re.sub(rf"`[^`]*`|{MATH}|\([^)]*\)|Python 3\.\d+", "", text(made[lang]))
    assert not re.search(r"<[a-zA-Z/!]", prose)  # no HTML
    assert not re.search(r"\d[.,]\d", prose)  # no number typed that the code prints


def test_source_is_nfc_and_its_cells_are_short(made):
    source = LAB.read_text("utf-8")
    assert source == unicodedata.normalize("NFC", source)
    assert unicodedata.is_normalized("NFC", text(made["vi"]) + text(made["en"]))
    own = [cell.source for cell in made["vi"].cells if cell.cell_type == "code" and "snippet" not in cell.metadata.get("tags", ())]
    assert max(len(one.splitlines()) for one in own) <= 15
    assert max(len(line) for one in own for line in one.splitlines()) <= 90


# What the text says is what was printed.


def test_the_text_promises_what_is_printed(ran):
    out = printed(ran["vi"])

    def after(label: str) -> str:
        (rest,) = [line.removeprefix(label).strip() for line in out.splitlines() if line.startswith(label)]
        return rest

    ids = [line.split()[1:] for line in out.splitlines() if re.match(r" \d  +\d+  ", line)]
    assert [i for i, name in ids if name == "·đường"] == [after_id := ids[-1][0]] * 2 and after_id.isdigit()
    assert out.count("tokens 2 and 5, cosine of v: 1.0000\n") == 1
    assert float(after("tokens 2 and 5, cosine of z:")) < 0.99
    assert [after(f"last token, cosine of its two {name}:") for name in "vz"] == ["1.0000"] * 2
    assert float(after("last token, cosine of its two c:")) < 0.99
    for label in ("rows sum to 1, off by", "c (6, 16), off contextual(text, m) by", "c[5] by hand, off by"):
        assert after(label) == "< 1e-12"
    assert after("before:") == "xe chở đường chạy trên đường" and after("after:") == "xe trên đường chạy chở đường"
    assert float(after("with positions, last c moves by")) > 0.1 and after("no positions, last c moves by") == "< 1e-12"
    assert after("last row, weights on tokens 2 and 5, apart by") == "< 1e-12"
    assert float(after("c of tokens 2 and 5, apart by")) > 0.1
    moves = re.findall(r"^c of \S+ moves by (.*)$", out, re.M)
    assert moves[-1] == "< 1e-12" and all(float(move) > 0.01 for move in moves[:-1])
    assert after("no positions: c of tokens 2 and 5, apart by") == "< 1e-12"
    largest = [float(after(f"times {factor}, largest weight:")) for factor in (0, 1, 10, 100)]
    assert largest == sorted(largest) and largest[0] == round(1 / 6, 4) < largest[1] < 0.9 < largest[2]
    assert out.count("lossless: True") == 4 and "lossless: False" not in out
    assert int(after("đường: bytes with its space 10, tokens")) == 1 < int(after("muối: bytes with its space 7, tokens"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_tables(ran, lang):
    """Above the diagonal the masked weights are a bare 0, without the mask no cell is; rows and columns carry their tokens."""
    tables = [cell.outputs[0].text.splitlines() for cell in ran[lang].cells if "look(" in cell.source and "table(names" in cell.source]
    assert len(tables) == 3
    for number, lines in enumerate(tables):
        names, *rows = [line.split() for line in lines[: len(lines[0].split()) + 1]]
        assert names == [row[0] for row in rows] and len({len(line) for line in lines[: len(names) + 1]}) == 1
        for i, row in enumerate(rows):
            assert [cell == "0" for cell in row[1:]] == [number < 2 and j > i for j in range(len(names))]
            assert abs(sum(map(float, row[1:])) - 1) < 0.04  # six cells, each rounded


def test_the_functions_that_print(made):
    with contextlib.redirect_stdout(io.StringIO()):
        exec("\n\n".join(code(made["vi"])), space := {"__name__": "lab"})
    gap, cosine, table, names = (space[name] for name in ("gap", "cosine", "table", "names"))
    a, b = np.array([3.0, 4.0, 0.0]), np.array([3.0, 4.0 + 1e-13, 0.0])
    assert gap(a, b) == gap(b, a) == "< 1e-12" and gap(a, 2 * a) == gap(2 * a, a) == "4.000"
    assert cosine(a, a[::-1]) == pytest.approx(16 / 25, abs=1e-15) and cosine(a, -7 * a) == pytest.approx(-1, abs=1e-15)
    assert names(np.array([97, 32, 0xE1])) == ["a", "·", "\\xe1"]
    with contextlib.redirect_stdout(out := io.StringIO()):
        table(["a", "row"], ["x", "a column"], [[0.0, -0.001], [0.001, -12.345]])
    assert out.getvalue() == "           x a column\na          0     0.00\nrow     0.00   -12.35\n"


@pytest.mark.parametrize(
    "old, new",
    [
        ('text = "xe chở đường chạy trên đường"', 'text = "kiến bò đĩa thịt bò"'),
        ('text = "xe chở đường chạy trên đường"', 'text = "we left the bank and sat by the river bank"'),
        ('text = "xe chở đường chạy trên đường"', 'text = "one two three"'),
        ("size=312", "size=280"),
        ("size=312", "size=270"),
        ("size=312", "size=256"),
        ("d=16", "d=6"),
        ("d=16", "d=64"),
        ("seed=27", "seed=1"),
        ("shown = 6", "shown = 12"),
        (" / np.sqrt(K.shape[1])", ""),
        ("i = len(t) - 1  # <-", "i = 2  # <-"),
        ('"xe chở đường", "xe trên đường"  # <-', '"the truck carries sugar", "sugar"  # <-'),
        ("words[1], words[-2] = words[-2], words[1]", "words[1], words[3] = words[3], words[1]"),
        ("flat = v", "flat = z"),
        ('"causal": False', '"causal": True'),
        ("[0, 1, 10, 100]", "[0, 1, -1, 2.5]"),
        ('["đường", "muối", "salt", "∇"]', '["nghiêng", "x"]'),
    ],
)
def test_what_the_reader_is_told_to_change_can_be_changed(made, old, new):
    whole = "\n\n".join(code(made["vi"]))
    assert whole.count(old) == 1
    with contextlib.redirect_stdout(out := io.StringIO()):
        exec(compile(whole.replace(old, new), "lab", "exec"), {"__name__": "lab"})
    assert "lossless: False" not in out.getvalue() and "nan" not in out.getvalue()
    assert "last row, weights on tokens" in out.getvalue()


# The functions that make it.


def lab(folder: Path, *cells: str) -> Path:
    path = folder / "small.py"
    path.write_text("\n\n".join(f"# %%{cell}" for cell in cells), "utf-8")
    return path


def test_a_cell_belongs_to_its_language_or_to_both(tmp_path):
    small = lab(tmp_path, ' [markdown] lang="vi"\n# # Một', ' [markdown] lang="en"\n# # One', "\nx = 1", " [markdown]\n# $x$")
    assert text(notebook(small, "vi")) == "# Một\n\n$x$" and text(notebook(small, "en")) == "# One\n\n$x$"
    assert code(notebook(small, "vi")) == code(notebook(small, "en")) == ["x = 1"]


def test_a_snippet_imported_twice_stands_once(tmp_path):
    twice = [f"\nfrom snippets.pipeline import {name}\n\nprint({name})" for name in ("embed", "place")]
    one = notebook(lab(tmp_path, " [markdown]\n# # One", *twice), "en")
    snippet, *others = code(one)
    assert "def embed(" in snippet and others == ["print(embed)", "print(place)"]


def test_a_missing_snippet_is_named(tmp_path):
    small = lab(tmp_path, " [markdown]\n# # One", "\nfrom snippets.missing import nothing")
    with pytest.raises((Fault, OSError), match="missing"):
        notebook(small, "vi")


def test_pages_are_made_again_only_when_they_or_what_they_are_made_from_change(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source, page = tmp_path / "labs/one.py", tmp_path / "docs/one.vi.md"
    for path, text in ((source, "# %% [markdown]\n# # One\n\n# %%\nx = 1\n"), (page, "")):
        path.parent.mkdir()
        path.write_text(text, "utf-8")
    made = []
    monkeypatch.setattr(glue, "notebook", lambda *of: made.append(of) or notebook(*of))
    for change, count in ((None, 2), (None, 2), (page, 4), (None, 4), (source, 6)):
        if change:
            change.write_text(change.read_text("utf-8").replace("x = 1", "x = 2"), "utf-8")
        glue.write(Path("docs"), "")
        assert len(made) == count and ("x = 2" in page.read_text("utf-8")) == (change == source)


class Jupyter:
    """Stands for mkdocs-jupyter: says which pages it was asked for, and what stood in them when they were drawn."""

    def __init__(self):
        self.drawn = {}

    def on_pre_page(self, page, config, files):
        page.render = lambda config, files: self.drawn.update({page.file.src_uri: Path(page.file.abs_src_path).read_text("utf-8")})
        return page


def test_labs_are_written_and_run_ahead_and_what_is_wrong_with_one_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(glue, "WRITTEN", [])
    for folder in ("docs", "labs", "snippets"):
        Path(folder).mkdir()
    source, faults = Path("labs/one.py"), []
    config = MkDocsConfig()
    config.load_dict({"site_name": "small"})
    config.validate()
    config.plugins = {"mkdocs-jupyter": Jupyter()}
    source.write_text("# %% [markdown]\n# # One\n\n# %%\nx = 1\n", "utf-8")
    glue.run(faults.append, config)
    assert sorted(config.plugins["mkdocs-jupyter"].drawn) == ["one.en.md", "one.vi.md"] and not faults
    assert all("x = 1" in page for page in config.plugins["mkdocs-jupyter"].drawn.values())
    source.write_text(source.read_text("utf-8") + "from snippets.lost import found\n", "utf-8")
    glue.run(faults.append, config)
    assert [str(fault) for fault in faults] == ["snippets/lost.py:1: there is no such snippet; write it or correct the name on the card"]
