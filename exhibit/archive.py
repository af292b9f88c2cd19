"""Zips that are the same bytes on every build; one of a snippet and the data beside it, for those who take more than the code."""

import io
import zipfile
from pathlib import Path

from exhibit.snippet import FOLDER, names


def zipped(folder: Path, pattern: str) -> bytes:
    """The files of a folder that a pattern names, in the alphabet's order and without dates; empty where there is but one."""
    files, made = sorted(filter(Path.is_file, folder.glob(pattern))), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.relative_to(folder).as_posix()), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return made.getvalue() if len(files) > 1 else b""


def packed(name: str) -> bytes:
    """The zip of NAME.py and all NAME.*; empty where there is no data."""
    return zipped(FOLDER, f"{name}.*")


def write(folder: Path) -> None:
    """Write the zip of every snippet that has data."""
    for name in filter(packed, names()):
        (folder / f"{name}.zip").write_bytes(packed(name))
