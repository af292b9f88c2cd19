"""One zip of a snippet and the data beside it, for those who take more than the code; the same bytes on every build."""

import functools
import io
import zipfile
from pathlib import Path

from exhibit.held import held
from exhibit.snippet import FOLDER, names


@held
def packed(name: str) -> bytes:
    """The zip of NAME.py and all NAME.*, in the alphabet's order and without dates; empty where there is no data."""
    files = sorted(FOLDER.glob(f"{name}.*"))
    return zipped(tuple((file.name, file.read_bytes()) for file in files)) if len(files) > 1 else b""


@functools.cache
def zipped(files: tuple[tuple[str, bytes], ...]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def write(folder: Path) -> None:
    """Write the zip of every snippet that has data."""
    for name in names():
        if made := packed(name):
            (folder / f"{name}.zip").write_bytes(made)
