"""One zip of a snippet and the data beside it, for those who take more than the code; the same bytes on every build."""

import io
import zipfile
from pathlib import Path

from exhibit.snippet import FOLDER, names


def packed(name: str) -> bytes:
    """The zip of NAME.py and all NAME.*, in the alphabet's order and without dates; empty where there is no data."""
    files, made = sorted(FOLDER.glob(f"{name}.*")), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return made.getvalue() if len(files) > 1 else b""


def write(folder: Path) -> None:
    """Write the zip of every snippet that has data."""
    for name in filter(packed, names()):
        (folder / f"{name}.zip").write_bytes(packed(name))
