"""`labs/NAME.py` becomes, in each language, the page `docs/NAME.LANG.md`, which mkdocs-jupyter runs and renders, and a notebook."""

import re
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import jupytext
import markdown
from jupyter_client.manager import KernelManager
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs_jupyter import nbconvert2, plugin
from nbconvert.filters.markdown_mistune import IPythonRenderer
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode, v4
from pygments import formatters, highlight, lexers

from exhibit import runs, words
from exhibit.snippet import FOLDER, Snippet

WRITTEN = list[object]()  # what was written last, and from what
SOURCES, TEMPLATES, SECONDS = Path("labs"), Path(__file__).with_name("templates"), 60
LINK = re.compile(r"\]\(([\w/-]+)\.md(#[\w-]+)?\)")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
IMPORT = re.compile(rf"^from {FOLDER}\.(\w+) import (?:\([^)]*\)|.*)\n*", re.M)

plugin.Plugin.on_post_build = lambda self, config: None  # it would evict the other language; MkDocs binds it when it loads the plugin


def edited(page: str) -> Path:
    """The file in which a page is edited: its lab, if it is made from one."""
    return next((source for source in SOURCES.glob("*.py") if source.stem == Path(page).name.split(".")[0]), Path(page))


def pages() -> list[str]:
    """The pages that are made from labs, in every language."""
    return [f"{source.stem}.{lang}.md" for source in sorted(SOURCES.glob("*.py")) for lang in words.LANGUAGES]


def run(report, config) -> None:
    """Write all labs and let mkdocs-jupyter run and render them ahead: when MkDocs asks for a page, it stands in that plugin's cache."""
    words.attempt({"report": report}, write, Path(config.docs_dir), config.site_url or "")
    for name in pages():
        page = Page(None, File(name, config.docs_dir, config.site_dir, config.use_directory_urls), config)
        config.plugins["mkdocs-jupyter"].on_pre_page(page, config, None).render(config, Files([]))


def notebook(source: Path, lang: str) -> NotebookNode:
    """The lab in one language; the code of each snippet that it imports stands in its first cells, so that it runs alone."""
    text = source.read_text("utf-8")
    made = jupytext.reads(IMPORT.sub("", text), "py:percent")
    title, *others = [cell for cell in made.cells if cell.metadata.pop("lang", lang) == lang]
    used = [Snippet(name).text.partition("\n\nif __name__ ==")[0].strip() for name in dict.fromkeys(IMPORT.findall(text))]
    made.metadata = NotebookNode(kernelspec=KERNEL, description=title.metadata.pop("description", ""))
    made.cells = [title, *(v4.new_code_cell(code, metadata={"tags": ["snippet"]}) for code in used), *others]
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def write(docs: Path, site: str) -> None:
    """Write the pages and notebooks of all labs, if they changed; a notebook is read elsewhere, so its links hold the site's address."""
    both = [(source, lang) for source in sorted(SOURCES.glob("*.py")) for lang in words.LANGUAGES]
    targets = [docs.resolve() / f"{source.stem}.{lang}.{kind}" for source, lang in both for kind in ("md", "ipynb")]
    seen = [*SOURCES.glob("*.py"), *FOLDER.glob("*.py"), *targets]
    if [site, runs.state(seen)] == WRITTEN:
        return
    own = runs.state([__file__, words.__file__, "requirements.txt", *TEMPLATES.rglob("*.j2")])
    made_with = sha256("".join(sorted(own.values())).encode()).hexdigest()
    for source, lang in both:
        made, home = notebook(source, lang), site if lang == words.LANGUAGES[0] else f"{site}{lang}/"
        page = LINK.sub(r"](../\1/\2)", jupytext.writes(made, fmt="md")) + f"\n<!-- {made_with} -->\n"  # the cache's key is this text
        page = page.replace("---\n", f'---\ndescription: "{made.metadata.description}"\n', 1)
        away = re.sub(r" \{#[\w-]+\}", "", LINK.sub(rf"]({home}\1/\2)", jupytext.writes(made, fmt="ipynb")))
        for path, text in {docs / f"{source.stem}.{lang}.md": page, docs / f"{source.stem}.{lang}.ipynb": away}.items():
            if not path.is_file() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")
    WRITTEN[:] = site, runs.state(seen)


def outline(path, depth):
    """The headings of a notebook's text cells, with their explicit anchors, and its title."""
    parser = markdown.Markdown(extensions=["toc", "attr_list"], extension_configs={"toc": {"toc_depth": depth}})
    parser.convert("\n\n".join(cell.source for cell in jupytext.read(path).cells if cell.cell_type == "markdown"))
    return parser.toc_tokens, parser.toc_tokens[0]["name"]


def heading(self, text, level, **_):
    title, _, anchor = text.removesuffix("}").partition(" {#")
    return f'<h{level} id="{anchor}">{title}<a class="headerlink" href="#{anchor}">¶</a></h{level}>\n'


def coloured(extra_css_classes):
    return lambda source, **_: highlight(source, lexers.PythonLexer(), formatters.HtmlFormatter(wrapcode=True))


def or_one_line(convert, report):
    def converted(path, **options):
        try:
            return convert(path, **options)
        except Exception as error:  # whatever a cell raised, or a kernel that died or took too long
            what = f"a cell stopped: {getattr(error, 'ename', '')} {getattr(error, 'evalue', str(error).splitlines()[0])}"
            source, cell = edited(path), [*re.findall(r"-{9}\n(.*)", str(error)), ""][0]
            return words.told({"report": report}, words.Fault(source, words.line_of(source, cell), what, "mend this cell or what it needs"))

    return converted


def patch(report) -> None:
    """Our equations, headings and light markup in mkdocs-jupyter's pages, errors of one line, and a cache for both languages."""
    IPythonRenderer.heading = heading
    IPythonRenderer.inline_math = lambda self, body: words.mathml(body)
    box = '</p><div class="arithmatex" tabindex="0">{}</div><p>'  # which no paragraph may hold
    IPythonRenderer.block_math = lambda self, body: box.format(words.mathml(body.strip(), display=True))
    nbconvert2.mk_custom_highlight_code = coloured
    nbconvert2.settings.templates_dir = str(TEMPLATES)
    plugin.convert.nb2html = or_one_line(nbconvert2.nb2html, report)
    plugin._get_nb_toc_tokens = outline
    plugin.Plugin.should_include = lambda self, file: file.src_uri in pages()  # it would read every page to find out
    ExecutePreprocessor.timeout = SECONDS  # type: ignore[assignment] # a trait's default is read when its class is made
    ExecutePreprocessor.coalesce_streams = True  # type: ignore[assignment] # else a cell's output may come in two pieces
    KernelManager.transport.default_value = "ipc"  # over TCP a kernel warns at each start
    KernelManager._ip_default = lambda self: f"{mkdtemp()}/kernel"  # the default is one name for all builds in a folder
