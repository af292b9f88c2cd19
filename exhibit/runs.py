"""Runs snippets and claim tests, each once for a given content; results lie in `.cache/exhibit`. Run it to accept all outputs."""

import contextlib
import difflib
import hashlib
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from exhibit.faults import Fault
from exhibit.snippet import FOLDER, names

CACHE, EXPECTED, HERE = Path(".cache/exhibit"), FOLDER / "expected", Path(__file__).parent
SECONDS = 20  # a snippet may also use 2 GB of memory and write 1 MB of output
LIMITED = ["sh", "-c", '{ ulimit -v 2097152; ulimit -f 2048; } 2>/dev/null; exec "$@"', "sh"]
ALWAYS = [Path("requirements.txt"), *(HERE / f"{part}.py" for part in ("runs", "claims", "snippet"))]
SYSTEM = f"{sys.version} {platform.platform()}"
PYTEST = [sys.executable, "-m", "pytest", "--disable-plugin-autoload", "-p", "exhibit.claims", "-p", "no:cacheprovider", "-qm", "claim"]


def digest(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else "absent"


def state(files: Iterable[str | Path]) -> dict[str, str]:
    """The content of files, as digests."""
    return {str(path): digest(path) for path in files}


def kept(key: str, files: dict[str, str]) -> Any:
    """The result that was kept, if these files and those that the run read are what they were."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # absent or spoilt: None, run again
        record = json.loads((CACHE / f"{key}.json").read_text("utf-8"))
        same = files.items() <= record["files"].items() and state(record["files"]) == record["files"]
        return record["value"] if same and record["system"] == SYSTEM else None


def keep(key: str, files: dict[str, str], value: Any) -> Any:
    CACHE.mkdir(parents=True, exist_ok=True)
    new = CACHE / f"{key}.{os.getpid()}"
    new.write_text(json.dumps({"system": SYSTEM, "files": files, "value": value}), "utf-8")
    new.replace(CACHE / f"{key}.json")
    return value


def output(name: str) -> str:
    """What the snippet prints; Fault if it fails, is slow, writes to stderr or prints what is not expected."""
    path, expected, files = FOLDER / f"{name}.py", EXPECTED / f"{name}.txt", state([*ALWAYS, *FOLDER.glob(f"{name}.*")])
    out, why, line = kept(f"output-{name}", files) or keep(f"output-{name}", files, run(path))
    if why:
        raise Fault(path, line, why, f"see `python -I {path}`")
    wanted = expected.read_bytes().decode("utf-8", "replace") if expected.is_file() else ""
    if out != wanted or not out:
        old, new = wanted.splitlines(keepends=True), out.splitlines(keepends=True)
        line = next((i for i, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), min(len(old), len(new)) + 1)
        rows = [f"\n    {row!r}" for row in difflib.unified_diff(old, new, "expected", "printed", n=0, lineterm="")]
        raise Fault(expected, line, f"{path} prints something else", "`make accept` if the new output is right", "".join(rows))
    return out


def run(path: Path) -> tuple[str, str, int]:
    """Run one snippet as a reader would, in a clean environment with limits: its output, what went wrong if anything, and the line."""
    clean = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ} | {"OPENBLAS_NUM_THREADS": "1"}
    command = [*LIMITED, sys.executable, "-I", "-X", "utf8", path.name]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, cwd=path.parent, env=clean, stdout=out, stderr=err, start_new_session=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS)
        code = process.returncode
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        process.wait()
        printed, said = [(file.seek(0), file.read().decode("utf-8", "replace"))[1] for file in (out, err)]
    last = " | ".join(line.strip() for line in said.splitlines()[-3:])
    why = f"still running after {SECONDS} s" if code is None else f"it stopped with code {code}: {last}" if code else ""
    lines = re.findall(rf'{path.name}"?(?:, line |:)(\d+)', said)
    return printed, why or (f"it writes to stderr: {last}" if last else ""), int([1, *lines][-1])


def imported(test: Path) -> list[Path]:
    """The test and all files of the project whose names stand in its imports, or in theirs."""
    found = [test]
    for path in found:
        imports = " ".join(re.findall(r"^\s*(?:from|import)\b[^\n(]*(?:\([^)]*)?", path.read_text("utf-8", "replace"), re.M))
        found += [other for other in Path().glob("[!.]*/*.py") if other not in found and other.stem in re.findall(r"\w+", imports)]
    return found


def claims(wanted: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """What became of each claim: snippet -> test -> sentences and result; stale ones run first, in one pytest."""
    tests = {name: Path("tests", f"test_{name}.py") for name in wanted}
    for test in tests.values():
        if not test.is_file():
            raise Fault(test, 1, "there is no such test", "write it, with at least three claims")
    files = {name: state([*ALWAYS, "tests/conftest.py", "pyproject.toml", *imported(test)]) for name, test in tests.items()}
    found = {name: kept(f"claims-{name}", files[name]) for name in wanted}
    if stale := [name for name in wanted if found[name] is None]:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "claims.json")
            arguments = ["--continue-on-collection-errors", f"--claims={target}", *(str(tests[name]) for name in stale)]
            done = subprocess.run([*PYTEST, *arguments], capture_output=True, text=True)
            if not target.is_file():
                what = f"pytest stopped: {(done.stdout + done.stderr)[-500:]}"
                raise Fault(tests[stale[0]], 1, what, f"see `pytest {tests[stale[0]]}`")
            result = json.loads(target.read_text("utf-8"))
        for name in stale:
            one = result[str(tests[name])]
            absent = {f"{tests[name]}::": {"line": 1, "outcome": "absent", "why": "mark three tests"}}
            found[name] = keep(f"claims-{name}", state(one["reads"]) | files[name], one["claims"] or absent)
    return found


def warm() -> None:
    """Run whatever is stale, snippets side by side, claims in one pytest."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # a fault stays in its future: the card raises it again, where it belongs
        for name in names():
            pool.submit(output, name)
        pool.submit(claims, [name for name in names() if Path("tests", f"test_{name}.py").is_file()])


def accept() -> None:
    """Rewrite every expected output and show what changed."""
    EXPECTED.mkdir(exist_ok=True)
    for name in names():
        out, why, line = run(FOLDER / f"{name}.py")
        if why:
            raise SystemExit(str(Fault(FOLDER / f"{name}.py", line, why, "its output was not accepted")))
        (EXPECTED / f"{name}.txt").write_bytes(out.encode())
    subprocess.run(["git", "--no-pager", "diff", "--", str(EXPECTED)], check=False)


if __name__ == "__main__":
    accept()
