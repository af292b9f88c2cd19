"""A site of two snippets and two pages, built by the real `mkdocs build --strict` in well under a second, to be spoilt by the tests."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.exhibit_project import Project, lay_out

from .conftest import ROOT

BUILDER = """
import json, os, sys
import mkdocs.__main__, mkdocs.commands.build, mkdocs_jupyter.plugin, material.plugins.search.plugin, mkdocs_static_i18n.plugin
import exhibit.plugin, markdown_exec

for line in sys.stdin:
    folder, first, log = json.loads(line)
    if not (child := os.fork()):
        os.chdir(folder)
        for stream in (1, 2):
            os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
        exec(first)
        mkdocs.__main__.cli(["build", "--strict"])
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
SETTINGS = f"""INHERIT: {ROOT}/mkdocs.yml
theme: {{custom_dir: {ROOT}/overrides}}
watch: []
nav: [index.md, second.md]
"""
HOME = """---
description: the first page
---

# Home

## The card {#first}

See [the second page](second.md#part).

/// exhibit | one
F1: it doubles $x$
///

## Its end {#end}
"""
SECOND = """---
description: the second page
---

# Second

## A part {#part}

[The card](index.md#card-one) printed {{ one: twice 3 }}.

/// exhibit | two
F2: it doubles $x$
///
"""
LAB = "# %% [markdown]\n# # The lab {#lab}\n#\n# Words.\n\n# %%\nx = 1\n\n# %%\ny = 2\nprint(x + y)\n"


class Builder:
    """One process that has everything imported and builds each site in a child of its own."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", BUILDER]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def build(self, folder: Path, first: str = "") -> tuple[int, str]:
        """The exit code of a strict build and what it said; `first` runs in the process before it."""
        assert self.process.stdin and self.process.stdout
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as log:
            print(json.dumps([str(folder), first, log.name]), file=self.process.stdin, flush=True)
            return int(self.process.stdout.readline()), log.read()

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(20)


def small(folder: Path) -> Project:
    """The small site, in which nothing is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    project = lay_out(folder)
    project.snippet(("F1:", "F2:"), ("# F1", "# F2"), name="two")
    project.write("snippets/expected/two.txt", "twice 3: 6\n")
    project.claimed(name="two")
    project.write("docs/formulas.tsv", "id\tlatex\nF1\ty = 2x\nF2\ty = 2x\n")
    for shared in ("conftest.py", "watching.py"):
        shutil.copy(ROOT / "tests" / shared, folder / "tests")
    project.write("mkdocs.yml", SETTINGS)
    for lang in ("vi", "en"):
        project.write(f"docs/index.{lang}.md", HOME)
        project.write(f"docs/second.{lang}.md", SECOND)
    return project


def with_lab(project: Project, text: str = LAB) -> None:
    project.write("labs/lab.py", text)
    project.write("mkdocs.yml", SETTINGS.replace("second.md]", "second.md, lab.md]"))


def large(folder: Path, pages: int, cards: int) -> Project:
    """A site of so many pages, five cards on each, in parts and chapters; each of so many cards stands on many of them."""
    project, names, nav = lay_out(folder), [f"card{number:03}" for number in range(1, cards + 1)], dict[str, dict[str, list[str]]]()
    (folder / "snippets/one.py").unlink()
    (folder / "tests/test_one.py").unlink()
    for one, name in enumerate(names, 1):
        project.snippet(("F1:", f"F{one}:"), ("# F1", f"# F{one}"), name=name)
        project.write(f"snippets/expected/{name}.txt", "twice 3: 6\n")
        project.claimed(name=name)
    project.write("docs/formulas.tsv", "id\tlatex\n" + "".join(f"F{one}\ty = 2x\n" for one in range(1, cards + 1)))
    for shared in ("conftest.py", "watching.py"):
        shutil.copy(ROOT / "tests" / shared, folder / "tests")
    for page in range(pages):
        text = f"---\ndescription: page {page}\n---\n\n# Page {page} {{#top}}\n"
        for place in range(5 * page, 5 * page + 5):
            again = "    placement: again\n\n" if place >= cards else ""
            text += f"\n## Part {place} {{#part-{place}}}\n\nSome words on $x_{{{place}}}$, `code` and [the first](p0000.md#top).\n"
            text += f"\n/// exhibit | {names[place % cards]}\n{again}F{place % cards + 1}: it doubles $x$\n///\n"
        nav.setdefault(f"Section {page // 100}", {}).setdefault(f"Chapter {page // 10}", []).append(f"p{page:04}.md")
        for lang in ("vi", "en"):
            project.write(f"docs/p{page:04}.{lang}.md", text)
    for lang in ("vi", "en"):
        project.write(f"docs/index.{lang}.md", "---\ndescription: home\n---\n\n# Home\n\n[The first page](p0000.md#top).\n")
    parts = [{part: [{chapter: files} for chapter, files in chapters.items()]} for part, chapters in nav.items()]
    project.write("mkdocs.yml", re.sub("(?m)^nav: .*", f"nav: {json.dumps(['index.md', *parts])}", SETTINGS))
    return project


def content(site: Path) -> dict[str, str]:
    """Every file of a built site with the digest of its bytes."""
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def told(text: str) -> list[str]:
    """The lines of a build's log that say what is wrong."""
    return [line for line in text.splitlines() if re.match("(ERROR|WARNING)", line)]


if __name__ == "__main__":
    large(Path(sys.argv[1]), *map(int, sys.argv[2:]))
