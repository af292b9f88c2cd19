"""Changes the functions of each snippet in every way that mutmut knows, one at a time, and asks which changes nothing notices.

`python -m exhibit.mutants` goes on where it was stopped, and writes the record; with a number it tries as many of each.
"""

import contextlib
import difflib
import os
import random
import resource
import shutil
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import libcst
import pytest
from libcst import matchers
from mutmut.mutation.mutators import mutation_operators
from pebble import ProcessPool

from exhibit import records, runs
from exhibit.snippet import FOLDER, names, ready
from exhibit.words import Fault

SECONDS = 30  # of computing, however busy the machine is
ANY: matchers.MatchIfTrue = matchers.MatchIfTrue(lambda node: True)


def mutants(text: str, size: int = 0) -> dict[str, list]:
    """The mutants of the functions in a text, or so many of them: each with its line, what stands there and what it has instead."""
    module = libcst.MetadataWrapper(libcst.parse_module(text)).module
    functions = [part for part in module.body if isinstance(part, libcst.FunctionDef | libcst.ClassDef)]
    types = {id(node) for found in matchers.findall(module, matchers.Annotation()) for node in matchers.findall(found, ANY)}
    nodes = [node for part in functions for node in matchers.findall(part, ANY) if id(node) not in types]
    every = [(node, new) for node in nodes for kind, change in mutation_operators if isinstance(node, kind) for new in change(node)]
    chosen = random.Random(0).sample(every, min(size or len(every), len(every)))
    return {mutant: change(text, mutant) for mutant in (module.code_for_node(module.deep_replace(*one)) for one in chosen)}


def change(text: str, mutant: str) -> list:
    at, *rows = list(difflib.unified_diff(text.splitlines(), mutant.splitlines(), n=0, lineterm=""))[2:]
    return [int(at[4:].replace(",", " ").split()[0]), *(" ".join(row[1:].strip() for row in rows if row[0] == sign) for sign in "-+")]


def survives(name: str, mutant: str):
    """Whether a text in the place of a snippet prints what is expected and passes its tests, in a copy of the project."""
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as sys.stdout, contextlib.suppress(Fault):
        shutil.copytree(".", folder, ignore=shutil.ignore_patterns(".*", "docs", "site", "dist", "node_modules"), dirs_exist_ok=True)
        Path(folder, FOLDER, f"{name}.py").write_text(mutant, "utf-8")
        runs.SECONDS = 20 * SECONDS
        with contextlib.chdir(folder):
            runs.output(name)
            return pytest.main(["-xq", "-p", "no:cacheprovider", f"tests/test_{name}.py"]) == 0


def alive(name: str, mutant: str):
    """The same, once for a given content of all that the run sees."""
    return runs.once(f"mutant-{sha256(mutant.encode()).hexdigest()}", records.seen("mutants", name), lambda: (survives(name, mutant), []))


def run(name: str, size: int, pool: ProcessPool) -> dict:
    """Try the mutants of a snippet, or so many of them: their number, and the changes that nothing notices."""
    made = {(text := Path(FOLDER, f"{name}.py").read_text("utf-8")): [1, "", ""]} | mutants(text, size)
    tried = {one: pool.schedule(alive, [name, one], timeout=60 * SECONDS) for one in made}
    left = [made[one] for one, future in tried.items() if not future.exception() and future.result()]
    if left[:1] != [made.pop(text)]:
        sys.exit(str(Fault(FOLDER / f"{name}.py", 1, "as it is, it does not pass its tests", f"see `pytest tests/test_{name}.py`")))
    return {"mutants": len(made), "survivors": sorted(left[1:])}


def main(size: int = 0) -> None:
    """Exit with 1 for a survivor that is not listed and, after a whole run, for more than 3 % that survive."""
    tried, limit = {}, (resource.RLIMIT_CPU, (SECONDS, SECONDS))
    runs.PROVER.set_forkserver_preload([*runs.HEAVY, "mutmut.mutation.mutators", "pebble", "exhibit.records"])
    with ProcessPool(max_tasks=1, context=runs.PROVER, initializer=resource.setrlimit, initargs=limit) as pool:
        for name in filter(ready, names()):
            tried[name] = one = (not size and records.found("mutants")[name]) or run(name, size, pool)
            if not size:
                records.write("mutants", name, one)
            print(f"{name}: {len(one['survivors'])} of {one['mutants']} mutants survive", flush=True)
    survivors = [(name, *survivor) for name, one in tried.items() for survivor in one["survivors"]]
    made, left = sum(one["mutants"] for one in tried.values()), [one for one in survivors if (one[0], *one[2:]) not in records.reasons()]
    mend = f"test it, or say in {records.SURVIVORS} why it is no mistake"
    told = [str(Fault(FOLDER / f"{name}.py", line, f"{old!r} may be {new!r}", mend)) for name, line, old, new in left]
    print(*told, f"{made - len(survivors)} of {made} mutants die; 97 % must", sep="\n")
    sys.exit(bool(left) or (not size and len(survivors) > 0.03 * made))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
