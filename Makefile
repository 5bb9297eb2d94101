# Everything here needs only Python 3.11+, git and make. `make` alone lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

# Extra words for the command behind a target: make serve ARGS="--port 8001", make test ARGS="-k dates"
ARGS ?=

# How problems are printed: text, github, json, sarif, junit, markdown
FORMAT ?= text

# The processes that run tests: one more than there are processors, as some wait for a server, a browser or a file
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST := $(BIN)/pytest -n $(WORKERS)

# What `make lock` passes on: make lock LOCK_FLAGS=--upgrade
LOCK_FLAGS ?=
LOCK := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# Each of the many commands that tests run starts faster from compiled modules.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help site serve check quick unit test records lint node ci external audit search-quality lighthouse format bench lock clean

help: ## Show this list
	@echo "Usage: make TARGET [ARGS=...] [PYTHON=python3.12]"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

site: $(VENV)/.project ## Check the records, build the site into site/, check its links
	@$(BIN)/csto-kb build $(ARGS)

serve: $(VENV)/.project ## Show the site in a browser and renew it at every save
	@$(BIN)/csto-kb serve $(ARGS)

check: $(VENV)/.project ## Check the records only
	@$(BIN)/csto-kb check $(ARGS)

quick: lint unit ## What to run before each commit: lint, types, import layers, tests of a minute

unit: $(VENV)/.project $(VENV)/.dev
	$(PYTEST) -m "not whole and not browser and not records" $(ARGS)

test: lint ## Lint, types, import layers, all tests that need no browser
	$(PYTEST) -m "not browser" $(ARGS)

records: $(VENV)/.project $(VENV)/.dev ## What to run after a change of records alone: the checks, and what tests say of records
	@$(BIN)/csto-kb check --format $(FORMAT)
	$(PYTEST) -m "records and not browser" $(ARGS)

lint: $(VENV)/.project $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

ci: node lint ## Everything that a CI job runs: checks, all tests, the site and its links (FORMAT=github annotates)
	@$(MAKE) --no-print-directory check ARGS="--format $(FORMAT)"
	@$(MAKE) --no-print-directory site ARGS=
	@$(BIN)/csto-kb links site --format $(FORMAT)
	$(PYTEST) --site=site $(ARGS)

external: $(VENV)/.project ## Ask the web addresses of the records that are due
	@$(BIN)/csto-kb links --external --due --format $(FORMAT) $(ARGS)

audit: $(VENV)/.dev ## Look for known weaknesses of what the locks name (asks the web)
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements-dev.lock

node: tests/node/node_modules/.installed ## Install what some tests need of Node (skipped without it, except in CI)

search-quality: ## Ask the search of the built site the queries of readers (tests/search/queries.tsv); needs Node
	@node tests/search/quality.mjs site/search-index $(ARGS)

lighthouse: $(VENV)/.project $(VENV)/.dev node ## Weigh the built site and let Lighthouse score it (on a quiet machine)
	@$(BIN)/python tests/lighthouse.py site $(ARGS)

format: $(VENV)/.dev ## Mend what ruff can mend, and format the code
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

bench: $(VENV)/.project ## Measure time and memory at 100, 1,000 and 10,000 records
	@$(BIN)/python benchmarks/run.py $(ARGS)

lock: ## Renew both locks from pyproject.toml (LOCK_FLAGS=--upgrade for newer releases)
	@uv=$$(command -v uv) || { \
	  test -x .cache/uv/bin/uv || { $(PYTHON) -m venv .cache/uv && .cache/uv/bin/pip --quiet install uv; } && \
	  uv=.cache/uv/bin/uv; } && \
	"$$uv" $(LOCK) $(LOCK_FLAGS) --group build pyproject.toml -o requirements.lock && \
	"$$uv" $(LOCK) $(LOCK_FLAGS) --group build --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	@echo "Wrote requirements.lock and requirements-dev.lock."

clean: ## Remove the environment, the site and every cache
	rm -rf $(VENV) site .site-* .cache build dist .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. A stamp that is older than the lock it was made from is made again.

$(VENV)/.created:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "make: no '$(PYTHON)' found. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: $$("$(PYTHON)" --version 2>&1) is too old; csto-kb needs Python 3.11 or newer." >&2; \
	  echo "      Name a newer one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Creating the environment in $(VENV) ..."
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "make: '$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.site: requirements.lock $(VENV)/.created
	@echo "Installing what the site needs ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.site
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.site
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

tests/node/node_modules/.installed: tests/node/package-lock.json
	@echo "Installing the tests' Node packages ..."
	@cd tests/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
