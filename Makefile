# Needs only Python 3.11 or newer with venv; every target makes .venv by itself when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := bot adapters storage tests training
TRAINING := .venv-training
ALONE := PYTHONHASHSEED=0 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1   # one thread: the same sums
LEARN := $(ALONE) $(TRAINING)/bin/python -m

.PHONY: demo run test test-llm check fix bench bench-faithful train bench-summaries lock clean help

help:  ## What there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/run.done  ## One real day, without network or key
	@$(BIN)/paperround demo

run: $(VENV)/run.done  ## Collect what was collected before, and print the newest digest
	@$(BIN)/paperround collect; $(BIN)/paperround digest

test: $(VENV)/dev.done  ## All tests, with coverage
	$(BIN)/python -m pytest -m "not alone" -n 2 --dist worksteal --cov --cov-report=
	$(BIN)/python -m pytest -m alone --cov --cov-append --cov-report=term-missing:skip-covered

test-llm: $(VENV)/dev.done $(VENV)/llm.done  ## A small real language model, on one thread
	$(BIN)/python -m pytest tests/llm

check: $(VENV)/dev.done  ## Format, lint, types, imports
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/dev.done  ## Format, and mend what can be mended
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: $(VENV)/dev.done  ## Measure, beside the raw figures of the same run
	$(BIN)/python -m tests.bench

bench-faithful: $(VENV)/dev.done  ## How well summaries are held to their papers, on the labelled set
	@$(BIN)/python -m tests.bench_faithful

train: $(TRAINING)/done  ## Learn the offline summariser's weights anew from DATA=folder, byte for byte
	@test -d "$(DATA)" || { echo "Name the folder of marked abstracts: make train DATA=…"; exit 2; }
	$(LEARN) training.roles "$(DATA)"
	$(LEARN) training.rarity "$(DATA)"
	$(LEARN) training.tldr "$(DATA)"

bench-summaries: $(TRAINING)/done  ## Measure the offline summariser on the dev splits in DATA=folder
	@test -d "$(DATA)" || { echo "Name the folder of marked abstracts: make bench-summaries DATA=…"; exit 2; }
	@$(LEARN) training.bench "$(DATA)"

lock: $(VENV)/dev.done  ## Pin anew what pyproject.toml asks for
	$(PIP) install uv
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links --group dev -c requirements.lock \
	  pyproject.toml -o requirements-dev.lock

clean:  ## Take away what was made
	rm -rf $(VENV) $(TRAINING) .mypy_cache .ruff_cache .pytest_cache .coverage

# Each mark is as new as the lock it was installed from.
$(VENV)/run.done: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) …"
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/dev.done: $(VENV)/run.done requirements-dev.lock
	@$(PIP) install -r requirements-dev.lock
	@touch $@

# The server of a real model, 200 MB, in an environment of its own: nothing else needs it.
$(VENV)/llm.done: pyproject.toml | $(VENV)/dev.done
	@test -x $(VENV)/llm/bin/python || $(BIN)/python -m venv $(VENV)/llm
	@$(PIP) install uv
	@$(BIN)/python -m uv pip install --quiet --python $(VENV)/llm/bin/python --no-deps --group llm
	@touch $@

# What learns and measures has an environment of its own: nothing that runs needs it.
$(TRAINING)/done: pyproject.toml
	@test -x $(TRAINING)/bin/python || $(PYTHON) -m venv $(TRAINING)
	@echo "Installing into $(TRAINING) …"
	@$(TRAINING)/bin/python -m pip --disable-pip-version-check --quiet install uv
	@$(TRAINING)/bin/python -m uv pip install --quiet --python $(TRAINING)/bin/python --group training
	@touch $@
