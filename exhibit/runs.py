"""Runs snippets and claim tests, each once for a given content; results lie in `.cache/exhibit`. Run it to accept all outputs."""

import contextlib
import difflib
import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any

from exhibit.faults import Fault
from exhibit.snippet import FOLDER, names

CACHE, EXPECTED, HERE = Path(".cache/exhibit"), FOLDER / "expected", Path(__file__).parent
SECONDS = 20  # a snippet may also use 2 GB of memory and write 1 MB of output
LIMITED = ["sh", "-c", 'ulimit -v 2097152 -f 2048 2>/dev/null; exec "$@"', "sh"]
ALWAYS = [Path("requirements.txt"), *(HERE / f"{part}.py" for part in ("runs", "claims", "snippet"))]
SYSTEM = f"{sys.version} {platform.platform()}"


def digest(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else "absent"


def kept(kind: str, name: str, files: Iterable[Path]) -> Any:
    """The result that was kept, if these files and those that the run read are what they were."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # absent or spoilt: None, run again
        record = json.loads((CACHE / f"{kind}-{name}.json").read_text("utf-8"))
        same = all(digest(path) == was for path, was in record["files"].items()) and set(map(str, files)) <= record["files"].keys()
        return record["value"] if same and record["system"] == SYSTEM else None


def keep(kind: str, name: str, files: Iterable[Path], value: Any) -> Any:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=CACHE, suffix=".new", delete=False) as new:
        json.dump({"system": SYSTEM, "files": {str(path): digest(path) for path in files}, "value": value}, new)
    os.replace(new.name, CACHE / f"{kind}-{name}.json")
    return value


def output(name: str) -> str:
    """What the snippet prints; Fault if it fails, is slow, writes to stderr or prints what is not expected."""
    path, files = FOLDER / f"{name}.py", [*ALWAYS, *FOLDER.glob(f"{name}.*")]
    out, why, line = kept("output", name, files) or keep("output", name, files, run(path))
    if why:
        raise Fault(path, line, why, f"see `python -I {path}`")
    wanted = (EXPECTED / f"{name}.txt").read_bytes().decode("utf-8", "replace") if (EXPECTED / f"{name}.txt").is_file() else ""
    if out != wanted or not out:
        old, new = wanted.splitlines(keepends=True), out.splitlines(keepends=True)
        line = next((i for i, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), min(len(old), len(new)) + 1)
        rows = [f"\n    {row!r}" for row in difflib.unified_diff(old, new, "expected", "printed", n=0, lineterm="")]
        raise Fault(
            EXPECTED / f"{name}.txt", line, f"{path} prints something else", "`make accept` if the new output is right", "".join(rows)
        )
    return out


def run(path: Path) -> tuple[str, str, int]:
    """Run one snippet as a reader would, in a clean environment with limits: its output, what went wrong if anything, and the line."""
    clean = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ} | {"OPENBLAS_NUM_THREADS": "1"}
    command = [*LIMITED, sys.executable, "-I", "-X", "utf8", path.name]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, cwd=path.parent, env=clean, stdout=out, stderr=err, start_new_session=True)
        try:
            code, why = process.wait(SECONDS), ""
        except subprocess.TimeoutExpired:
            code, why = 1, f"still running after {SECONDS} s"
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        process.wait()
        printed, said = [(file.seek(0), file.read().decode("utf-8", "replace"))[1] for file in (out, err)]
    last = " | ".join(line.strip() for line in said.splitlines()[-3:])
    lines = [int(line.split(", line ")[1].split(",")[0]) for line in said.splitlines() if f'{path.name}", line ' in line]
    why = why or (f"it stopped with code {code}: {last}" if code else f"it writes to stderr: {last}" if last else "")
    return printed, why, [1, *lines][-1]


def imported(test: Path) -> set[Path]:
    """The test and all files of the project that it imports, directly or through another."""
    finder = ModuleFinder(path=["."])
    with contextlib.suppress(SyntaxError):  # pytest will say where
        finder.run_script(str(test))
    return {test, *(Path(module.__file__) for module in finder.modules.values() if module.__file__)}


def claims(wanted: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """What became of each claim: snippet -> test -> sentences and result; stale ones run first, in one pytest."""
    tests = {name: Path("tests", f"test_{name}.py") for name in wanted}
    for test in tests.values():
        if not test.is_file():
            raise Fault(test, 1, "there is no such test", "write it, with at least three claims")
    files = {name: {*ALWAYS, Path("tests/conftest.py"), Path("pyproject.toml"), *imported(test)} for name, test in tests.items()}
    found = {name: kept("claims", name, files[name]) for name in wanted}
    if stale := [name for name in wanted if found[name] is None]:
        result = run_claims([str(tests[name]) for name in stale])
        for name in stale:
            one = result.get(str(tests[name]), {"claims": {}, "reads": []})
            found[name] = keep("claims", name, files[name] | set(map(Path, one["reads"])), one["claims"])
    return found


def run_claims(tests: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        options = ["-qm", "claim", "-p", "no:cacheprovider", "--continue-on-collection-errors", f"--claims={folder}/claims.json"]
        done = subprocess.run([sys.executable, "-m", "pytest", *options, *tests], capture_output=True, text=True)
        if not Path(folder, "claims.json").is_file():
            raise Fault(tests[0], 1, f"pytest stopped: {(done.stdout + done.stderr)[-500:]}", f"see `pytest {tests[0]}`")
        return dict(json.loads(Path(folder, "claims.json").read_text("utf-8")))


def quietly(call: Callable[..., Any], *arguments: Any) -> None:
    with contextlib.suppress(Fault):  # the card raises it again, where it belongs
        call(*arguments)


def warm() -> None:
    """Run whatever is stale, snippets side by side, claims in one pytest."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda name: quietly(output, name), names()))
    quietly(claims, [name for name in names() if Path("tests", f"test_{name}.py").is_file()])


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
