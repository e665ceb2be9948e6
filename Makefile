# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
MELTANO_VENV := .venv-meltano
BIN := $(VENV)/bin
# Meltano's plugins for demo and tests; your own runs keep theirs in .meltano
PLUGINS := .demo/meltano

# Tests and demo start hundreds of Python processes. Without their bytecode, which some hosts
# forbid to keep, each compiles all that it imports anew: seconds instead of tenths.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo demo-psql report test lint typecheck imports unit settings first-day wheels bench fuzz plugins environments models-elsewhere clean

help: ## what can be made
	@grep -E '^[a-z_-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# uv installs in seconds what takes pip a minute; Meltano uses it for its plugins too.
UV := $(BIN)/uv

$(UV):
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8'

$(VENV)/.installed: pyproject.toml tap-tiktok-ads/pyproject.toml target-tiktok-events/pyproject.toml \
		transform/adloop-report/pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --group test --group lint \
		-e './tap-tiktok-ads[parquet]' -e './target-tiktok-events[postgres]' \
		-e './transform/adloop-report[duckdb]'
	@touch $@

$(MELTANO_VENV)/.installed: pyproject.toml | $(UV)
	$(UV) venv --quiet --allow-existing --python $(BIN)/python $(MELTANO_VENV)
	$(UV) pip install --quiet --python $(MELTANO_VENV)/bin/python --group meltano
	@touch $@

$(PLUGINS)/.installed: meltano.yml tap-tiktok-ads/pyproject.toml target-tiktok-events/pyproject.toml \
		transform/adloop-report/pyproject.toml $(MELTANO_VENV)/.installed
	PATH="$(CURDIR)/$(MELTANO_VENV)/bin:$$PATH" MELTANO_SYS_DIR_ROOT="$(CURDIR)/$(PLUGINS)" \
		meltano --log-level=warning install \
		tap-tiktok-ads tap-postgres target-postgres target-tiktok-events dbt adloop-report
	@touch $@

plugins: $(PLUGINS)/.installed

environments: $(VENV)/.installed plugins

demo: ## both directions: a local TikTok, PostgreSQL and Meltano, nothing else needed
	@echo 'Preparing the environments (the first time takes a minute or two) ...'
	@$(MAKE) --no-print-directory -j2 environments
	@$(BIN)/python -m tests.demo

demo-psql: $(VENV)/.installed ## the demo's database again, in psql
	@$(BIN)/python -m tests.demo psql

# Of your own warehouse, as `.env` names it; the demo writes a page of its own.
report: environments ## report.html: one page with charts, from the models in your warehouse
	@PATH="$(CURDIR)/$(MELTANO_VENV)/bin:$$PATH" MELTANO_SYS_DIR_ROOT="$(CURDIR)/$(PLUGINS)" \
		meltano invoke adloop-report

lint: $(VENV)/.installed ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: $(VENV)/.installed ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.installed ## import-linter: the arrows between the modules
	$(BIN)/lint-imports

# One worker per core. Tests that share something costly stay together (xdist_group).
unit: environments ## all tests, end to end included
	$(BIN)/pytest --numprocesses=auto --maxprocesses=8 --dist=loadgroup

test: lint typecheck imports unit ## every check, as CI runs it

settings: $(VENV)/.installed ## write settings, messages and metrics into READMEs, docs and meltano.yml
	$(BIN)/python -m tests.project.settings_tables --write
	$(BIN)/python -m tests.project.error_guide --write
	$(BIN)/python -m tests.project.report_reference --write
	$(BIN)/python -m tests.project.metrics_page --write

first-day: environments ## do what the README says in an empty folder, and record it in docs/
	$(BIN)/python -m tests.end_to_end.first_day

wheels: environments ## both wheels with their oldest and newest dependencies, on each Python that is there
	EVERY_PYTHON=1 $(BIN)/pytest tests/project/test_wheels.py

bench: $(VENV)/.installed ## the benchmarks: the tap and its peers, some 50 minutes
	$(BIN)/python -m tests.benchmarks tap --write

fuzz: $(VENV)/.installed ## a minute of coverage-guided fuzzing of the target's input (Atheris)
	$(UV) pip install --quiet --python $(BIN)/python --group fuzz
	$(BIN)/python -m tests.fuzz.target_input -max_total_time=60 -timeout=10

models-elsewhere: environments ## the models in a stand-in of Snowflake, and compiled for BigQuery
	$(UV) venv --quiet --allow-existing --python $(BIN)/python .venv-elsewhere
	$(UV) pip install --quiet --python .venv-elsewhere/bin/python --group elsewhere
	$(BIN)/python -m tests.transform.elsewhere

clean: ## removes environments and what runs leave behind
	rm -rf $(VENV) $(MELTANO_VENV) .venv-elsewhere .demo .meltano
