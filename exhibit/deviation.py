"""How far results are from those of an oracle that others wrote: `agree` in a test asserts and measures, the claim's sentence tells.

What a page shows must not depend on the machine, yet another processor may give another last digit. So the page shows the power of ten
that the test asserts, never the measured number, and every run proves two things about it: no input deviates by more, and some input
deviates by more than a hundredth of it. Authors take the smallest power of ten from three times the measured maximum on. The maximum then
lies between a thirtieth and a third of the bound, so a machine on which it is three times larger or smaller passes too, with the same page.
Equal is another matter than close: a bound of 0 means that no input deviates at all, and only that reads "equal".
"""

import re

import numpy as np
import pytest

from exhibit.words import WORDS, local

measured: list[tuple[float, float]] = []  # bound and deviation for each input of the test that runs


def agree(got, wanted, *, within, scale=1.0):
    """Assert that the largest |got - wanted| / scale is at most `within`, a power of ten or 0, and remember it. One call an input.

    got, wanted: real, of one shape. scale: broadcasts to it; 1 makes the deviation absolute, |wanted| or its maximum relative.
    Raises AssertionError for a larger deviation or NaN, and for a bound of another kind; ValueError for shapes that differ.
    """
    assert re.fullmatch(r"1e-\d+|0\.0*1|0\.0", repr(float(within))), f"within={within} must be 0 or a power of ten"
    deviation = float(np.max(np.ptp(np.stack([got, wanted]), axis=0) / scale))
    assert deviation <= within, f"off by {deviation:.1e}, more than {within}"
    measured.append((within, deviation))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test fails that measured against a loose bound, a claim whose sentences do not name just what was measured; then they get it."""
    measured.clear()
    result = yield
    mark, (bound, largest) = pyfuncitem.get_closest_marker("claim"), max(measured, default=(0.0, 0.0))
    assert largest > bound / 100 or not bound, f"{bound} is loose, {largest:.1e} the largest: take the power of ten above three times that"
    assert len(dict(measured)) <= (not hasattr(pyfuncitem, "callspec")), "agree() takes one bound a test and no parameters"
    facts = dict(bound=f"{bound:.0e}", digits=f"{bound:.0e}"[3:].lstrip("0"), count=str(len(measured))) if measured else {}
    for lang, text in [(lang, mark.kwargs[lang]) for lang in WORDS] if mark else ():
        assert bool(measured) == ("{bound}" in text) == ("{count}" in text), f"it measured {len(measured)} inputs, but it says: {text}"
        told = {place: local(number, lang) if number.strip("0e+") else WORDS[lang]["equal"] for place, number in facts.items()}
        pyfuncitem.user_properties.append((lang, text.format(**told)))
    return result
