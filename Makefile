# Everything a person does with the project starts here; `make` alone lists it.
SHELL := /bin/sh
# the first that really runs: a version manager may put names on the PATH that lead nowhere
PYTHON ?= $(shell for name in python3.11 python3.12 python3; do $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$name && break; done)
PY := .venv/bin/python
PORT ?= 8000
DATA ?= .data/run
export PORT DATA
WORKERS ?= 2
SOURCES := core profile hall recommend push api sandbox local bench alembic tests

.PHONY: help setup run reset test check lint format format-check types contracts migrations-check openapi openapi-check client client-check web web-check story screenshots bench
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

setup: ## install what a fresh machine lacks (needs git, make, Python 3.11 and the package registries)
	@test -n "$(PYTHON)" || { echo "✗ 没有找到 Python 3，请先安装 python3.11。"; exit 1; }
	@$(PYTHON) -m local.setup

run: setup ## start everything on this machine: databases, sandbox, API, workers, pages (PORT=8000, DATA=.data/run)
	@exec $(PY) -m local.run

reset: ## empty the data folder of `make run`
	@$(PYTHON) -m local.reset

story: setup ## walk the main job through the public API against running servers, step by step
	@exec $(PY) -m local.story

test: setup web ## the whole suite on real servers, browser tests included
	@$(PY) -m local.chromium
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: lint types contracts migrations-check openapi-check client-check web-check ## all checks that need no running system

lint: setup ## style and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: setup ## put the format in order
	@$(PY) -m ruff check --fix-only -q .
	@$(PY) -m ruff format -q .

types: setup ## mypy --strict
	@$(PY) -m mypy

contracts: setup ## the stair between the rooms (import-linter)
	@.venv/bin/lint-imports --no-cache

migrations-check: setup ## migrations against models, on a database of its own
	@$(PY) -m local.migrations

openapi: setup ## write api/openapi.json from the routes
	@$(PY) -m api.openapi

openapi-check: setup ## api/openapi.json is the one the routes give
	@$(PY) -m api.openapi --check

client: openapi ## write the typed client from api/openapi.json
	@$(PY) -m local.node npm run -s gen:api

client-check: setup ## the typed client is the one api/openapi.json gives
	@$(PY) -m local.client

web: setup ## build the front ends whose sources changed
	@$(PY) -m local.web

web-check: web ## type check and size budget of the front ends
	@$(PY) -m local.node npm run -s type-check
	@$(PY) -m local.node npm run -s budget

screenshots: setup web ## pictures of every page into docs/pictures
	@$(PY) -m local.chromium
	@$(PY) -m local.screenshots

bench: setup ## measure against floors in the same run (bench/results.json)
	@$(PY) -m bench
