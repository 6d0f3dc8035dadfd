# Two commands: `make build` and `make test`. Everything else helps with them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

PYTHON ?= python3
export LANDING_ROOT ?= landing
export WAREHOUSE_ROOT ?= warehouse
export KEY_DIR ?= keys
PEOPLE ?= 187000
SEED ?= 2016

BIN := .venv/bin
RUN := PYTHONPATH=python_models $(BIN)/python -m

.PHONY: build test faults setup demo keys rotate tokens sql held-about audit privacy lint types bench bench-matching bench-risk docs docs-site clean

## build: set up, make demonstration deliveries if there are none, build, publish
build: setup
	@$(RUN) essex_data demonstrate --people $(PEOPLE) --seed $(SEED)
	@if $(RUN) essex_data is-current; then \
	    echo "Nothing has changed since the last publication: $(WAREHOUSE_ROOT)/published/current"; \
	else \
	    $(BIN)/dbt build; \
	fi

## test: set up and run every check (lint, types, tests, a small warehouse)
test: setup
	@# At once: types need one core, and SQL style begins with one.
	@$(MAKE) --no-print-directory --jobs=2 lint types
	$(BIN)/pytest

## faults: kill builds, fill disks, take memory away: every fault, in up to an hour
faults: setup
	$(BIN)/pytest --faults --numprocesses=0 tests/python/test_faults.py tests/python/test_publication.py \
	    tests/python/test_rights.py tests/python/test_canaries.py

## lint: SQL, YAML and Python style
lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# as in an empty warehouse: what is there already changes what models say
	WAREHOUSE_ROOT=target/lint $(BIN)/sqlfluff lint --processes 2 models tests/singular

## types: the Python library's and the demonstration's types
types: setup
	$(BIN)/mypy

## keys: make link.key and vault.key in KEY_DIR, if they are not there
keys: setup
	@$(RUN) essex_data keys

## rotate: put a new key in the place of one: make rotate KEY=link.key (or vault.key)
rotate: setup
	@$(RUN) essex_data rotate --key "$(KEY)"

## tokens: pseudonymise at source: make tokens PARTNER=essex_police OUT=outgoing
tokens: setup
	@$(RUN) essex_data tokens --partner "$(PARTNER)" --out "$(OUT)"

## sql: run a query against the vault: make sql QUERY="select ..." [OUT=file.csv] [PURPOSE=...]
sql: setup
	@$(RUN) essex_data sql --query "$$QUERY" $(if $(OUT),--out "$(OUT)") $(if $(PURPOSE),--purpose "$(PURPOSE)")
export QUERY

## held-about: all that is held about the person of a record: make held-about RECORD=<token> [ROLE=mother] [OUT=folder]
held-about: setup
	@$(RUN) essex_data held-about --record "$(RECORD)" --role "$(ROLE)" $(if $(OUT),--out "$(OUT)")

## audit: attack the publication: make audit [INDICATOR=falls] [PERIODS=1] [FOLDER=published/current] [EARLIER=folder]
audit: setup
	@$(RUN) essex_data audit $(if $(FOLDER),--folder "$(FOLDER)") $(if $(INDICATOR),--indicator "$(INDICATOR)") $(if $(PERIODS),--periods "$(PERIODS)") $(if $(EARLIER),--earlier "$(EARLIER)")

## privacy: show where each delivered identifier ends up, and every leak: make privacy [MANIFEST=target/manifest.json]
privacy: setup
	@$(RUN) essex_data check-privacy $(if $(MANIFEST),--manifest "$(MANIFEST)")

## bench: time set-up, deliveries and build on the demonstration district
bench: setup
	@$(BIN)/python -m benchmarks.build

## bench-matching: measure matching beside its peers: make bench-matching [SETS="febrl4 refresh"]
bench-matching: .venv-bench/.set-up
	@PYTHONPATH=python_models .venv-bench/bin/python -m benchmarks.matching $(if $(SETS),--sets $(SETS))

## bench-risk: how near risk models come to the demonstration's true risks: make bench-risk [TRUTH=folder] [LINKS=true | COPIES=8 | ROWS=1000000]
bench-risk: setup
	@$(RUN) benchmarks.risk --truth-root $(if $(TRUTH),"$(TRUTH)",$(LANDING_ROOT)_truth) $(if $(LINKS),--true-links) $(if $(COPIES),--copies $(COPIES)) $(if $(ROWS),--rows $(ROWS))

## docs: write the pages of docs/ that come of the project itself
docs: setup
	@$(RUN) essex_data docs

## docs-site: every model, column and its lineage as one page that works offline
docs-site: setup
	$(BIN)/dbt docs generate --static
	@$(RUN) essex_data docs-site --page target/static_index.html

## clean: remove what dbt compiled and logged; deliveries, keys and warehouse stay
clean:
	rm -rf target logs

setup: .venv/.set-up

# The peers have an environment of their own: nothing of the project needs them.
.venv-bench/.set-up: requirements-bench.lock | setup
	$(PYTHON) -m venv --clear .venv-bench
	$(BIN)/uv pip install --quiet --require-hashes --python .venv-bench/bin/python -r $< \
	    || .venv-bench/bin/pip install --quiet --require-hashes -r $<
	@touch $@

.venv/.set-up: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 build")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9
	@# uv installs in seconds; where it does not reach the index that pip is set up for, pip does it.
	@# Compiled at once: a process that must not write bytecode would compile 7 s of it each time.
	$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes --python $(BIN)/python -r requirements.lock \
	    || $(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@touch $@
