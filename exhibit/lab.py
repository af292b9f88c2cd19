"""One lab a language from one source: `labs/NAME.py` becomes `docs/NAME.vi.md`, which mkdocs-jupyter runs and renders, and a notebook."""

import ast
import hashlib
import re
from pathlib import Path

import jupytext
import markdown
import mkdocs_jupyter.nbconvert2 as nbconvert2
import mkdocs_jupyter.plugin as jupyter
from mkdocs.structure.files import File, InclusionLevel
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.filters.markdown_mistune import IPythonRenderer
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode, v4
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from exhibit.faults import Fault, line_of
from exhibit.maths import mathml
from exhibit.snippet import FOLDER, LANGUAGES

SOURCES, DOCS, SECONDS = Path("labs"), Path("docs"), 60
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(source: Path, lang: str) -> NotebookNode:
    """The lab in one language; the code of each snippet that it imports stands in its first cells, so that it runs alone."""
    used: dict[str, str] = {}
    cells = []
    for cell in jupytext.read(source).cells:
        if cell.metadata.pop("lang", lang) == lang:
            text = alone(source, cell.source, used) if cell.cell_type == "code" else cell.source
            cells.append((v4.new_code_cell if cell.cell_type == "code" else v4.new_markdown_cell)(text))
    first = [v4.new_code_cell(text, metadata={"tags": ["snippet"]}) for text in used.values()]
    made = v4.new_notebook(metadata={"kernelspec": KERNEL}, cells=cells[:1] + first + cells[1:])
    for number, cell in enumerate(made.cells):
        cell.id = f"{number}-{hashlib.sha256(cell.source.encode()).hexdigest()[:8]}"
    return made


def alone(source: Path, text: str, used: dict[str, str]) -> str:
    """The cell without its imports of snippets, whose code goes into `used`."""
    imports = [n for n in ast.parse(text).body if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("snippets.")]
    for node in imports:
        path = FOLDER / f"{(node.module or '').partition('.')[2]}.py"
        if not path.is_file():
            raise Fault(source, line_of(source, str(node.module)), f"there is no {path}", "correct the import")
        code = path.read_text("utf-8")
        mains = [n for n in ast.parse(code).body if isinstance(n, ast.If) and "__main__" in ast.unparse(n.test)]
        used[path.stem] = without(code, mains)
    return without(text, imports)


def without(text: str, nodes: list) -> str:
    gone = {line for node in nodes for line in range(node.lineno, node.end_lineno + 1)}
    return "\n".join(line for number, line in enumerate(text.splitlines(), 1) if number not in gone).strip()


def outline(path: str, depth: int) -> tuple[list, str]:
    """The headings of a notebook's text cells, with their explicit anchors, and its title."""
    text = "\n\n".join(cell.source for cell in jupytext.read(path).cells if cell.cell_type == "markdown")
    parser = markdown.Markdown(extensions=["toc", "attr_list", "fenced_code"], extension_configs={"toc": {"toc_depth": depth}})
    parser.convert(text)
    return parser.toc_tokens, parser.toc_tokens[0]["name"]


def heading(self, text: str, level: int, **_) -> str:
    title, _, anchor = text.removesuffix("}").partition(" {#")
    return f'<h{level} id="{anchor}">{title}<a class="headerlink" href="#{anchor}" title="#">#</a></h{level}>\n'


def coloured(extra_css_classes: str = ""):
    def code(source, language=None, metadata=None):
        return highlight(source, PythonLexer(), HtmlFormatter(wrapcode=True)).replace("<pre>", '<pre tabindex="0">')

    return code


# What mkdocs-jupyter leaves to its libraries: our equations, headings and light markup in place of 600 KB of CSS and MathJax.
IPythonRenderer.heading = heading
IPythonRenderer.inline_math = lambda self, body: mathml(body)
IPythonRenderer.block_math = lambda self, body: mathml(body.strip(), display=True)
nbconvert2.mk_custom_highlight_code = coloured
nbconvert2.settings.templates_dir = str(Path(__file__).with_name("templates"))
jupyter._get_nb_toc_tokens = outline
ExecutePreprocessor.timeout.default_value = SECONDS


class LabPlugin(jupyter.Plugin):
    """mkdocs-jupyter with one source for all languages, a cache that outlives the other language, and errors of one line."""

    def on_pre_build(self, config):
        super().on_pre_build(config)
        for source in sorted(SOURCES.glob("*.py")):
            for lang in LANGUAGES:
                page = DOCS / f"{source.stem}.{lang}.md"
                text = jupytext.writes(notebook(source, lang), fmt="md")
                if not page.is_file() or page.read_text("utf-8") != text:
                    page.write_text(text, "utf-8")

    def on_page_markdown(self, markdown, page, config, files):
        source = SOURCES / Path(page.file.src_uri).name.replace(f".{getattr(page.file, 'locale', '')}.md", ".py")
        if self.should_include(page.file) and source.is_file():
            made = jupytext.writes(notebook(source, page.file.locale), fmt="ipynb")
            uri = f"{page.url}{source.stem}.ipynb"
            files.append(File.generated(config, uri, content=made, inclusion=InclusionLevel.INCLUDED))

    def on_pre_page(self, page, config, files):
        page = super().on_pre_page(page, config, files)
        if self.should_include(page.file):
            render, source = page.render, Path(page.file.abs_src_path)

            def render_or_fault(config, files):
                try:
                    render(config, files)
                except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                    why = getattr(error, "evalue", "") or re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip().splitlines()[-1]
                    name = getattr(error, "ename", type(error).__name__)
                    raise Fault(f"docs/{source.name}", 1, f"a cell stopped with {name}: {why}", f"mend {SOURCES}") from None

            page.render = render_or_fault
        return page

    def on_post_build(self, config):
        """Keep the cache: the library would evict the other language's entries."""
