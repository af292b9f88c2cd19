"""Runs snippets and claim tests, each once for a given content; results lie in `.cache/exhibit`."""

import ast
import difflib
import functools
import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from exhibit.faults import Fault, line_of
from exhibit.snippet import FOLDER, names

CACHE = Path(".cache/exhibit")
EXPECTED = FOLDER / "expected"
SECONDS, KILOBYTES, BLOCKS = 20, 2 * 1024 * 1024, 2048  # limits: time, memory, 1 MB of output in blocks of 512 bytes
LIMITED = ["sh", "-c", f'ulimit -v {KILOBYTES} -f {BLOCKS} 2>/dev/null; exec "$@"', "sh"]
ALWAYS = [Path("requirements.txt"), *(Path(__file__).with_name(f"{part}.py") for part in ("runs", "claims", "snippet"))]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "absent"


def kept(kind: str, name: str, files: list[Path]) -> Any:
    """The result that was kept, if these files and those that the run read are what they were."""
    try:
        found = json.loads((CACHE / f"{kind}-{name}.json").read_text("utf-8"))
        same = set(map(str, files)) <= found["files"].keys() and found["system"] == system()
        return found["value"] if same and all(digest(Path(p)) == d for p, d in found["files"].items()) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # absent or spoilt: run again
        return None


def keep(kind: str, name: str, files: list[Path], value: Any) -> Any:
    CACHE.mkdir(parents=True, exist_ok=True)
    record = {"system": system(), "files": {str(path): digest(path) for path in files}, "value": value}
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=CACHE, suffix=".new", delete=False) as new:
        json.dump(record, new, ensure_ascii=False)
    os.replace(new.name, CACHE / f"{kind}-{name}.json")
    return value


def system() -> str:
    return f"{sys.version} {platform.platform()}"


def output(name: str) -> bytes:
    """What the snippet prints; Fault if it fails, is slow, writes to stderr or prints what is not expected."""
    path = FOLDER / f"{name}.py"
    files = [*ALWAYS, *FOLDER.glob(f"{name}.*")]
    result = kept("output", name, files) or keep("output", name, files, run(path))
    if result["why"]:
        raise Fault(path, result["line"], result["why"], f"see `python -I {path}`")
    printed: str = result["out"]
    expected = EXPECTED / f"{name}.txt"
    wanted = expected.read_bytes().decode("utf-8", "replace") if expected.is_file() else ""
    if printed != wanted or not printed:
        what, mend = f"{path} prints something else", "`make accept` if the new output is right"
        raise Fault(expected, *difference(wanted, printed, what, mend))
    return printed.encode()


def difference(wanted: str, printed: str, what: str, mend: str) -> tuple[int, str, str, str]:
    """The first line that differs, what to say of it, and the whole difference, every sign of it visible."""
    old, new = wanted.splitlines(keepends=True), printed.splitlines(keepends=True)
    line = next((i for i, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), min(len(old), len(new)) + 1)
    rows = [repr(row)[1:-1] for row in difflib.unified_diff(old, new, "expected", "printed", n=0, lineterm="")]
    return line, what, mend, "".join(f"\n    {row}" for row in rows)


def run(path: Path) -> dict[str, Any]:
    """Run one snippet as a reader would, in a clean environment with limits; `why` is empty if all is well."""
    clean = {key: os.environ[key] for key in ("PATH", "HOME", "SYSTEMROOT") if key in os.environ}
    clean |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [*LIMITED, sys.executable, "-I", "-X", "utf8", path.name]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, cwd=path.parent, env=clean, stdout=out, stderr=err, start_new_session=True)
        try:
            code, why = process.wait(SECONDS), ""
        except subprocess.TimeoutExpired:
            code, why = 1, f"still running after {SECONDS} s"
        finally:
            stop(process)
        texts = [(file.seek(0), file.read().decode("utf-8", "replace"))[1] for file in (out, err)]
    last = texts[1].strip().splitlines()[-3:]
    why = why or (f"it stopped with code {code}: " + " | ".join(last) if code else "it writes to stderr: " * bool(last) + " | ".join(last))
    place = [line.split(", line ") for line in texts[1].splitlines() if f'{path.name}", line ' in line]
    return {"out": texts[0], "why": why, "line": int(place[-1][1].split(",")[0]) if place else 1}


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()


def imported(test: Path) -> set[Path]:
    """The test and all files of the project that it imports, directly or through another."""
    found, waiting = set(), {test}
    while waiting:
        path = waiting.pop()
        found.add(path)
        try:
            nodes = list(ast.walk(ast.parse(path.read_bytes())))
        except SyntaxError as error:
            raise Fault(path, error.lineno or 1, error.msg, "mend the test") from None
        froms = [(node.module or "", name.name) for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names]
        plain = [(name.name, "") for node in nodes if isinstance(node, ast.Import) for name in node.names]
        parts = [module.split(".") for module, _ in froms + plain] + [[*module.split("."), name] for module, name in froms]
        waiting |= {one for part in parts if (one := Path(*part).with_suffix(".py")).is_file()} - found
    return found


def claims(wanted: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """What became of each claim: snippet -> test -> sentences and result; stale ones run first, in one pytest."""
    tests = {name: Path("tests", f"test_{name}.py") for name in wanted}
    for name, test in tests.items():
        if not test.is_file():
            raise Fault(test, 1, f"there is no test of {FOLDER / name}.py", "write it, with at least three claims")
    files = {name: [*ALWAYS, Path("tests/conftest.py"), Path("pyproject.toml"), *imported(test)] for name, test in tests.items()}
    found = {name: kept("claims", name, files[name]) for name in wanted}
    if stale := [name for name, value in found.items() if value is None]:
        result = run_claims([str(tests[name]) for name in stale])
        for name in stale:
            one = result.get(str(tests[name]), {"claims": {}, "reads": []})
            reads = [Path(path) for path in one["reads"]]
            found[name] = keep("claims", name, sorted({*files[name], *reads}), one["claims"])
    return found


def run_claims(tests: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "claims.json")
        options = ["-q", "-m", "claim", "-p", "no:cacheprovider", "--continue-on-collection-errors", "--claims", str(report)]
        done = subprocess.run([sys.executable, "-m", "pytest", *options, *tests], capture_output=True, text=True)
        if not report.is_file():
            raise Fault(tests[0], 1, "pytest stopped: " + (done.stdout + done.stderr)[-500:], f"see `pytest {tests[0]}`")
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return found


def warm() -> None:
    """Run whatever is stale, snippets side by side; faults are raised later, where a page shows them."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(tried(output), names()))
    tried(claims)([name for name in names() if Path("tests", f"test_{name}.py").is_file()])


def tried(call: Any) -> Any:
    @functools.wraps(call)
    def quietly(argument: Any) -> None:
        try:
            call(argument)
        except Fault:
            pass

    return quietly


def accept() -> None:
    """Rewrite every expected output and show what changed."""
    EXPECTED.mkdir(exist_ok=True)
    for name in names():
        result = run(FOLDER / f"{name}.py")
        if result["why"]:
            raise SystemExit(str(Fault(FOLDER / f"{name}.py", result["line"], result["why"], "nothing was accepted for it")))
        (EXPECTED / f"{name}.txt").write_bytes(result["out"].encode())
    subprocess.run(["git", "--no-pager", "diff", "--", str(EXPECTED)], check=False)


if __name__ == "__main__":
    accept()
