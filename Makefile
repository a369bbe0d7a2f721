# `make serve` and `make test` set up all they need; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --no-input --disable-pip-version-check --constraint constraints.txt
# More arguments for the command: make build ARGS=--strict
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve build check test lint format types train bench clean chromium node

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/.serve ## build the talk, serve it, and show every change at once
	$(PY) -m llms101 serve $(ARGS)

build: $(VENV)/.serve ## build the talk into build/
	$(PY) -m llms101 build $(ARGS)

check: $(VENV)/.serve ## look for mistakes in the talk, and write nothing
	$(PY) -m llms101 check $(ARGS)

test: lint chromium ## all checks: lint, types, tests
	$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(VENV)/.test node_modules/.package-lock.json ## ruff, mypy and tsc; are the generated types fresh?
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	@cp static/js/types.d.ts $(VENV)/types.before 2>/dev/null || : >$(VENV)/types.before
	$(PY) -m llms101 types --write
	@cmp -s static/js/types.d.ts $(VENV)/types.before || { \
	    echo "static/js/types.d.ts was out of date and has been written anew: look at it and commit it." >&2; exit 1; }
	node_modules/.bin/tsc --project tsconfig.json

format: $(VENV)/.test ## lay the Python out as `make lint` wants it
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

types: $(VENV)/.serve ## write static/js/types.d.ts anew from the Python dataclasses
	$(PY) -m llms101 types --write

train: $(VENV)/.test ## train the tiny model anew into llms101/model/
	$(PY) -m llms101 train $(ARGS)

bench: $(VENV)/.test chromium node ## time builds, edits, tokenizer and model, beside those of others
	@npm install --prefix bench --ignore-scripts --no-audit --no-fund --silent || echo "Not all could be installed: going on without it."
	@$(PIP_INSTALL) --editable '.[train,test,bench]' || echo "onnx could not be installed: going on without it."
	@$(PY) -m bench $(ARGS)

clean: ## take away all that make has made
	rm -rf $(VENV) node_modules bench/node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The set-up. Each file named here stands for a finished installation and is older than what it was made from
# only when that has changed since.

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or newer is needed. Name yours: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "Python's venv is missing. Install it: sudo apt-get install -y python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(PIP_INSTALL) --editable '.[train,test]'
	@touch $@ $(VENV)/.serve

node:
	@command -v npm >/dev/null || { \
	    echo "npm is missing. Install Node 20 or newer: sudo apt-get install -y nodejs npm" >&2; exit 1; }

node_modules/.package-lock.json: package.json package-lock.json | node
	npm ci --no-audit --no-fund --silent
	@touch $@

# The tests drive the Chromium of $CHROMIUM, or the first of these that is there.
chromium:
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || { [ -z "$$CHROMIUM" ] && command -v google-chrome >/dev/null; } || { \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	    { [ -z "$$sudo" ] || sudo -n true 2>/dev/null; } || { \
	        echo "Chromium is missing. Install it: sudo apt-get install -y chromium" >&2; exit 1; }; \
	    $$sudo apt-get update -qq && \
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium </dev/null; }
