"""Runs snippets and claim tests, each once for a given content; results lie in `.cache/exhibit`. Run it to accept all outputs."""

import contextlib
import difflib
import gc
import hashlib
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from exhibit.snippet import FOLDER, Snippet, names, ready
from exhibit.words import Fault, attempt

HERE, EXERCISES = Path(__file__).parent, Path("exercises")
CACHE = Path(".cache/exhibit", f"{sys.implementation.name}-{sys.version.split()[0]}-{sys.platform}-{os.uname().machine}")
TESTS, WITH_PACKAGE = "tests", "tests/model"  # claims that need the package of a snippet stand apart
SECONDS = 20  # a snippet may also use 2 GB of memory and write 1 MB of output
LIMITS = '{ ulimit -v 2097152; ulimit -f 2048; } 2>/dev/null; exec "$@"'
LIMITED = ["sh", "-c", LIMITS, "sh", sys.executable, "-IBX", "utf8", f"{HERE}/inside.py"]
PYTEST = ["--disable-plugin-autoload", "-p", "no:unraisableexception", "-p", "exhibit.claims", "-qm", "claim"]
HEAVY = ["mkdocs.__main__", "pytest", "hypothesis", "jax.numpy", "scipy.differentiate", "sklearn.decomposition", "tokenizers"]
PROVER = multiprocessing.get_context("forkserver")  # one process imports what takes long, each file of claims runs in a fork
PROVER.set_forkserver_preload(HEAVY if sys.platform == "linux" else [])  # elsewhere no fork may use what was imported
PARTS = ("runs", "claims", "deviation", "draw", "inside", "words", "snippet")
ALWAYS = [Path("requirements.txt"), HERE / "words.toml", *(HERE / f"{part}.py" for part in PARTS)]
UNSAVED = dict[Path, str]()  # what a cache that cannot be written would hold


@cache
def digest(path: Path, *_: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def state(files: Iterable[str | Path]) -> dict[str, str]:
    """The content of files, as digests; in one process, a file with the same time and size is read once."""
    found = [(path, path.stat()) if path.is_file() else (path, None) for path in map(Path, files)]
    return {str(path): digest(path, at.st_mtime_ns, at.st_size) if at else "absent" for path, at in found}


def once(key: str, files: Iterable[str | Path], run: Callable[[], tuple]):
    """The result of a run: the kept one, if these files and those that it read are what they were, else a new one."""
    now, record = state([*ALWAYS, *files]), CACHE / f"{key}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # absent or spoilt
        kept = json.loads(UNSAVED.get(record) or record.read_text("utf-8"))
        if now.items() <= kept["files"].items() and state(kept["files"]) == kept["files"]:
            return kept["value"]
    value, reads = run()
    text, new = json.dumps({"files": state(reads) | now, "value": value}), record.with_suffix(f".{os.getpid()}")
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        new.write_text(text, "utf-8")
        new.replace(record)
    except OSError:
        UNSAVED[record] = text
    return value


def where(name: str) -> Path:
    """The file of a solution or, where there is none of that name, of a snippet."""
    return (EXERCISES if name in names(EXERCISES) else FOLDER) / f"{name}.py"


def source(name: str) -> str:
    """The code of a solution or a snippet."""
    return where(name).read_text("utf-8")


def output(name: str, accept: bool = False) -> str:
    """What a snippet or a solution prints; Fault if it fails, is slow, writes to stderr or prints something else, unless accepted."""
    path = where(name)
    expected = path.parent / "expected" / f"{name}.txt"
    if not path.is_file():
        Snippet(name)  # says so
    out, why, line = once(f"output-{name}", [*path.parent.glob(f"{name}.*"), "requirements-model.txt"], lambda: (run(path), []))
    if why:
        raise Fault(path, line, why, f"see `python -I {path}`")
    if accept:
        expected.parent.mkdir(exist_ok=True)
        expected.write_bytes(out.encode())
    wanted = expected.read_bytes().decode("utf-8", "replace") if expected.is_file() else ""
    if out != wanted or not out:
        old, new = wanted.splitlines(keepends=True), out.splitlines(keepends=True)
        rows = [f"\n    {row!r}" for row in difflib.unified_diff(old, new, "expected", "printed", n=0, lineterm="")]
        line = max(map(int, re.findall(r"[-+](\d+)", "".join(rows[2:3]))), default=1)
        raise Fault(expected, line, f"{path} prints something else", "`make accept` if the new output is right", "".join(rows))
    return out


def run(path: Path, *by: str, again: bool = True) -> tuple[str, str, int]:
    """Run one snippet as a reader would, in a clean environment with limits: its output, what went wrong if anything, and the line.

    It runs twice: what differs from run to run is a fault, even where the first happens to print what is expected. `by` is a program
    that runs it instead, with its arguments.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        clean = {"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1", "TMPDIR": folder}
        process = subprocess.Popen([*LIMITED, *by, path.name], cwd=path.parent, env=clean, stdout=out, stderr=err, start_new_session=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS)
        code = process.returncode
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        process.wait()
        raw, *texts = [(file.seek(0), file.read())[1] for file in (out, out, err)]
    printed, said = [text.decode("utf-8", "replace") for text in texts]
    last = " | ".join(line.strip() for line in said.splitlines()[-3:])
    why = f"still running after {SECONDS} s" if code is None else f"it stopped with code {code}: {last}" if code else ""
    lines = re.findall(rf'{path.name}"?(?:, line |:)(\d+)', said)
    why = why or (f"it writes to stderr: {last}" if last else "" if printed.encode() == raw else "what it prints is not UTF-8")
    if again and not (why or by) and run(path, again=False)[0] != printed:
        why = "it prints something else each time it runs"
    return printed, why, int([1, *lines][-1])


def proving(folder: str, said: str, arguments: list[str]) -> None:
    """Run pytest in a folder, in a process that nothing else uses, and write what it says to a file."""
    gc.freeze()  # what was imported before the fork
    os.chdir(folder)
    sys.path[:] = [folder, *(one for one in sys.path if one.startswith((sys.prefix, sys.base_prefix)))]  # not where the build was called
    sys.pycache_prefix = None  # where a module was read from has to show its name
    for stream in (1, 2):
        os.dup2(os.open(said, os.O_WRONLY | os.O_APPEND), stream)
    pytest.main(arguments)


def claims(name: str, folder: str = TESTS) -> dict[str, dict]:
    """What became of each claim about a snippet in a folder of tests: test -> sentences and result."""
    test = Path(folder, f"test_{name}.py")

    def prove():
        with tempfile.NamedTemporaryFile() as file, tempfile.NamedTemporaryFile() as said:
            process = PROVER.Process(target=proving, args=(os.getcwd(), said.name, [*PYTEST, f"--claims={file.name}", str(test)]))
            process.start()
            process.join()
            result = json.loads(Path(file.name).read_text("utf-8") or "null")
            if not result:
                raise Fault(test, 1, f"pytest stopped: {said.read().decode('utf-8', 'replace')[-500:]}", f"see `pytest {test}`")
        return result["claims"] or {str(test): {"line": 1, "outcome": "absent", "why": "mark three tests"}}, result["reads"]

    files: list[str | Path] = [test, "tests/conftest.py", "pyproject.toml", "requirements-model.txt"]
    return once("-".join(["claims", *test.parts[1:-1], name]), files, prove)


def warm(*more: tuple[Callable, list]) -> None:
    """Run whatever is stale, and more, side by side, what takes longest first; a card raises a fault again, where it belongs."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs: list[tuple[Callable, list]] = [(claims, names()), *more, (output, names(EXERCISES)), (output, [*filter(ready, names())])]
        for call, those in jobs:
            pool.map(call, those)


def accept() -> None:
    """Rewrite every expected output and show what changed."""
    for name in [*filter(ready, names()), *names(EXERCISES)]:
        attempt({"report": sys.exit}, output, name, True)
    subprocess.run(["git", "--no-pager", "diff", "--", "*/expected/*"], check=False)


if __name__ == "__main__":
    accept()
