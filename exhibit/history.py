"""What the past leaves on the site: when each page was last changed, and where addresses lead that are no page any more."""

import subprocess
from datetime import date
from pathlib import Path

from exhibit.words import TEMPLATES, Fault, language

ADDRESSES = Path("docs/addresses.tsv")
LOG = "[ $(git rev-parse --is-shallow-repository) = false ] && git -c core.quotePath=off log --format=:%cs --name-only --relative"


def changed() -> dict[str, date]:
    """The day of the last commit to each file; none where git has no history, or not all of it."""
    commits = ("\n" + subprocess.getoutput(f"exec 2>/dev/null; {LOG}")).split("\n:")[1:]
    return {path: date.fromisoformat(day) for day, *paths in map(str.splitlines, reversed(commits)) for path in paths if path}


def redirect(site: Path, home: str, report) -> None:
    """Write a page for each address that leads elsewhere now; report one that is no page and leads to none."""
    text = ADDRESSES.read_text("utf-8") if ADDRESSES.is_file() else ""
    rows = [row.partition("\t")[::2] for row in text.splitlines()[1:]]
    files = {one: site / one[1:] / "index.html" for row in rows for one in row if one}
    there = {one for one, file in files.items() if file.is_file()}
    for line, (old, now) in enumerate(rows, 2):
        if (old in there) == bool(now) or (now or old) not in there:
            report(Fault(ADDRESSES, line, f"{old} is no page and leads to none, or is one", "name a page behind it if it is none"))
        elif now:
            files[old].parent.mkdir(parents=True, exist_ok=True)
            facts = dict(lang=language(old[1:]), to=f"{'../' * (old.count('/') - 1)}{now[1:]}", canonical=f"{home}{now[1:]}")
            files[old].write_text(TEMPLATES.get_template("redirect.html").render(facts), "utf-8")
