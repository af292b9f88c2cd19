"""The built site, served, and a real browser to look at it."""

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole site, built strictly as `make site` does; a warning fails every test that looks at it."""
    folder = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    wrong = [line for line in done.stderr.splitlines() if re.search("WARN|ERROR|Warning|Error", line)]
    assert done.returncode == 0 and not wrong, "\n".join(wrong)
    return folder


def chromium() -> str:
    """An installed Chromium or Chrome, else Playwright's own, else Debian's package; else one command that mends it."""
    installed = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")))
    if found := next(installed, None):
        return found
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    if own.is_file() or subprocess.run(download, capture_output=True).returncode == 0:
        return str(own)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("\nNo Chromium here: installing Debian's package chromium with apt-get", file=sys.__stderr__, flush=True)
        subprocess.run(["apt-get", "update"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], capture_output=True)
        if found := shutil.which("chromium"):
            return found
    pytest.fail("no Chromium: run `.venv/bin/python -m playwright install --with-deps chromium`", pytrace=False)


@pytest.fixture(scope="session")
def browser():
    executable = chromium()
    with sync_playwright() as playwright:
        sandbox = [] if not hasattr(os, "geteuid") or os.geteuid() else ["--no-sandbox"]  # root cannot have one
        one = playwright.chromium.launch(executable_path=executable, args=QUIET + sandbox)
        yield one
        one.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def address(site):
    """Where the built site is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
