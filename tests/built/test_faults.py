"""Mistakes made on purpose: each stops the build or the tests, with file, place and mend; a served page heals when mended."""

import ast
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from exhibit.snippet import Snippet, names
from tests.exhibit_project import TEST, Project, changed
from tests.sources import faults

from .conftest import ROOT
from .reading import drift, pages
from .small import HOME, LAB, SECOND, Builder, small, told, with_lab


def copied(folder: Path) -> Path:
    """The project with its cache, to be spoilt."""
    left = shutil.ignore_patterns(".venv", ".git", "site", "dist", "node_modules", "__pycache__", "*.egg-info")
    return Path(shutil.copytree(ROOT, folder / "project", ignore=left))


def spoil(path: Path, old: str, new: str) -> int:
    """Replace the first `old` and say on which line it stood."""
    text = path.read_text("utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.fixture(scope="module")
def builder():
    one = Builder()
    yield one
    one.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory, builder):
    """The small site with everything in its cache, in which nothing is wrong."""
    project = small(tmp_path_factory.mktemp("good") / "project")
    code, log = builder.build(project.root)
    assert code == 0 and not told(log) and not faults(project.root / "docs"), log
    return project.root


@pytest.fixture
def project(good, tmp_path):
    return Project(shutil.copytree(good, tmp_path / "project"))


def prints(statement: str, expected: str | None = None):
    return lambda project: project.prints(statement, expected)


def page(old: str, new: str, text: str = SECOND, name: str = "second"):
    return lambda project: project.write(f"docs/{name}.en.md", changed(text, (old, new)))


def claim(old: str, new: str):
    return lambda project: project.claimed((old, new))


CODE, SEE = r"it stopped with code \d+: .*", "; see `python -I snippets/one.py`"
EXPECTED, DIFFERS = "snippets/expected/one.txt", "snippets/one.py prints something else; `make accept` if the new output is right"
OUT = "import sys; sys.stdout.buffer.write"
STOPS = {
    # a snippet
    "a-snippet-that-raises": (lambda p: p.snippet(("2 * x", "2 / (x - x)")), f"snippets/one.py:14: {CODE}ZeroDivisionError: .*{SEE}"),
    "a-snippet-that-hangs": (prints("while True: pass"), f"snippets/one.py:1: still running after 1 s{SEE}"),
    "a-snippet-that-forks-a-child-that-hangs": (
        prints("import os, time; os.fork() or time.sleep(99)"),
        f"snippets/one.py:19: {CODE}PermissionError: a snippet may not do this: os.fork{SEE}",
    ),
    "a-snippet-that-starts-a-program-that-hangs": (
        prints("import subprocess; subprocess.Popen(['sleep', '99'])"),
        f"snippets/one.py:19: {CODE}PermissionError: a snippet may not do this: subprocess.Popen{SEE}",
    ),
    "a-snippet-that-prints-without-end": (prints("while True: print('x' * 9999)"), f"snippets/one.py:1\\d*: {CODE}{SEE}"),
    "a-snippet-that-writes-a-file": (
        prints("open('new.txt', 'w'); print('twice 3: 6')"),
        f"snippets/one.py:19: {CODE}PermissionError: a snippet may not do this: open new.txt{SEE}",
    ),
    "a-snippet-that-reads-the-network": (
        prints("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"),
        f"snippets/one.py:19: {CODE}a snippet may not do this: socket.*{SEE}",
    ),
    "a-snippet-that-prints-something-random": (
        prints("import random; print('twice 3:', 6 + random.random())"),
        f"snippets/one.py:1: it prints something else each time it runs{SEE}",
    ),
    "a-snippet-that-prints-non-utf-8": (prints(OUT + r"(b'twice 3: 6\xff\n')"), f"snippets/one.py:1: what it prints is not UTF-8{SEE}"),
    "a-snippet-that-differs-by-a-trailing-space": (prints("print('twice 3: 6 ')"), f"{EXPECTED}:1: {DIFFERS}"),
    "a-snippet-that-warns": (
        prints("import warnings; warnings.warn('careful')"),
        f"snippets/one.py:19: it writes to stderr: .*UserWarning: careful.*{SEE}",
    ),
    "a-snippet-that-is-no-python": (lambda p: p.snippet(("y = 2 * x", "y = 2 *")), r"snippets/one.py:14: invalid syntax; mend the code"),
    "a-wrong-shape": (
        lambda p: p.snippet(("| ()    |", "| (n,)  |")),
        r"snippets/one.py:8: x is of shape \(\) in \w+, where no letter is known, not \(n,\); correct the row or the code",
    ),
    # what it must print
    "an-expected-file-missing": (lambda p: (p.root / EXPECTED).unlink(), f"{EXPECTED}:1: {DIFFERS}"),
    "an-expected-file-empty": (lambda p: p.write(EXPECTED, ""), f"{EXPECTED}:1: {DIFFERS}"),
    "an-expected-file-with-windows-line-ends": (lambda p: p.write(EXPECTED, "twice 3: 6\r\n"), f"{EXPECTED}:1: {DIFFERS}"),
    # formulas
    "a-formula-with-a-typo": (
        lambda p: p.snippet(("y = 2x", r"y = \frac{2x")),
        r"snippets/one.py:4: the formula .* does not parse at character \d+: .*; correct the LaTeX",
    ),
    "a-formula-with-a-typo-in-prose": (
        page("## A part", r"Say $\sqr{2}$." + "\n\n## A part"),
        r"docs/second.en.md:7: the formula .* does not parse at character \d+: .*; correct the LaTeX",
    ),
    "a-formula-in-two-snippets": (lambda p: p.snippet(name="two"), "snippets/two.py:4: F1 stands in snippets/one.py too; keep one"),
    "a-formula-in-no-snippet": (
        lambda p: p.write("docs/formulas.tsv", "id\tlatex\nF1\ty\nF2\ty\nF3\ty\n"),
        "docs/formulas.tsv:4: F3 belongs to no snippet; write it into one",
    ),
    "a-formula-that-marks-no-line": (lambda p: p.snippet(("  # F1", "")), "snippets/one.py:4: F1 marks no line of code; end one with # F1"),
    # pages
    "a-page-in-one-language": (
        lambda p: p.root.joinpath("docs/second.en.md").unlink(),
        "docs/second.vi.md:1: there is no docs/second.en.md; write it, or remove this page",
    ),
    "an-unknown-card": (
        page("exhibit | two", "exhibit | tow"),
        "snippets/tow.py:1: there is no such snippet; write it or correct the name on the card",
    ),
    "a-card-that-stands-nowhere": (
        page("/// exhibit | one\nF1: it doubles $x$\n///\n", "", HOME, "index"),
        "snippets/one.py:1: 0 places of language en show it; write /// exhibit .* once.*",
    ),
    "a-card-that-is-not-closed": (
        page("doubles $x$\n///", "doubles $x$"),
        "docs/second.en.md:11: ./// exhibit . two. is not closed with a line ///; see CONTRIBUTING",
    ),
    "a-card-without-the-line-of-its-formula": (
        page("F2:", "F3:"),
        "docs/second.en.md:11: lines for F2 were expected, .*; write 'F16: …' once for each formula.*",
    ),
    "a-number-that-was-not-printed": (
        page("twice 3 }}", "thrice 3 }}"),
        "docs/second.en.md:9: 0 lines that one printed begin with 'thrice 3' and go on with a number; see its output and its code",
    ),
    "a-notebook-cell-that-raises": (
        lambda p: with_lab(p, changed(LAB, ("y = 2", "y = 2 / 0"))),
        "labs/lab.py:10: a cell stopped: ZeroDivisionError division by zero; mend this cell or what it needs",
    ),
    "a-notebook-cell-that-hangs": (
        lambda p: with_lab(p, changed(LAB, ("y = 2", "while True: pass"))),
        "labs/lab.py:10: a cell stopped: .*time.*; mend this cell or what it needs",
    ),
    # claims
    "a-claim-without-one-language": (
        claim('vi="Gấp đôi một số", ', ""),
        r"tests/test_one.py:5: the claim of any test not collected: TypeError: claim\(\) missing .* 'vi'; see `pytest .*`",
    ),
    "a-claim-with-an-empty-sentence": (
        claim("Gấp đôi một số", ""),
        "tests/test_one.py:5: the claim of any test not collected: ValueError: a claim needs its sentence in both languages; see .*",
    ),
    "a-claim-on-a-skipped-test": (
        claim("== 4", "== 4 and __import__('pytest').skip('not today')"),
        "tests/test_one.py:5: the claim test_doubles skipped: .*not today.*; see `pytest tests/test_one.py::test_doubles`",
    ),
    "a-claim-with-no-assertion": (
        claim("assert twice(2) == 4", "twice(2) == 4"),
        "tests/test_one.py:5: the claim test_doubles failed: no assertion stands in it; see `pytest tests/test_one.py::test_doubles`",
    ),
    "a-claim-whose-assertion-is-a-constant": (
        claim("assert twice(2) == 4", "assert True, twice(2)"),
        "tests/test_one.py:5: the claim test_doubles failed: no assertion stands in it; see `pytest tests/test_one.py::test_doubles`",
    ),
    "a-claim-whose-test-fails": (
        claim("== 4", "== 5"),
        r"tests/test_one.py:5: the claim test_doubles failed: assert 4 == 5.*; see `pytest tests/test_one.py::test_doubles`",
    ),
    "a-claim-that-is-expected-to-fail": (
        claim("def test_doubles():\n    assert", "@__import__('pytest').mark.xfail\ndef test_doubles():\n    assert not"),
        "tests/test_one.py:5: the claim test_doubles skipped: .*; see `pytest tests/test_one.py::test_doubles`",
    ),
    "a-snippet-without-a-test": (
        lambda p: p.root.joinpath("tests/test_one.py").unlink(),
        "tests/test_one.py:1: the claim of any test absent: mark three tests; see `pytest tests/test_one.py`",
    ),
}
assert TEST.count("@claim") == 1


@pytest.mark.parametrize("name", STOPS)
def test_the_build_stops(project, builder, name):
    """Each alone in a small site: a strict build ends with an error that says file, line, what is wrong and how to mend it."""
    spoil_it, says = STOPS[name]
    spoil_it(project)
    code, log = builder.build(project.root, "from exhibit import lab, runs; lab.SECONDS = runs.SECONDS = 1" if "hangs" in name else "")
    assert code == 1 and ("Traceback" not in log or "ipykernel" in log)  # a kernel that is stopped says so at length
    assert any(re.fullmatch(rf"ERROR +-  exhibit: {says}", line) for line in told(log)), "\n".join(told(log)) or log
    faults = len(re.findall("(?m)^ERROR +-  exhibit: ", log))
    assert f"{faults} faults, each told above; the site was not accepted" in log


SOURCES = {
    "an-anchor-renamed-in-one-language": (
        page("{#part}", "{#parts}"),
        [
            "docs/index.en.md:9: the link second.md#part leads to no heading; correct it",
            "docs/second.en.md:7: second.vi.md has no heading ## with the anchor #parts; give both languages the same",
            "docs/second.vi.md:7: second.en.md has no heading ## with the anchor #part; give both languages the same",
        ],
    ),
    "a-heading-of-another-level-in-one-language": (
        page("## A part", "### A part"),
        [
            "docs/second.en.md:7: second.vi.md has no heading ### with the anchor #part; give both languages the same",
            "docs/second.vi.md:7: second.en.md has no heading ## with the anchor #part; give both languages the same",
        ],
    ),
    "a-doubled-anchor": (
        lambda p: [p.write(f"docs/index.{lang}.md", changed(HOME, ("{#end}", "{#first}"))) for lang in ("vi", "en")],
        [f"docs/index.{lang}.md:15: the anchor #first stands on line 7 too; give one another name" for lang in ("en", "vi")],
    ),
    "a-dead-link-inside-the-site": (
        page("second.md#part", "secnd.md", HOME, "index"),
        ["docs/index.en.md:9: the link secnd.md leads to no page; correct it"],
    ),
    "a-dead-link-to-a-heading": (
        page("second.md#part", "second.md#prat", HOME, "index"),
        ["docs/index.en.md:9: the link second.md#prat leads to no heading; correct it"],
    ),
    "a-dead-link-to-a-snippet": (
        page("#card-one", "#card-none"),
        ["docs/second.en.md:9: the link index.md#card-none leads to the card of no snippet; correct it"],
    ),
    "a-dead-link-to-the-file-of-a-snippet": (
        page("index.md#card-one", "snippets/none.py"),
        ["docs/second.en.md:9: the link snippets/none.py leads to no file; correct it"],
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_tests_of_the_sources_stop(project, monkeypatch, name):
    spoil_it, says = SOURCES[name]
    spoil_it(project)
    monkeypatch.chdir(project.root)
    assert faults(Path("docs")) == says


@pytest.mark.parametrize("name", [name for name in SOURCES if "dead-link" in name])
def test_the_build_stops_too(project, builder, name):
    SOURCES[name][0](project)
    code, log = builder.build(project.root)
    assert code == 1 and re.search(r"WARNING -  Doc file '\w+\.en\.md' contains a link '(secnd|second|index|snippets)\b", log), log


def test_the_real_sources_have_no_such_fault(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert faults(Path("docs")) == []


def test_a_heading_dropped_in_one_language_is_seen_on_the_built_pages(project, builder):
    page("## A part {#part}", "")(project)
    page("second.md#part", "second.md", HOME, "index")(project)
    assert builder.build(project.root)[0] == 0
    site, name = project.root / "site", "second/index.html"
    lines = drift(pages(site, "vi")[name], pages(site, "en")[name], name)
    assert any(line.startswith(f"{name}: headings differ") and "#part" in line for line in lines), lines


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait(address: str, wanted, seconds: float = 300) -> str:
    text, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            text = urllib.request.urlopen(address, timeout=30).read().decode()
        except OSError:
            text = ""
        if text and wanted(text):
            return text
        time.sleep(0.3)
    raise AssertionError(f"{address} does not show it after {seconds} s: {text[-500:]}")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The project under `mkdocs serve`: its folder and its address."""
    project, port = copied(tmp_path_factory.mktemp("served")), free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"], cwd=project, stderr=subprocess.DEVNULL
    )
    yield project, f"http://127.0.0.1:{port}/"
    server.terminate()
    server.wait(20)


def test_a_served_page_shows_the_error_in_the_place_of_the_card_and_heals(served):
    project, home = served
    for address in (f"{home}embeddings/05-similarity/", f"{home}en/embeddings/05-similarity/"):
        wait(address, lambda text: 'id="card-analogy"' in text and "exhibit-error" not in text)
    spoil(project / "snippets/cosine_similarity.py", "\nimport numpy as np", "\nimport numpy as np\n\n1 / 0")
    for path in ("", "en/"):
        broken = wait(f"{home}{path}embeddings/05-similarity/", lambda text: "ZeroDivisionError" in text)
        assert "snippets/cosine_similarity.py:" in broken and 'id="card-analogy"' in broken
    spoil(project / "snippets/cosine_similarity.py", "\n\n1 / 0", "")
    wait(address, lambda text: "ZeroDivisionError" not in text and "exhibit-output" in text)


def test_a_page_that_reloads_itself_keeps_the_place(served, browser):
    """Above the place of the one who reads there is more by then, and a card that is drawn only when it is near."""
    project, home = served
    page, place = browser.new_page(), "() => document.querySelector('#mistake').getBoundingClientRect().top"
    wait(f"{home}embeddings/06-training/", lambda text: 'id="mistake"' in text)
    page.goto(f"{home}embeddings/06-training/#mistake")
    page.wait_for_timeout(500)
    page.mouse.wheel(0, 150)
    page.wait_for_timeout(500)
    before = page.evaluate(place)
    page.evaluate("window.stale = true")
    spoil(project / "docs/embeddings/06-training.vi.md", "## Sau phần này {#goals}", "Một đoạn mới.\n\n" * 9 + "## Sau phần này {#goals}")
    page.wait_for_function("() => window.stale === undefined && document.body.innerText.includes('Một đoạn mới.')", timeout=60000)
    page.wait_for_timeout(1000)
    assert abs(page.evaluate(place) - before) < 40 and page.evaluate("scrollY") > 3000
    page.context.close()


MARKS = [(name, identifier) for name in names() for identifier in Snippet(name).marks]


class Changed(ast.NodeTransformer):
    """Makes one statement compute something else: its first operator, comparison, constant or name is another."""

    def __init__(self, line):
        self.line, self.done = line, False

    def visit(self, node):
        if getattr(node, "lineno", None) == self.line and not self.done:
            if isinstance(node, ast.BinOp):
                self.done = True
                return node.left
            if isinstance(node, ast.Compare):
                self.done = True
                return ast.UnaryOp(ast.Not(), node)
        return self.generic_visit(node)


@pytest.mark.parametrize(("name", "identifier"), MARKS, ids=lambda one: one)
def test_each_marked_line_matters(tmp_path, name, identifier):
    """Without its marked line, or with another operation in it, a snippet prints something else or its tests fail."""
    snippet, line = Snippet(name), Snippet(name).marks[identifier]
    lines = snippet.text.splitlines()
    indent = lines[line - 1][: -len(lines[line - 1].lstrip())]
    removed = "\n".join(
        [
            *lines[: line - 1],
            f"{indent}if False: pass" if lines[line - 1].split("#")[0].rstrip().endswith(":") else f"{indent}pass",
            *lines[line:],
        ]
    )
    changer = Changed(line)
    changed = ast.unparse(ast.fix_missing_locations(changer.visit(ast.parse(snippet.text))))
    for number, text in enumerate([removed, *([changed] if changer.done else [])]):
        folder = tmp_path / str(number)
        shutil.copytree(ROOT / "snippets", folder / "snippets")
        (folder / "snippets" / f"{name}.py").write_text(text + "\n", "utf-8")
        done = subprocess.run([sys.executable, "-I", f"{name}.py"], cwd=folder / "snippets", capture_output=True)
        if done.returncode or done.stdout != (ROOT / f"snippets/expected/{name}.txt").read_bytes():
            continue
        shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("built"))
        shutil.copy(ROOT / "pyproject.toml", folder)
        command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", f"tests/test_{name}.py"]
        tests = subprocess.run(command, cwd=folder, capture_output=True)
        assert tests.returncode == 1, f"{name}.py:{line}: neither output nor tests notice that {identifier}'s line is another:\n{text}"
