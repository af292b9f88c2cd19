"""What long runs found, in committed files that the runs alone write: a finding holds while the files it saw are what they were."""

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path

from exhibit import runs
from exhibit.snippet import FOLDER, names

RECORDS = Path("tests/records")
SURVIVORS = RECORDS / "survivors.toml"


def seen(kind: str, name: str) -> dict[str, str]:
    """Digests of the files that a run about a snippet sees: for mutants also its test, and the modules that this and conftest.py import."""
    tests = [Path("tests/conftest.py"), Path(f"tests/test_{name}.py")] if kind == "mutants" else []
    code = "".join(path.read_text("utf-8") for path in tests if path.is_file())
    words = {*re.findall(r"\w+", " ".join(re.findall(r"^(?:from|import) .*", code, re.M)))}
    named = [path for folder in (FOLDER, Path("tests")) for path in folder.glob("*.py") if path.stem in words]
    own = [*Path().glob("requirements-model*.txt"), *Path(runs.WITH_PACKAGE).glob("*.*")] if kind == "model" else [Path("requirements.txt")]
    return runs.state([*own, FOLDER / "expected" / f"{name}.txt", *FOLDER.glob(f"{name}.*"), *tests, *named])


def load(kind: str) -> dict[str, dict]:
    return json.loads((RECORDS / f"{kind}.json").read_text("utf-8")) if (RECORDS / f"{kind}.json").is_file() else {}


def entry(kind: str, name: str, value: object) -> dict:
    """The files that a run saw, what it found, and a digest of both, so that nobody changes a figure by hand unnoticed."""
    held = {"files": seen(kind, name), "value": value}
    return held | {"digest": sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()}


def found(kind: str) -> dict:
    """What the run found about each snippet; None where it was not run since one of the files that it sees, or the record, changed."""
    kept = load(kind)
    return {one: kept[one]["value"] if one in kept and kept[one] == entry(kind, one, kept[one]["value"]) else None for one in names()}


def write(kind: str, name: str, value: object) -> None:
    """Keep what a run found about a snippet, and forget snippets that are no more."""
    kept = {one: old for one, old in load(kind).items() if one in names()} | {name: entry(kind, name, value)}
    RECORDS.mkdir(parents=True, exist_ok=True)
    (RECORDS / f"{kind}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def reasons() -> dict[tuple[str, str, str], dict[str, str]]:
    """Why a mutant that survives is no mistake, in each language: by snippet, line, and what the mutant has instead of it."""
    listed = tomllib.loads(SURVIVORS.read_text("utf-8") if SURVIVORS.is_file() else "")
    return {(one["snippet"], one["line"], one["mutant"]): listed["reason"][one["reason"]] for one in listed.get("survivor", [])}
