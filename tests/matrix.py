"""`make matrix`: every snippet prints the same on every Python, each with the oldest and the newest NumPy that the project allows.

Tries each Python that uv finds here; `make matrix PYTHONS="3.13 3.14"` fails unless it finds all of these. The record tells what passed.
A snippet that needs the data of a package is tried where `make model` has installed it.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from exhibit import records, runs
from exhibit.snippet import FOLDER, names, needs, ready

VERSIONS = "import platform, numpy; print(platform.python_version(), numpy.__version__)"


def uv(*arguments):
    return subprocess.run([sys.executable, "-m", "uv", "-q", *arguments], capture_output=True, text=True)


PYTHONS = os.environ.get("PYTHONS", "").split() or [
    one for one in ("3.11", "3.12", "3.13", "3.14") if uv("python", "find", "--no-project", one).returncode == 0
]


def numpy():
    """What the project asks of NumPy."""
    (found,) = [
        one for one in tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]["dependencies"] if re.match(r"numpy\b", one)
    ]
    return found


def packages():
    """The packages that some snippets need, in the versions that are installed here."""
    return [f"{one}=={version(one)}" for one in filter(None, map(needs, filter(ready, names())))]


@pytest.mark.parametrize("end", ["lowest", "highest"])
@pytest.mark.parametrize("python", PYTHONS)
def test_every_snippet_prints_what_is_expected(python, end, tmp_path, monkeypatch):
    executable = str(tmp_path / "environment/bin/python")
    install = ("pip", "install", "--python", executable, "--only-binary", ":all:", "--resolution", end, numpy())
    extra = ("pip", "install", "--python", executable, "--only-binary", ":all:", "--no-deps", *packages())
    for command in (("venv", "--no-project", "--python", python, str(tmp_path / "environment")), install, *[extra] * any(packages())):
        done = uv(*command)
        assert done.returncode == 0, done.stderr
    number, installed = subprocess.run([executable, "-c", VERSIONS], capture_output=True, text=True, check=True).stdout.split()
    monkeypatch.setattr(runs, "SECONDS", 600)  # the machine may be busy; what hangs is a fault of the build's, not of a version
    monkeypatch.setattr(runs, "LIMITED", [executable if part == sys.executable else part for part in runs.LIMITED])
    for name in filter(ready, names()):
        alone = tmp_path / name
        alone.mkdir()
        for download in FOLDER.glob(f"{name}.*"):
            shutil.copy(download, alone)
        printed, why, _ = runs.run(alone / f"{name}.py")
        assert not why, name
        assert printed.encode() == (FOLDER / "expected" / f"{name}.txt").read_bytes(), name
    for name in filter(ready, names()):
        tried = records.found("matrix")[name] or {}
        records.write("matrix", name, tried | {number: list(dict.fromkeys([*tried.get(number, []), installed]))})
