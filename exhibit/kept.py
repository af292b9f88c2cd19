"""A snippet may need a package that not everybody has: where it is absent, the site shows what was kept from a run where it was not.

`python -m exhibit.kept` runs the snippets that need one, with the claims that need it, and writes the record; it needs the packages.
"""

import sys

from exhibit import records, runs
from exhibit.snippet import FOLDER, names, needs, ready
from exhibit.words import Fault, attempt


def output(name: str) -> str:
    """What a snippet prints, or printed when its output was kept; nothing if that no longer holds."""
    if name not in names() or ready(name):
        return runs.output(name)
    return (FOLDER / "expected" / f"{name}.txt").read_text("utf-8") if records.found("model")[name] else ""


def claims(name: str) -> dict[str, dict]:
    """All claims about a snippet; those that need an absent package have the outcome that was kept."""
    more = {} if not needs(name) else runs.claims(name, runs.WITH_PACKAGE) if ready(name) else records.found("model")[name] or {}
    return runs.claims(name) | more


def proved(name: str) -> dict[str, dict]:
    """The claims about a snippet, all of them passed; else Fault, with a line for each that is not."""
    told, fault = claims(name), None
    for test, one in reversed(told.items()):
        if one["outcome"] not in ("passed", "kept"):
            file, _, function = test.partition("::")
            what = f"the claim {function or 'of any test'} {one['outcome']}: {one['why']}"
            fault = Fault(file, one["line"], what, f"see `pytest {test}`", f"\n{fault}" if fault else "")
    if fault:
        raise fault
    return told


def keep(name: str) -> str:
    """Run a snippet, and the claims that need its package; write the record, and tell what it holds."""
    runs.output(name)
    held = {test: one | {"outcome": "kept"} for test, one in proved(name).items() if test.startswith(runs.WITH_PACKAGE)}
    records.write("model", name, held)
    return "\n- ".join([f"{name}: its output is kept, and these claims:", *(one["en"] for one in held.values())])


if __name__ == "__main__":
    for name in filter(needs, names()):
        print(attempt({"report": sys.exit}, keep, name))
