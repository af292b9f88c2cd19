"""Mistakes made on purpose: each stops the build or the tests, with the place named; a served page heals when mended."""

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

from .conftest import ROOT
from .reading import drift, pages

BROKEN = """from exhibit import claim


def fail_on_purpose(test):
    def broken():
        assert 1 + 1 == 3

    broken.__name__ = test.__name__
    broken.pytestmark = [mark for mark in test.pytestmark if mark.name == "claim"]
    return broken
"""


def copied(folder: Path) -> Path:
    """The project with its cache, to be spoilt."""
    return Path(
        shutil.copytree(ROOT, folder / "project", ignore=shutil.ignore_patterns(".venv", ".git", "site", "__pycache__", "*.egg-info"))
    )


def spoil(path: Path, old: str, new: str) -> int:
    """Replace the first `old` and say on which line it stood."""
    text = path.read_text("utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def build(project: Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=project, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    """One build with many mistakes, each in another card: where each was made, and what the build said."""
    project = copied(tmp_path_factory.mktemp("spoilt"))
    docs, snippets, made = project / "docs/embeddings", project / "snippets", {}
    made["one character in a snippet"] = spoil(snippets / "unit_vector.py", "print(", "print(1 / 0, ")
    made["one character in an expected output"] = spoil(snippets / "expected/one_hot.txt", "1", "2")
    made["one character in a formula"] = spoil(snippets / "softmax.py", r"F16: \text{", r"F16: \text")
    made["a wrong shape"] = spoil(snippets / "next_token_loss.py", "(…, T, |V|) |", "(T, |V|, d) |")
    sleeps = "\nimport time\n\ntime.sleep(60)\nif __name__ =="
    made["a snippet that sleeps"] = spoil(snippets / "positional_encoding.py", "\nif __name__ ==", sleeps)
    test = project / "tests/test_analogy.py"
    made["a claim's test that fails"] = 1 + test.read_text("utf-8")[: test.read_text("utf-8").index("@claim")].count("\n")
    spoil(test, "@claim", "@fail_on_purpose\n@claim")
    spoil(
        test,
        "from exhibit import claim",
        BROKEN,
    )
    english = docs / "02-one-hot.en.md"
    made["a heading dropped in one language"] = spoil(english, "## A common mistake {#mistake}", "")
    for lang in ("vi", "en"):
        page = docs / f"07-geometry.{lang}.md"
        page.write_text(re.sub(r"^/// exhibit.*?^///$", "", page.read_text("utf-8"), flags=re.M | re.S), "utf-8")
    made["a dead link"] = spoil(docs / "09-attention.en.md", "](06-training.md", "](06-trainings.md")
    done = build(project)
    return project, made, done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("one character in a snippet", r"snippets/unit_vector\.py:\d+: it stopped with code 1: .*ZeroDivisionError"),
        (
            "one character in an expected output",
            r"snippets/expected/one_hot\.txt:LINE: snippets/one_hot\.py prints something else; `make accept`",
        ),
        ("one character in a formula", r"snippets/softmax\.py:LINE: the formula .* does not parse at character \d+"),
        ("a wrong shape", r"snippets/next_token_loss\.py:LINE: log_P is of shape \(11, 6\) in \w+, where .*, not \(T, \|V\|, d\); correct"),
        ("a snippet that sleeps", r"snippets/positional_encoding\.py:\d+: still running after 20 s"),
        ("a claim's test that fails", r"tests/test_analogy\.py:\d+: the claim \w+ failed: "),
        ("a dead link", r"09-attention\.en\.md' contains a link '06-trainings\.md"),
    ],
    ids=lambda one: one.replace(" ", "-") if "\\" not in one else "",
)
def test_the_build_stops_and_names_the_place(spoilt, mistake, said):
    _, made, code, told = spoilt
    assert code == 1 and "Traceback" not in told
    assert re.search(said.replace("LINE", str(made[mistake])), told), told[-3000:]


def test_a_removed_card_stops_the_build_in_both_languages(spoilt):
    for lang in ("vi", "en"):
        assert f"snippets/principal_components.py:1: 0 places of language {lang} show it" in spoilt[3]


def test_a_heading_dropped_in_one_language_is_named(spoilt):
    built = spoilt[0] / "site"
    name = "embeddings/02-one-hot/index.html"
    lines = drift(pages(built, "vi")[name], pages(built, "en")[name], name)
    assert any(line.startswith(f"{name}: headings differ") and "#mistake" in line for line in lines), lines


def test_a_page_in_one_language_stops_the_build(tmp_path):
    project = copied(tmp_path)
    (project / "docs/errata.en.md").unlink()
    done = build(project)
    assert done.returncode == 1 and "errata" in done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait(address: str, wanted, seconds: float = 120) -> str:
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


def test_a_served_page_shows_the_error_in_the_place_of_the_card_and_heals(tmp_path):
    project, port = copied(tmp_path), free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"], cwd=project, stderr=subprocess.DEVNULL
    )
    try:
        for address in (f"http://127.0.0.1:{port}/embeddings/05-similarity/", f"http://127.0.0.1:{port}/en/embeddings/05-similarity/"):
            wait(address, lambda text: 'id="card-analogy"' in text and "exhibit-error" not in text)
        spoil(project / "snippets/cosine_similarity.py", "\nimport numpy as np", "\nimport numpy as np\n\n1 / 0")
        for path in ("", "en/"):
            broken = wait(f"http://127.0.0.1:{port}/{path}embeddings/05-similarity/", lambda text: "ZeroDivisionError" in text)
            assert "snippets/cosine_similarity.py:" in broken and 'id="card-analogy"' in broken
        spoil(project / "snippets/cosine_similarity.py", "\n\n1 / 0", "")
        wait(address, lambda text: "ZeroDivisionError" not in text and "exhibit-output" in text)
    finally:
        server.terminate()
        server.wait(20)


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
