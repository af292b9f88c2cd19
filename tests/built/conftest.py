"""The built site, served, and a real browser to look at it."""

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from exhibit import chromium
from tests.served import served

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole site, built strictly as `make site` does; a warning fails every test that looks at it."""
    folder = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    wrong = [line for line in done.stderr.splitlines() if re.search("WARN|ERROR|Warning|Error", line)]
    assert done.returncode == 0 and not wrong, "\n".join(wrong)
    return folder


@pytest.fixture(scope="session")
def browser():
    with chromium.opened() as one:  # test_wire.py watches the policy; the others ask pages what it would forbid to ask
        one.new_context, one.new_page = (functools.partial(make, bypass_csp=True) for make in (one.new_context, one.new_page))
        yield one


@pytest.fixture(scope="session")
def address(site):
    """Where the built site is served."""
    with served(site) as home:
        yield home


@pytest.fixture
def visit(browser, address):
    """Opens a page in a fresh context; what it asked other hosts for stands in `page.elsewhere`."""
    contexts = []

    def go(url, viewport=DESKTOP, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.elsewhere, page.errors = [], []
        page.on("request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else page.elsewhere.append(one.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(address + url)
        return page

    yield go
    for context in contexts:
        context.close()
