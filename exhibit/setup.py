"""Prepares `.venv` from the lock file, in any Python 3 at hand; `setup.py model` adds the model; `setup.py PORT` says if a port is free."""

import socket
import subprocess
import sys

PIP = [".venv/bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
HASHED = [*PIP, "--require-hashes", "-r"]


def install():
    if sys.version_info < (3, 11):  # noqa: UP036 (this file runs before the right Python is found)
        sys.exit(f"This needs Python 3.11 or newer and python3 is {sys.version.split()[0]}: install one, or say `make PYTHON=…`.")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", ".venv"], stdout=subprocess.DEVNULL):
        sys.exit("Python could not make .venv: install its venv module (Debian and Ubuntu: apt install python3-venv) and try again.")
    for command in ([*HASHED, "requirements.txt"], [*PIP, "--no-deps", "--no-build-isolation", "-e", "."]):
        if subprocess.call(command):
            sys.exit(f"pip could not install {command[-1]}: its reason stands above; `make` tries again.")
    open(".venv/ready", "w").close()


def model():
    """Where pip finds PyTorch's build for the CPU that, else PyPI's, which on Linux brings the libraries of CUDA."""
    small, large = "requirements-model-cpu.txt", "requirements-model.txt"
    if subprocess.call([*HASHED, small], stderr=subprocess.DEVNULL) and subprocess.call([*HASHED, large]):
        sys.exit(f"pip could not install {large}: its reason stands above; `make model` tries again.")
    open(".venv/model", "w").close()


def check(port):
    if not socket.socket().connect_ex(("127.0.0.1", port)):
        sys.exit(f"Port {port} is taken: stop what uses it, or say `make serve PORT={port + 1}`.")


if __name__ == "__main__":
    model() if sys.argv[1:] == ["model"] else check(int(sys.argv[1])) if sys.argv[1:] else install()
