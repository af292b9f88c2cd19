"""The project's own habits: style, types, a lock file that fits, and set-up that says what is wrong in one sentence."""

import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("command", [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]], ids=" ".join)
def test_style_and_types_are_clean(command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def pins(lock, wanted):
    """Whether a lock file names no host, and pins each of these with hashes."""
    text = (ROOT / lock).read_text("utf-8")
    for name in [re.split(r"[\[<>=;]", one)[0] for one in wanted]:
        assert re.search(rf"^{re.escape(name)}==\S+.*\\\n +--hash=sha256:", text, re.M), name
    return "://" not in text


def test_the_lock_file_pins_every_dependency_with_hashes_and_names_no_host():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert pins("requirements.txt", wanted)


def test_the_lock_files_of_the_model_pin_its_group_and_agree_with_the_lock_file():
    group = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["model"]
    found = {}
    for lock in ("requirements.txt", "requirements-model.txt", "requirements-model-cpu.txt"):
        assert lock == "requirements.txt" or pins(lock, [*group, "numpy"])
        for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text("utf-8"), re.M):
            found.setdefault(name, set()).add(version)
    assert not {name: versions for name, versions in found.items() if len(versions) > 1}


@pytest.fixture
def bare(tmp_path):
    (tmp_path / "exhibit").mkdir()
    shutil.copy(ROOT / "exhibit/setup.py", tmp_path / "exhibit")
    return tmp_path


def setup(folder, *arguments, **options):
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, **options)


def test_an_old_python_is_told_in_one_sentence(bare):
    old = "import sys, runpy; sys.version_info = (3, 9, 1); sys.version = '3.9.1 (old)'\n"
    old += "runpy.run_path('exhibit/setup.py', run_name='__main__')"
    done = setup(bare, "-c", old, env={"PATH": str(bare)})
    assert done.returncode == 1
    assert done.stderr == "This needs Python 3.11 or newer and python3 is 3.9.1: install one, or say `make PYTHON=…`.\n"


def test_a_missing_venv_module_is_told_in_one_sentence(bare):
    (bare / "venv.py").write_text("raise SystemExit(1)")
    done = setup(bare, "exhibit/setup.py", env={"PYTHONPATH": str(bare)})
    said = "Python could not make .venv: install its venv module (Debian and Ubuntu: apt install python3-venv) and try again."
    assert done.returncode == 1 and done.stderr.splitlines()[-1] == said and "Traceback" not in done.stderr
    assert not (bare / ".venv/ready").exists()


VENV = """import pathlib
pip = pathlib.Path(".venv/bin/python")
pip.parent.mkdir(parents=True)
pip.write_text("#!/bin/sh\\necho reason >&2\\nexit 1\\n")
pip.chmod(0o755)
"""


def test_what_pip_cannot_install_is_told_in_one_sentence(bare):
    (bare / "venv.py").write_text(VENV)
    done = setup(bare, "exhibit/setup.py", env={"PYTHONPATH": str(bare)})
    said = "pip could not install requirements.txt: its reason stands above; `make` tries again."
    assert (done.returncode, done.stderr.splitlines()) == (1, ["reason", said]) and not (bare / ".venv/ready").exists()


@pytest.mark.parametrize(("works", "code"), [("model-cpu", 0), ("model", 0), ("none", 1)])
def test_the_model_comes_from_the_lock_for_the_cpu_or_else_from_the_other(bare, works, code):
    pip = bare / ".venv/bin/python"
    pip.parent.mkdir(parents=True)
    pip.write_text(f'#!/bin/sh\necho "$@" >> calls\necho reason >&2\ncase "$*" in *requirements-{works}.txt) exit 0;; esac\nexit 1\n')
    pip.chmod(0o755)
    done = setup(bare, "exhibit/setup.py", "model")
    asked = re.findall(r"--require-hashes -r requirements-(\S+)\.txt", (bare / "calls").read_text())
    assert asked == ["model-cpu", "model"][: 1 if works == "model-cpu" else 2] and done.returncode == code
    assert (bare / ".venv/model").exists() == (code == 0)
    if code:
        said = "pip could not install requirements-model.txt: its reason stands above; `make model` tries again."
        assert done.stderr.splitlines() == ["reason", said]


def test_what_needs_the_model_is_collected_by_make_model_alone():
    collect = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    everything = subprocess.run([*collect, "--ignore=tests/built"], cwd=ROOT, capture_output=True, text=True).stdout
    assert "tests/test_sentence_encoder.py::" in everything and "\ntests/model/" not in f"\n{everything}"


def test_a_taken_port_is_told_in_one_sentence_and_a_free_one_is_not(bare):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = setup(bare, "exhibit/setup.py", str(port))
        assert (done.returncode, done.stderr) == (1, f"Port {port} is taken: stop what uses it, or say `make serve PORT={port + 1}`.\n")
    assert setup(bare, "exhibit/setup.py", str(port)).returncode == 0
