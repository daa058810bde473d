# Two commands do everything on a machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
INDEXES := build/policies/.made
INDEXED := $(shell find policies -type f -o -type d) $(wildcard engine/packer_systo/engine/bundle/*.py) engine/packer_systo/engine/judgment/conditions.py

.PHONY: help demo test test-all lint types docs proof proof-tenth lock clean
.DEFAULT_GOAL := help

help: ## Show what there is to run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements/dev.txt requirements/schemas.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "packer-systo needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@echo "Building $(VENV) from requirements/dev.txt (hashes checked) …" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes -r requirements/schemas.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q engine attest
	@touch $@

# What a first run reads in place of the bundles' YAML.
$(INDEXES): $(STAMP) $(INDEXED)
	@$(BIN)/python tools/bundle_indexes.py
	@touch $@

demo: $(INDEXES) ## Run the gate on docs/examples
	@echo '$$ systo-policy check docs/examples' >&2
	@$(BIN)/systo-policy check docs/examples; code=$$?; \
	if [ $$code -eq 1 ]; then \
	  echo "Exit code 1, as expected: the examples hold mistakes, and a CI job would fail on them." >&2; \
	else \
	  echo "Exit code $$code; 1 was expected." >&2; exit 1; \
	fi

test: $(INDEXES) ## Run the tests
	@$(BIN)/python -m pytest -q -n auto -m "not slow and not parity"

test-all: $(INDEXES) ## Run all tests, the slow ones and the comparisons with Go, opa and conftest too
	@$(BIN)/python -m pytest -q -n auto

lint: $(STAMP) ## Check style, layout and the direction of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: $(STAMP) ## Check types, twice
	@$(BIN)/mypy
	@$(BIN)/pyright

proof: $(INDEXES) ## Print the project's figures (takes a while; uses Go, opa and conftest where they are)
	@$(BIN)/python proof/all.py

proof-tenth: $(INDEXES) ## The same on a seeded tenth of the data
	@$(BIN)/python proof/all.py --share 0.1

docs: $(STAMP) ## Write the generated pages anew: rules, document reference, command line
	@$(BIN)/python tools/generate_docs.py

lock: ## Write requirements/dev.txt anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
