"""Prepares `.venv` from the lock file, in any Python 3 that is at hand; `setup.py PORT` says whether a port is free."""

import socket
import subprocess
import sys


def install():
    if sys.version_info < (3, 11):  # noqa: UP036 (this file runs before the right Python is found)
        sys.exit(f"This needs Python 3.11 or newer and python3 is {sys.version.split()[0]}: install one, or say `make PYTHON=…`.")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", ".venv"], stdout=subprocess.DEVNULL):
        sys.exit("Python could not make .venv: install its venv module (Debian and Ubuntu: apt install python3-venv) and try again.")
    for what in (["--require-hashes", "-r", "requirements.txt"], ["--no-deps", "--no-build-isolation", "-e", "."]):
        if subprocess.call([".venv/bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *what]):
            sys.exit(f"pip could not install {what[-1]}: its reason stands above; `make` tries again.")
    open(".venv/ready", "w").close()


def check(port):
    with socket.socket() as one:
        if not one.connect_ex(("127.0.0.1", port)):
            sys.exit(f"Port {port} is taken: stop what uses it, or say `make serve PORT={port + 1}`.")


if __name__ == "__main__":
    check(int(sys.argv[1])) if sys.argv[1:] else install()
