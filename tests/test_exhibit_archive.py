"""A snippet with data is offered with it in one zip, the same on every build; a snippet without has none."""

import io
import os
import zipfile

import pytest

from exhibit import archive
from tests.exhibit_project import in_folder

project = pytest.fixture(in_folder)


def test_a_snippet_without_data_has_no_zip(project):
    project.snippet(name="one_more")  # its name begins with the other's
    archive.write(project.root)
    assert archive.packed("one") == b"" and not list(project.root.glob("*.zip"))


def test_the_zip_holds_the_snippet_and_all_its_data(project):
    project.write("snippets/one.txt", "dữ liệu")
    project.write("snippets/one.LICENSE", "free")
    project.snippet(name="one_more")
    archive.write(project.root)
    assert [path.name for path in project.root.glob("*.zip")] == ["one.zip"]
    with zipfile.ZipFile(project.root / "one.zip") as zipped:
        assert zipped.namelist() == ["one.LICENSE", "one.py", "one.txt"] and zipped.testzip() is None
        for name in zipped.namelist():
            assert zipped.read(name) == (project.root / "snippets" / name).read_bytes()


def test_the_zip_is_the_same_whenever_it_is_made(project):
    data = project.write("snippets/one.txt", "abc" * 1000)
    first = archive.packed("one")
    os.utime(data, (1e9, 1e9))
    assert archive.packed("one") == first and len(first) < 2000
    with zipfile.ZipFile(io.BytesIO(first)) as zipped:
        assert {one.date_time for one in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
