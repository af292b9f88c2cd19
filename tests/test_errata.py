"""Every place where the source is loose has its row on the page of errata, and a claim that bears the row out."""

import re
from pathlib import Path

import pytest

from exhibit import runs
from exhibit.snippet import names

# ids of the source's table of loose places; a row that speaks of two formulas goes by the first
ROWS = ["F02", "F03", "F04", "F05", "F09", "F10", "F12", "F13", "F14", "F15", "F16", "F17", "F19", "F20", "F21", "F26"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_row_ends_with_its_claim(lang):
    text = Path(f"docs/errata.{lang}.md").read_text("utf-8")
    sections = re.split(r"^## ", text, flags=re.M)[1:]
    assert [section[:3] for section in sections] == ROWS
    for section in sections:
        assert f"\n{{{{ all: errata {section[:3]} }}}}\n" in section and section.split("{#")[1][:4] == f"{section[:3].lower()}}}"


def test_each_row_has_a_claim_and_each_such_claim_a_row():
    borne = [one.get("erratum") for name in names() for one in runs.claims(name).values()]
    assert sorted(filter(None, borne)) == ROWS
