# Two commands: `make serve` and `make test`. Each sets up .venv from the lock file by itself.
PYTHON ?= python3
PORT ?= 8000
LOCK = --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-annotate --no-header
export NO_MKDOCS_2_WARNING = 1
.PHONY: serve test site pdf offline firefox accept accept-words audit bench data mutants matrix reproducible model lock clean

serve: .venv/ready
	@.venv/bin/python exhibit/setup.py $(PORT)
	@.venv/bin/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

test: .venv/ready
	@.venv/bin/python -m pytest

site: .venv/ready
	@.venv/bin/mkdocs build --strict

pdf: site # one of the lesson a language, in dist/
	@.venv/bin/python -m exhibit.book

offline: site # a folder and a zip of the site that open by a double click, in dist/
	@.venv/bin/python -m exhibit.offline

firefox: site # are formulas drawn there too? Pictures of a section lie in dist/firefox
	@.venv/bin/python -m pytest tests/firefox.py

accept: .venv/ready
	@.venv/bin/python -m exhibit.runs

accept-words: .venv/ready
	@.venv/bin/python -m exhibit.drift "$(SECTION)"

bench: .venv/ready
	@.venv/bin/python -m exhibit.bench
	@.venv/bin/python -m data.bench

audit: .venv/ready node_modules/.package-lock.json # RUNS=1 is a quick look
	@.venv/bin/python -m pytest -q tests/audit.py

node_modules/.package-lock.json: package-lock.json
	@npm ci --silent

data: .venv/ready
	@.venv/bin/python -m data

reproducible: .venv/ready
	@.venv/bin/python -m pytest tests/reproducible.py

mutants: .venv/ready
	@.venv/bin/python -m exhibit.mutants

matrix: .venv/ready # PYTHONS="3.13 3.14" asks for these
	@.venv/bin/python -m pytest tests/matrix.py

model: .venv/model
	@.venv/bin/python -m exhibit.kept

.venv/model: .venv/ready requirements-model.txt requirements-model-cpu.txt
	@.venv/bin/python exhibit/setup.py model

.venv/ready: requirements.txt pyproject.toml exhibit/setup.py
	@$(PYTHON) exhibit/setup.py

lock: .venv/ready # PyTorch's own builds are on no package index: UV_FIND_LINKS has to name the folder or page that has them
	.venv/bin/uv pip compile $(LOCK) --all-extras -o requirements.txt pyproject.toml
	.venv/bin/uv pip compile $(LOCK) -c requirements.txt --group model -o requirements-model.txt
	.venv/bin/uv pip compile $(LOCK) -c requirements.txt --group model-cpu -o requirements-model-cpu.txt
	echo pip-audit | .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o .github/audit.txt -
	echo linkchecker | .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o .github/links.txt -

clean:
	rm -rf .venv .cache node_modules site dist
