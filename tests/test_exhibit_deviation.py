"""The bound and the number of inputs that a claim tells are those that its test measured, and a loose bound fails."""

import subprocess
import sys

import numpy as np
import pytest

from exhibit import agree, deviation, runs
from tests.exhibit_project import in_folder, lay_out

project = pytest.fixture(in_folder)
BEGINS = "from exhibit import agree, claim\nimport pytest\n\n\n"
NAMED = '@claim(vi="lệch {bound}, {count} lần, {digits} chữ số", en="off by {bound}, {count} times, {digits} digits")\n'
EQUAL = '@claim(vi="hai dãy {bound}: {count}", en="they are {bound}: {count}")\n'
PLAIN = '@claim(vi="gần", en="close")\n'
BODIES = {
    "power": NAMED + "def test_one():\n    for n in range(1200):\n        agree([1, n], [1 + 3e-9, n], within=1e-8)\n",
    "equal": EQUAL + "def test_one():\n    agree([1, 2], [1, 2], within=0)\n",
    "plain": PLAIN + "def test_one():\n    assert True\n",
    "unclaimed": "def test_two():\n    agree(1.0, 1.03, within=0.1)\n\n\n" + PLAIN + "def test_one():\n    assert True\n",
    "loose": NAMED + "def test_one():\n    agree(1.0, 1.000005, within=0.001)\n",
    "loose zero": NAMED + "def test_one():\n    agree(1.0, 1.0, within=1e-15)\n",
    "two bounds": NAMED + "def test_one():\n    agree(1, 1.05, within=0.1)\n    agree(1, 1.005, within=0.01)\n",
    "parameters": NAMED + '@pytest.mark.parametrize("n", [1, 2])\ndef test_one(n):\n    agree(n, n + 0.05, within=0.1)\n',
    "not told": PLAIN + "def test_one():\n    agree(1, 1.05, within=0.1)\n",
    "half told": '@claim(vi="{bound} {count}", en="{bound}")\ndef test_one():\n    agree(1, 1.05, within=0.1)\n',
    "not measured": EQUAL + "def test_one():\n    assert True\n",
    "other place": '@claim(vi="{bound} {count} {x}", en="{bound} {count}")\ndef test_one():\n    agree(1, 1.05, within=0.1)\n',
    "digits alone": '@claim(vi="{digits}", en="{digits}")\ndef test_one():\n    assert True\n',
    "too far": NAMED + "def test_one():\n    agree(1, 1.5, within=0.1)\n",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What became of the claim of each body, from one run of pytest."""
    root = tmp_path_factory.mktemp("deviation")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        functions = [body.replace("test_one", f"test_{name.replace(' ', '_')}") for name, body in BODIES.items()]
        lay_out(root).write("tests/test_one.py", BEGINS + "\n\n".join(functions))
        results = runs.claims("one")
    return {name: results[f"tests/test_one.py::test_{name.replace(' ', '_')}"] for name in BODIES}


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("power", "lệch 10⁻⁸, 1200 lần, 8 chữ số", "off by 10⁻⁸, 1,200 times, 8 digits"),
        ("equal", "hai dãy bằng nhau: 1", "they are equal: 1"),
        ("plain", "gần", "close"),
        ("unclaimed", "gần", "close"),
    ],
)
def test_the_sentences_tell_what_was_measured(found, name, vi, en):
    assert (found[name]["outcome"], found[name]["vi"], found[name]["en"]) == ("passed", vi, en)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("loose", "0.001 is loose, 5.0e-06 the largest: take the power of ten above three times that"),
        ("loose zero", "1e-15 is loose, 0.0e+00 the largest: take the power of ten above three times that"),
        ("two bounds", "agree() takes one bound a test and no parameters"),
        ("parameters", "agree() takes one bound a test and no parameters"),
        ("not told", "it measured 1 inputs, but it says: gần"),
        ("half told", "it measured 1 inputs, but it says: {bound}"),
        ("not measured", "it measured 0 inputs, but it says: hai dãy {bound}: {count}"),
        ("other place", "'x'"),
        ("digits alone", "'digits'"),
        ("too far", "off by 5.0e-01, more than 0.1"),
    ],
)
def test_a_claim_fails_that_tells_something_else(found, name, why):
    assert found[name]["outcome"] == "failed" and found[name]["why"].startswith((f"AssertionError: {why}", f"KeyError: {why}")), found[
        name
    ]["why"]


def test_a_loose_bound_fails_without_a_claim_and_without_a_record(project):
    project.write("tests/test_one.py", BEGINS + "def test_plain():\n    agree(1.0, 1.000005, within=0.001)\n")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], capture_output=True, text=True)
    assert done.returncode == 1 and "AssertionError: 0.001 is loose, " in done.stdout


def taken():
    """What was measured, taken away: these tests are not held to bounds of their own."""
    found = deviation.measured.copy()
    deviation.measured.clear()
    return found


@pytest.mark.parametrize(
    ("got", "wanted", "scale", "found"),
    [
        ([1.0, -2.0], [1.0, -2.0625], 1, 0.0625),
        ([1.0, -2.0625], [1.0, -2.0], 1, 0.0625),
        ([[100.0], [1.0]], [[101.0], [1.0]], 100.0, 0.01),
        ([100.0, 1.0], [101.0, 1.05], [100.0, 1.0], 0.05),
        (np.float32(0.1), 0.1, 1, abs(float(np.float32(0.1)) - 0.1)),
        (np.uint8([1, 255]), np.uint8([1, 255]), 1, 0.0),
        (np.uint64([2**63]), np.uint64([0]), 2.0**67, 0.0625),
    ],
)
def test_the_deviation_is_the_largest_difference_over_the_scale(got, wanted, scale, found):
    agree(got, wanted, within=0.1, scale=scale)
    assert taken() == [(0.1, pytest.approx(found, rel=1e-14))]


@pytest.mark.parametrize("within", [0.1, 0.01, 1e-4, 1e-5, 1e-15, 1e-300, 0])
def test_powers_of_ten_and_0_are_bounds(within):
    agree([1, 2], [1, 2], within=within)
    assert taken() == [(within, 0.0)]


@pytest.mark.parametrize("within", [2e-15, 1.5e-15, 0.02, 1, 10, -1e-15, np.nan, np.inf])
def test_nothing_else_is_a_bound(within):
    with pytest.raises(AssertionError, match=f"^within={within} must be 0 or a power of ten"):
        agree(1, 1, within=within)
    assert not taken()


@pytest.mark.parametrize(("got", "wanted"), [(np.nan, 1), (1, np.nan), (np.nan, np.nan), ([1, np.nan], [1, 1]), (np.inf, 1), (0, -np.inf)])
def test_what_is_no_number_agrees_with_nothing(got, wanted):
    with pytest.raises(AssertionError, match=r"^off by (nan|inf), more than 0.1"):
        agree(got, wanted, within=0.1)
    assert not taken()


@pytest.mark.parametrize(("got", "wanted"), [([1, 1], 1), ([[1]], [1]), ([1], [1, 1]), (np.ones((2, 1)), np.ones((1, 2)))])
def test_shapes_are_never_broadcast(got, wanted):
    with pytest.raises(ValueError, match="same shape"):
        agree(got, wanted, within=0.1)
    assert not taken()
