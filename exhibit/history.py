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
    rows = ADDRESSES.read_text("utf-8").splitlines()[1:] if ADDRESSES.is_file() else []
    for line, (old, _, now) in enumerate([row.partition("\t") for row in rows], 2):
        page, leads_to = (site / one[1:] / "index.html" for one in (old, now or old))
        if page.is_file() == bool(now) or not leads_to.is_file():
            report(Fault(ADDRESSES, line, f"{old} is no page and leads to none, or is one", "name a page behind it if it is none"))
        elif now:
            page.parent.mkdir(parents=True, exist_ok=True)
            facts = dict(lang=language(old[1:]), to=f"{'../' * (old.count('/') - 1)}{now[1:]}", canonical=f"{home}{now[1:]}")
            page.write_text(TEMPLATES.get_template("redirect.html").render(facts), "utf-8")
