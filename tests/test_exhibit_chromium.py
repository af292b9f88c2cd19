"""Which browser is taken, and what is said where there is none."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from exhibit import chromium


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without a browser, on which nothing can be installed; the commands that were tried, and Playwright's place for its own."""
    tried, own = [], tmp_path / "own"

    @contextmanager
    def playwright():
        yield SimpleNamespace(chromium=SimpleNamespace(executable_path=str(own)))

    def run(command, **_):
        tried.append(command[:2])
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr(chromium, "sync_playwright", playwright)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tried, own


def test_an_installed_browser_comes_first(bare, monkeypatch):
    monkeypatch.setattr(shutil, "which", {"chrome": "/opt/chrome", "google-chrome": "/opt/google-chrome"}.get)
    assert chromium.installed() == "/opt/google-chrome" and not bare[0]


def test_then_comes_the_one_of_playwright(bare):
    bare[1].touch()
    assert chromium.installed() == str(bare[1]) and not bare[0]


def test_then_root_gets_that_of_debian(bare, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" or (name == "chromium" and bare[0]) else None)
    assert chromium.installed() == "/usr/bin/chromium"
    assert [command for command in bare[0] if command[0] == "apt-get"] == [["apt-get", "update"], ["apt-get", "install"]]


def test_without_any_it_stops_with_the_command_that_mends_it(bare):
    with pytest.raises(SystemExit) as caught:
        chromium.installed()
    assert str(caught.value) == "no Chromium: run `.venv/bin/python -m playwright install --with-deps chromium`" and len(bare[0]) == 1
