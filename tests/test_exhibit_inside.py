"""A snippet reaches nothing but its own process and a temporary folder: by Python everywhere, by the kernel where that can."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exhibit import inside, runs
from tests.exhibit_project import fault, in_folder

project = pytest.fixture(in_folder)
BEGINS = "import ctypes, os, socket, struct, subprocess, sys, tempfile; "


def run(folder: Path, statement: str, start: str = "inside") -> subprocess.CompletedProcess:
    """What a snippet of one statement does in a folder that has `outside.txt` and may write below `temporary`."""
    for name in ("work", "temporary"):
        folder.joinpath(name).mkdir(exist_ok=True)
    folder.joinpath("work/outside.txt").write_text("as it was")
    folder.joinpath("work/one.py").write_text(BEGINS + statement)
    first = [str(Path(inside.__file__))] if start == "inside" else []
    command = [sys.executable, "-IB", *first, "one.py"]
    clean = {"PATH": os.environ["PATH"], "TMPDIR": str(folder / "temporary")}
    return subprocess.run(command, cwd=folder / "work", env=clean, capture_output=True, text=True)


def untouched(folder: Path) -> bool:
    work = folder / "work"
    return sorted(path.name for path in work.iterdir()) == ["one.py", "outside.txt"] and (work / "outside.txt").read_text() == "as it was"


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ("open('new.txt', 'w')", "open new.txt"),
        ("open('outside.txt', 'a')", "open outside.txt"),
        ("open('outside.txt', 'r+')", "open outside.txt"),
        ("open(b'new.txt', 'xb')", "open new.txt"),
        ("os.open('new.txt', os.O_CREAT)", "open new.txt"),
        ("__import__('pathlib').Path('new.txt').write_text('')", "open new.txt"),
        ("__import__('pathlib').Path('new').mkdir()", "os.mkdir new"),
        (
            "os.symlink('../work', os.path.join(tempfile.gettempdir(), 'a')); open(tempfile.gettempdir() + '/a/new.txt', 'w')",
            "os.symlink ../work",
        ),
        ("os.remove('outside.txt')", "os.remove outside.txt"),
        ("os.rename('outside.txt', 'new.txt')", "os.rename outside.txt new.txt"),
        ("os.link('outside.txt', 'new.txt')", "os.link outside.txt new.txt"),
        ("os.chmod('outside.txt', 0)", "os.chmod outside.txt"),
        ("os.truncate('outside.txt', 0)", "os.truncate outside.txt"),
        ("os.open('outside.txt', os.O_RDONLY | os.O_TRUNC)", "open outside.txt"),
        ("__import__('numpy').zeros(3).tofile('new.txt')", "open new.txt"),
        ("socket.create_connection(('127.0.0.1', 9))", "socket.getaddrinfo"),
        ("socket.socket().connect(('127.0.0.1', 9))", "socket.connect"),
        ("socket.socket().bind(('127.0.0.1', 0))", "socket.bind"),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))", "socket.sendto"),
        ("socket.gethostbyname('localhost')", "socket.gethostbyname"),
        ("socket.gethostname()", "socket.gethostname"),
        ("subprocess.run(['true'])", "subprocess.Popen"),
        ("os.system('true')", "os.system"),
        ("os.fork()", "os.fork"),
        ("os.kill(os.getppid(), 0)", "os.kill"),
        ("os.execv('/bin/true', ['true'])", "os.exec"),
        ("os.posix_spawn('/bin/true', ['true'], {})", "os.posix_spawn"),
    ],
)
def test_what_python_refuses(tmp_path, statement, event):
    done = run(tmp_path, statement)
    assert done.returncode == 1 and untouched(tmp_path)
    assert f"PermissionError: a snippet may not do this: {event}" in done.stderr.splitlines()[-1]
    assert 'one.py", line 1, in <module>' in done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "open('outside.txt').read()",
        "tempfile.TemporaryFile().write(b'x')",
        "tempfile.TemporaryDirectory().cleanup()",
        "open(os.devnull, 'w').write('x')",
        "os.mkdir(os.path.join(tempfile.gettempdir(), 'a')); open(os.path.join(tempfile.gettempdir(), 'a/b'), 'w').write('x')",
        "socket.socket(); socket.socketpair()",
        "import numpy, random, decimal, json",
    ],
)
def test_what_a_snippet_may_do(tmp_path, statement):
    done = run(tmp_path, statement)
    assert (done.returncode, done.stderr) == (0, "") and untouched(tmp_path)


def test_a_neighbour_whose_name_begins_alike_is_outside(tmp_path):
    tmp_path.joinpath("temporary-not").mkdir()
    assert run(tmp_path, "open(tempfile.gettempdir() + '-not/new.txt', 'w')").returncode == 1
    assert not list(tmp_path.joinpath("temporary-not").iterdir())


SEEN = """print(sys.argv, __name__, __doc__, __spec__, sys.path, sys.flags.isolated, sorted(set(vars()) - {"__annotations__"}))
print(sys.modules["__main__"].__dict__ is globals())
class A: pass
print(A, os.path.abspath(__file__), sys.getrecursionlimit(), ascii("é"), file=sys.stderr)
raise SystemExit(__import__("pickle").loads(__import__("pickle").dumps(A)) is A and 7)"""


def test_it_runs_as_a_reader_runs_it(tmp_path):
    """The same names, arguments and paths; a module-level name of the runner itself is nowhere to be seen."""
    mine, readers = run(tmp_path, SEEN), run(tmp_path, SEEN, "reader")
    assert mine.returncode == readers.returncode == 7
    assert mine.stdout == readers.stdout and mine.stderr == readers.stderr


WALLED = """import ctypes, os, socket, sys
sys.path.insert(0, {path!r})
import inside
walled = inside.wall(os.path.realpath({folder!r}))
libc = ctypes.CDLL(None, use_errno=True)
into = open(os.path.join({folder!r}, "may.txt"), "w")
opened = libc.open(b"new.txt", os.O_CREAT | os.O_WRONLY, 0o600)
child = os.system("touch child.txt 2>/dev/null")
print(walled, opened == -1, child != 0, not os.path.exists("new.txt"), socket.socket().connect_ex(("127.0.0.1", 9)) == 13)
"""


def test_the_kernel_refuses_exactly_where_it_says_so(tmp_path):
    """Compiled code and child processes, which Python does not see; `wall` says whether this kernel can refuse them."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    text = WALLED.format(path=str(Path(inside.__file__).parent), folder=str(folder))
    done = subprocess.run([sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() in (["True"] * 5, ["False"] * 5)


def test_where_the_kernel_cannot_it_says_so(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert inside.wall("/") is False


def test_a_snippet_that_writes_is_told_with_its_line(project):
    project.prints("open('new.txt', 'w')")
    told = fault(runs.output, "one")
    assert told.startswith("snippets/one.py:19: it stopped with code 1: ")
    assert told.endswith("PermissionError: a snippet may not do this: open new.txt; see `python -I snippets/one.py`")


def test_what_a_snippet_leaves_in_the_temporary_folder_is_cleared_away(project):
    project.prints("import tempfile; open(tempfile.gettempdir() + '/left', 'x'); print('twice 3: 6')")
    before = set(Path(os.path.realpath(os.environ.get("TMPDIR", "/tmp"))).iterdir())
    assert runs.output("one") == "twice 3: 6\n"
    left = {path for path in set(Path(os.path.realpath(os.environ.get("TMPDIR", "/tmp"))).iterdir()) - before if (path / "left").exists()}
    assert not left
