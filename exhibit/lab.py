"""The lab: `labs/NAME.py` becomes, in each language, the page `docs/NAME.LANG.md` with what its cells print, and a notebook."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import jupytext
from nbformat import NotebookNode, v4

from exhibit import runs
from exhibit.faults import Fault, line_of, told
from exhibit.snippet import FOLDER, read
from exhibit.words import LANGUAGES, TEMPLATES

SOURCES, END_OF_CELL = Path("labs"), "\f\n"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
IMPORT = re.compile(rf"^from {FOLDER}\.(\w+) import (?:\([^)]*\)|.*)\n*", re.M)


def notebook(source: Path, lang: str) -> NotebookNode:
    """The lab in one language; the code of each snippet that it imports stands in its first cells, so that it runs alone."""
    cells = [cell for cell in jupytext.read(source).cells if cell.metadata.pop("lang", lang) == lang]
    used = dict.fromkeys(name for cell in cells if cell.cell_type == "code" for name in IMPORT.findall(cell.source))
    for cell in cells:
        cell.source = IMPORT.sub("", cell.source).strip() if cell.cell_type == "code" else cell.source
    texts = [read(name).text.partition("\n\nif __name__ ==")[0].strip() for name in used]
    first = [v4.new_code_cell(text, metadata={"tags": ["snippet"]}) for text in texts]
    made = v4.new_notebook(metadata={"kernelspec": KERNEL}, cells=cells[:1] + first + cells[1:])
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def printed(source: Path) -> list[str]:
    """What each cell prints when all run as one program in an empty folder; the code is the same in all languages."""
    cells = [cell.source if cell.cell_type == "code" else "" for cell in notebook(source, LANGUAGES[0]).cells]

    def run():
        with TemporaryDirectory() as folder:
            program = Path(folder, source.name)
            program.write_text(f"\nprint({END_OF_CELL!r}, end='')\n".join(cells), "utf-8")
            return runs.run(program), []

    out, why, _ = runs.once(f"lab-{source.stem}", [__file__, source, *FOLDER.glob("*.py")], run)
    if why:
        stopped = cells[out.count(END_OF_CELL)].partition("\n")[0]
        raise Fault(source, line_of(source, stopped), why, "mend this cell or what it needs")
    return out.split(END_OF_CELL)


def write(docs: Path, site: str, report) -> None:
    """Write the pages and notebooks of all labs, if they changed; a cell that stops is told in the place of the cells."""
    for source in sorted(SOURCES.glob("*.py")):
        try:
            texts, wrong = printed(source), ""
        except Fault as fault:
            texts, wrong = [""], told({"report": report}, fault)
        for lang in LANGUAGES:
            made, root = notebook(source, lang), site if lang == LANGUAGES[0] else f"{site}{lang}/"
            page = TEMPLATES.get_template("lab.md").render(cells=zip(made.cells, texts, strict=False), wrong=wrong)
            away = re.sub(r"\]\(([\w/-]+)\.md(#[\w-]+)?\)", rf"]({root}\1/\2)", jupytext.writes(made, fmt="ipynb"))  # it is read elsewhere
            for path, text in {f"{source.stem}.{lang}.md": page, f"{source.stem}.{lang}.ipynb": re.sub(r" \{#[\w-]+\}", "", away)}.items():
                if not (docs / path).is_file() or (docs / path).read_text("utf-8") != text:
                    (docs / path).write_text(text, "utf-8")
