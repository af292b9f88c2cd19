"""What happens to a build without anybody's fault: it must not stop, and the site is the same to the last byte."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .small import Builder, content, small, told, with_lab

COMMAND = [sys.executable, "-m", "mkdocs", "build", "--strict"]
WITHOUT_PRIVILEGES = """
import ctypes, os
if os.geteuid() == 0:  # else even a read-only folder is written
    ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
"""


@pytest.fixture(scope="module")
def builder():
    one = Builder()
    yield one
    one.close()


@pytest.fixture(scope="module")
def clean(tmp_path_factory, builder):
    """What a build that nothing disturbs makes."""
    project = small(tmp_path_factory.mktemp("clean"))
    with_lab(project)
    assert builder.build(project.root)[0] == 0
    return content(project.root / "site")


@pytest.fixture
def project(tmp_path):
    one = small(tmp_path / "project")
    with_lab(one)
    return one


def records(root: Path) -> list[Path]:
    return sorted(root.glob(".cache/exhibit/*/*.json"))


def test_a_corrupted_cache_entry_is_run_again(project, builder, clean):
    builder.build(project.root)
    whole = {path: path.read_bytes() for path in records(project.root)}
    for number, (path, text) in enumerate(whole.items()):
        path.write_bytes([b"", b"\xff\xfe", b"[]", text[: len(text) // 2]][number % 4])
    assert len(whole) >= 4
    code, log = builder.build(project.root)
    assert code == 0 and not told(log)
    assert content(project.root / "site") == clean
    assert {path: json.loads(path.read_bytes())["value"] for path in whole} == {
        path: json.loads(text)["value"] for path, text in whole.items()
    }


@pytest.mark.parametrize("state", ["empty", "full"])
def test_a_read_only_cache_is_done_without_and_that_is_said_once(project, builder, clean, state):
    cache = project.root / ".cache"
    cache.mkdir()
    if state == "full":
        builder.build(project.root)
        project.snippet(("Twice x", "Two x"), name="two")
        builder.build(project.root)
        project.snippet(("F1:", "F2:"), ("# F1", "# F2"), name="two")
        (records(project.root)[0]).write_text("spoilt")
    folders = [cache, *(path for path in cache.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    before = content(cache)
    code, log = builder.build(project.root, WITHOUT_PRIVILEGES)
    for path in folders:
        path.chmod(0o755)
    assert code == 0 and not told(log), log
    assert content(cache) == before
    assert log.count("cannot be written: this build goes on without it") == 1
    assert content(project.root / "site") == clean


@pytest.mark.parametrize("moment", [".cache/exhibit/*/output-*.json", "site/second/index.html"], ids=["while-it-runs", "while-it-writes"])
def test_a_build_killed_in_the_middle_and_started_again(project, builder, clean, moment):
    build = subprocess.Popen(COMMAND, cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not list(project.root.glob(moment)) and time.monotonic() < end:
        time.sleep(0.001)
    build.send_signal(signal.SIGKILL)
    assert build.wait() == -signal.SIGKILL
    assert not (project.root / "site").exists() or content(project.root / "site") != clean
    code, log = builder.build(project.root)
    assert code == 0 and not told(log)
    assert content(project.root / "site") == clean


def test_two_builds_at_once(project, clean):
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    builds = [
        subprocess.Popen(COMMAND, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env) for _ in "ab"
    ]
    logs = [build.communicate()[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], logs  # of strict builds: MkDocs warned of nothing
    assert content(project.root / "site") == clean
