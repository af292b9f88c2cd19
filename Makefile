# Two commands: `make serve` and `make test`. Each sets up .venv from the lock file by itself.
PYTHON ?= python3
PORT ?= 8000
export NO_MKDOCS_2_WARNING = 1
.PHONY: serve test site accept accept-words bench data mutants matrix reproducible lock clean

serve: .venv/ready
	@.venv/bin/python exhibit/setup.py $(PORT)
	@.venv/bin/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

test: .venv/ready
	@.venv/bin/python -m pytest

site: .venv/ready
	@.venv/bin/mkdocs build --strict

accept: .venv/ready
	@.venv/bin/python -m exhibit.runs

accept-words: .venv/ready
	@.venv/bin/python -m exhibit.drift "$(SECTION)"

bench: .venv/ready
	@.venv/bin/python -m exhibit.bench
	@.venv/bin/python -m data.bench

data: .venv/ready
	@.venv/bin/python -m data

reproducible: .venv/ready
	@.venv/bin/python -m pytest tests/reproducible.py

mutants: .venv/ready
	@.venv/bin/python -m exhibit.mutants

matrix: .venv/ready # PYTHONS="3.13 3.14" asks for these
	@.venv/bin/python -m pytest tests/matrix.py

.venv/ready: requirements.txt pyproject.toml exhibit/setup.py
	@$(PYTHON) exhibit/setup.py

lock: .venv/ready
	.venv/bin/uv pip compile --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --all-extras --no-annotate --no-header -o requirements.txt pyproject.toml
	echo pip-audit | .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o .github/audit.txt -

clean:
	rm -rf .venv .cache site
