"""Two clean builds that share nothing but their sources make the same site to the last byte: `make reproducible`."""

import os
import shutil
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT = shutil.ignore_patterns(
    ".*_cache", ".cache", ".git", ".hypothesis", ".venv", "site", "__pycache__", "*.egg-info", "lab.*.md", "lab.*.ipynb"
)
DATE = {"SOURCE_DATE_EPOCH": "1000000000"}  # 2001-09-09
COMMITTED = {f"GIT_{who}_{what}": "2001-09-09T12:00:00+0700" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE")}
FIRST = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}
SECOND = {"LC_ALL": "tr_TR", "LANGUAGE": "vi", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4711", "PYTHONUTF8": "0"}
ORDER = """
import os

class Listed(list):  # what os.scandir gives, in a fixed order
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def __next__(self): return self.pop(0) if self else next(iter(()))
    def close(self): pass

def ordered(real, made, key):
    return lambda *path: made(sorted(real(*path), key=key, reverse={reverse}))

os.listdir = ordered(os.listdir, list, str)
os.scandir = ordered(os.scandir, Listed, lambda entry: str(entry.name))
os.cpu_count = lambda: {workers}
"""


def build(folder: Path, env: dict[str, str], reverse: bool, workers: int) -> subprocess.Popen:
    """A clean build in a folder of its own, with its own home, in which files are listed in one order or the other."""
    shutil.copytree(ROOT, folder / "project", ignore=LEFT)
    for command in ("init -q", "add .", "commit -qm all"):  # else no page would have a date of its own to compare
        subprocess.run(["git", *command.split()], cwd=folder / "project", env={"PATH": os.environ["PATH"]} | COMMITTED, check=True)
    for name in ("home", "python"):
        (folder / name).mkdir()
    (folder / "python/sitecustomize.py").write_text(ORDER.format(reverse=reverse, workers=workers))
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "PYTHONPATH": str(folder / "python"), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, cwd=folder / "project", env=clean | DATE | env, **pipes)


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def difference(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """A line for each file that only one has, or that differs, with what stands where it begins to differ."""
    lines = [f"{name}: only one build made it" for name in sorted(one.keys() ^ other.keys())]
    for name in sorted(one.keys() & other.keys()):
        if one[name] != other[name]:
            place = next(i for i, pair in enumerate(zip_longest(one[name], other[name])) if pair[0] != pair[1])
            around = slice(max(place - 60, 0), place + 60)
            lines.append(f"{name}: at byte {place}: {one[name][around]!r} and {other[name][around]!r}")
    return lines


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    folders = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second") / "with a space"
    folders[1].mkdir()
    builds = [build(folders[0], FIRST, False, 4), build(folders[1], SECOND, True, 1)]
    said = [one.communicate()[0].decode("utf-8", "replace") for one in builds]
    assert [one.returncode for one in builds] == [0, 0], "\n".join(said)
    return [(str(folder), files(folder / "project/site")) for folder in folders]


def test_two_builds_make_the_same_site(sites):
    (_, one), (_, other) = sites
    assert len(one) > 100 and not (found := difference(one, other)), "\n".join(found)


def test_no_file_knows_where_it_was_built(sites):
    for folder, site in sites:
        assert not [name for name, text in site.items() if folder.encode() in text or str(ROOT).encode() in text]


def test_dates_are_those_of_the_sources(sites):
    for _, site in sites:
        assert b"<lastmod>2001-09-09</lastmod>" in site["sitemap.xml"] and site["sitemap.xml"].count(b"<lastmod>") > 20
        assert set(site["sitemap.xml"].split(b"<lastmod>")[1:]) and site["sitemap.xml"].count(b"2001-09-09") == site["sitemap.xml"].count(
            b"<lastmod>"
        )


def test_pages_tell_when_they_were_changed_by_their_history(sites):
    for _, site in sites:
        assert b'datetime="2001-09-09"' in site["embeddings/01-tokens/index.html"]


def test_a_difference_is_told_with_its_place():
    one, other = {"a": b"same", "b": b"0 and 1", "c": b""}, {"a": b"same", "b": b"0 and 2"}
    assert difference(one, other) == ["c: only one build made it", "b: at byte 6: b'0 and 1' and b'0 and 2'"]
