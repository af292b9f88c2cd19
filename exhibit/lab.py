"""One lab a language from one source: `labs/NAME.py` becomes `docs/NAME.vi.md`, which mkdocs-jupyter runs, and a notebook."""

import ast
import hashlib
import tempfile
from pathlib import Path

import jupytext
import markdown
from jupyter_client.manager import KernelManager
from mkdocs.structure.files import File, InclusionLevel
from mkdocs_jupyter import nbconvert2, plugin
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.filters.markdown_mistune import IPythonRenderer
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode, v4
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from exhibit import maths
from exhibit.faults import Fault
from exhibit.maths import mathml
from exhibit.runs import SYSTEM, digest
from exhibit.snippet import FOLDER, LANGUAGES

SOURCES, DOCS, SECONDS = Path("labs"), Path("docs"), 60
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(source: Path, lang: str) -> NotebookNode:
    """The lab in one language; the code of each snippet that it imports stands in its first cells, so that it runs alone."""
    used: dict[str, str] = {}
    cells = [cell for cell in jupytext.read(source).cells if cell.metadata.pop("lang", lang) == lang]
    for cell in cells:
        if cell.cell_type == "code":
            imports = [node for node in ast.parse(cell.source).body if "from snippets." in ast.unparse(node)]
            for name in [node.module.split(".")[1] for node in imports if isinstance(node, ast.ImportFrom)]:
                code = (FOLDER / f"{name}.py").read_text("utf-8")
                used[name] = without(code, [node for node in ast.parse(code).body if "__main__" in ast.unparse(node)[:30]])
            cell.source = without(cell.source, imports)
    first = [v4.new_code_cell(text, metadata={"tags": ["snippet"]}) for text in used.values()]
    made = v4.new_notebook(metadata={"kernelspec": KERNEL}, cells=cells[:1] + first + cells[1:])
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def without(text: str, nodes: list) -> str:
    gone = {line for node in nodes for line in range(node.lineno, node.end_lineno + 1)}
    return "\n".join(line for number, line in enumerate(text.splitlines(), 1) if number not in gone).strip()


def outline(path, depth):
    """The headings of a notebook's text cells, with their explicit anchors, and its title."""
    parser = markdown.Markdown(extensions=["toc", "attr_list"], extension_configs={"toc": {"toc_depth": depth}})
    parser.convert("\n\n".join(cell.source for cell in jupytext.read(path).cells if cell.cell_type == "markdown"))
    return parser.toc_tokens, parser.toc_tokens[0]["name"]


def heading(self, text, level, **_):
    title, _, anchor = text.removesuffix("}").partition(" {#")
    return f'<h{level} id="{anchor}">{title}<a class="headerlink" href="#{anchor}">¶</a></h{level}>\n'


def one_line(convert):
    def converted(path, **options):
        try:
            return convert(path, **options)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            what = f"a cell stopped: {getattr(error, 'ename', '')} {getattr(error, 'evalue', str(error).splitlines()[0])}"
            raise Fault(Path(path).relative_to(Path.cwd()), 1, what, f"mend its source in {SOURCES}/") from None

    return converted


# Our equations and headings, and light markup in place of 600 KB of CSS and MathJax; over TCP a kernel warns at each start.
IPythonRenderer.heading = heading
IPythonRenderer.inline_math = lambda self, body: mathml(body)
IPythonRenderer.block_math = lambda self, body: mathml(body.strip(), display=True)
nbconvert2.mk_custom_highlight_code = lambda extra_css_classes: (
    lambda source, **_: highlight(source, PythonLexer(), HtmlFormatter(wrapcode=True))
)
nbconvert2.settings.templates_dir = str(Path(__file__).with_name("templates"))
plugin.convert.nb2html = one_line(nbconvert2.nb2html)
plugin._get_nb_toc_tokens = outline
ExecutePreprocessor.timeout.default_value = SECONDS
KernelManager.transport.default_value = "ipc"
KernelManager._ip_default = lambda self: f"{tempfile.mkdtemp()}/kernel"  # the default is one name for all builds in a folder


class LabPlugin(plugin.Plugin):
    """mkdocs-jupyter with one source for all languages and a cache that outlives the other language's build."""

    def on_pre_build(self, config):
        files = (__file__, maths.__file__, "requirements.txt", *Path(nbconvert2.settings.templates_dir).rglob("*.j2"))
        made_with = "".join(digest(file) for file in files) + SYSTEM
        self.config["cache_dir"] = f".cache/lab-{hashlib.sha256(made_with.encode()).hexdigest()[:16]}"
        super().on_pre_build(config)
        for page, source, lang in [
            (DOCS / f"{one.stem}.{lang}.md", one, lang) for one in sorted(SOURCES.glob("*.py")) for lang in LANGUAGES
        ]:
            text = jupytext.writes(notebook(source, lang), fmt="md")
            if not page.is_file() or page.read_text("utf-8") != text:
                page.write_text(text, "utf-8")

    def on_page_markdown(self, markdown, page, config, files):
        if self.should_include(page.file):
            source = SOURCES / f"{Path(page.file.src_uri).name.split('.')[0]}.py"
            made = jupytext.writes(notebook(source, page.file.locale), fmt="ipynb")
            uri = f"{page.url}{source.stem}.ipynb"
            files.append(File.generated(config, uri, content=made, inclusion=InclusionLevel.INCLUDED))

    def on_post_build(self, config):
        """Keep the cache: the library would evict the other language's entries."""
