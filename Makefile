# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
MELTANO_VENV := .venv-meltano
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint typecheck imports unit clean

help: ## what can be made
	@grep -E '^[a-z_-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: pyproject.toml tap-tiktok-ads/pyproject.toml target-tiktok-events/pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test --group lint \
		-e ./tap-tiktok-ads -e './target-tiktok-events[postgres]'
	@touch $@

$(MELTANO_VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(MELTANO_VENV)
	$(MELTANO_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(MELTANO_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --group meltano
	@touch $@

lint: $(VENV)/.installed ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: $(VENV)/.installed ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.installed ## import-linter: the arrows between the modules
	$(BIN)/lint-imports

unit: $(VENV)/.installed $(MELTANO_VENV)/.installed ## all tests
	$(BIN)/pytest

test: lint typecheck imports unit ## every check, as CI runs it

clean: ## removes environments and what runs leave behind
	rm -rf $(VENV) $(MELTANO_VENV) .demo .meltano
