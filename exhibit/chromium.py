"""The browser that tests look through, and that prints the lesson."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

QUIET = [f"--disable-{what}" for what in ("gpu", "quic", "background-networking", "component-update", "sync")] + ["--no-first-run"]


def installed() -> str:
    """An installed Chromium or Chrome, else Playwright's own, else Debian's package; else one command that mends it."""
    present = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")))
    if found := next(present, None):
        return found
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if own.is_file() or subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True).returncode == 0:
        return str(own)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("\nNo Chromium here: installing Debian's package chromium with apt-get", file=sys.__stderr__, flush=True)
        subprocess.run(["apt-get", "update"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], capture_output=True)
        if found := shutil.which("chromium"):
            return found
    sys.exit("no Chromium: run `.venv/bin/python -m playwright install --with-deps chromium`")


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser without a window, shut at the end."""
    executable = installed()
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=executable, args=QUIET) as one:
        yield one
