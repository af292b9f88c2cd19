"""Firefox draws every formula with a size, in both languages: `make firefox`. It installs Debian's firefox-esr where there is none."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import ClassVar

import pytest

from tests.served import Quiet, served

SITE, PICTURES = Path("site"), Path("dist/firefox")
MEASURE = """<script>
addEventListener("load", async () => {
    await document.fonts.ready
    const boxes = [...document.querySelectorAll("article math:not(details *, [hidden] *)")].map(one => one.getBoundingClientRect())
    const fonts = [...document.fonts].filter(one => /stix/i.test(one.family) && one.status === "loaded").length
    const told = { boxes: boxes.map(box => [box.width, box.height]), fonts, agent: navigator.userAgent }
    fetch("/measured", { method: "POST", body: JSON.stringify(told) })
})
</script>"""


class Measuring(Quiet):
    """Serves the built site; each page reports the boxes of its formulas."""

    told: ClassVar[list[dict]] = []
    heard = threading.Event()

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not (path / "index.html").is_file():
            return super().do_GET()
        page = (path / "index.html").read_text("utf-8").replace("</body>", MEASURE + "</body>")
        page = page.replace('http-equiv="Content-Security-Policy"', "data-left-out")  # which forbids what is written into the page here
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def do_POST(self):
        self.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()
        self.heard.set()


def firefox() -> str:
    if found := shutil.which("firefox-esr") or shutil.which("firefox"):
        return found
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("\nNo Firefox here: installing Debian's package firefox-esr with apt-get", file=sys.__stderr__, flush=True)
        subprocess.run(["apt-get", "update"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "firefox-esr"], capture_output=True)
    return shutil.which("firefox-esr") or pytest.fail("no Firefox: install it, or Debian's package firefox-esr", pytrace=False)


@pytest.mark.parametrize("root", ["", "en/"])
def test_every_formula_has_a_size_in_firefox(root, tmp_path):
    Measuring.told.clear(), Measuring.heard.clear()
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES.resolve() / f"{root.strip('/') or 'vi'}.png"
    quiet = ["--headless", "--no-remote", "--profile", tmp_path, "--window-size=1280,4000", "--screenshot", picture]
    with served(SITE, Measuring) as home:
        command = [firefox(), *quiet, f"{home}{root}embeddings/06-training/"]
        done = subprocess.run(command, capture_output=True, timeout=240, env=os.environ | {"HOME": str(tmp_path)})
        assert Measuring.heard.wait(20), done.stderr.decode()[-500:]
    told = Measuring.told[0]
    small = [box for box in told["boxes"] if min(box) < 2]
    assert len(told["boxes"]) > 50 and not small and told["fonts"] >= 1 and "Firefox" in told["agent"]
    assert picture.stat().st_size > 50_000
