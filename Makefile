# Treapta. `make` alone lists what can be done.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Compiled Python is kept, whatever the shell says: without it each process compiles all again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
ASSETS := lms/web/assets
FOREIGN := tests/foreign
VENDOR := lms/web/static/vendor
# Wheels only, each with its hash, and nothing resolved again: the lock is complete.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps
PIP_LOCKED := $(PIP) --only-binary :all: --require-hashes
# Node.js of the machine, else the one of requirements/node.lock in the virtual environment.
NODE_STAMP := $(if $(shell command -v npm 2>/dev/null),,$(STAMPS)/node)
NODE_PATH_FIRST := $(if $(NODE_STAMP),PATH="$(CURDIR)/$(BIN):$$PATH",)
# Settings of the demonstration on this machine; an installation sets its own (.env.example).
DEMO := TREAPTA_DEMO=1 \
	TREAPTA_RECORDS_FROM=$(shell expr $$(date +%Y) - 1)-01-01 \
	TREAPTA_PUBLIC_URL=http://localhost:$(PORT) \
	TREAPTA_BIND=127.0.0.1:$(PORT) \
	TREAPTA_DATA_DIR=var \
	TREAPTA_DATABASE_URL=sqlite:///var/treapta.sqlite3 \
	TREAPTA_MASTER_KEY_FILE=var/master.key \
	TREAPTA_LOG_FORMAT=console
# More workers than cores: a third of the time is waiting. Whole files of tests to one worker.
WORKERS ?= 3
PYTEST := $(BIN)/python -m pytest
CODE := lms courses badges credit_engine migrations tests

.PHONY: help
help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Start the demonstration: installs, builds, migrates, seeds, serves on port 8000
	@umask 077; mkdir -p var
	@test -s var/master.key || $(BIN)/treapta master-key var/master.key
	@$(DEMO) $(BIN)/treapta db upgrade
	@$(DEMO) $(BIN)/treapta seed --demo
	@$(DEMO) exec $(BIN)/treapta up

.PHONY: build
build: $(STAMPS)/base $(VENDOR)/.built $(STAMPS)/translations ## Install what is locked, build assets and translations

.PHONY: test
test: $(STAMPS)/dev $(STAMPS)/foreign build ## Run all tests with real PostgreSQL, Redis and Chromium
	@sh tests/infra/prerequisites.sh
	$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not bench" $(ARGS)

.PHONY: check
check: $(STAMPS)/dev ## Lint, format, types, import contracts, translations, locks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m lms.translate check
	$(BIN)/python -m tests.infra.locks

.PHONY: format
format: $(STAMPS)/dev ## Format the code and mend what the linter can mend
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(STAMPS)/dev build ## Print the speed figures of this machine, each beside its floor
	@sh tests/infra/prerequisites.sh
	$(PYTEST) -m bench -s -q $(ARGS)

.PHONY: quality
quality: $(STAMPS)/dev ## Match 20,000 people of hostile attendance files against the truth
	$(BIN)/python -m tests.attendance.quality $(ARGS)

.PHONY: axe
axe: $(STAMPS)/dev build ## Look at every page of every role in every look with axe (half an hour)
	@sh tests/infra/prerequisites.sh
	E2E_LOOKS=all $(PYTEST) -n $(WORKERS) --dist loadfile tests/e2e/test_accessibility.py tests/e2e/test_error_states.py $(ARGS)

.PHONY: verify-badges
verify-badges: $(STAMPS)/dev $(STAMPS)/foreign build ## Earn one badge of each carrier and have it verified by software of other makes
	$(BIN)/python -m tests.foreign $(ARGS)

.PHONY: mutants
mutants: $(STAMPS)/dev ## Change the credit engine in 400 small ways; a test must fail for 9 of 10
	$(BIN)/python -m tests.mutation --report $(ARGS)

.PHONY: laws
laws: $(STAMPS)/dev ## Hold the laws of the credit engine against 2,000 invented worlds each (minutes)
	$(PYTEST) -n $(WORKERS) tests/credit_engine/laws --hypothesis-profile laws --hypothesis-show-statistics --timeout 1800 $(ARGS)

.PHONY: api
api: $(STAMPS)/dev build ## Ask 200 odd requests of each operation of /api/v1 (a minute or two)
	@sh tests/infra/prerequisites.sh
	API_EXAMPLES=200 $(PYTEST) tests/web/test_api_fuzz.py --timeout 1800 $(ARGS)

.PHONY: hostile
hostile: $(STAMPS)/dev build ## Ask every route every odd value (minutes; a part of them in `make test`)
	EVERY_VALUE=1 $(PYTEST) -n $(WORKERS) tests/web/test_hostile_fuzz.py --timeout 1800 $(ARGS)

.PHONY: soak
soak: $(STAMPS)/dev build ## Kill every process at every named point, 20 times each
	@sh tests/infra/prerequisites.sh
	$(PYTEST) -n $(WORKERS) --dist loadfile -m topology --rounds 20 $(ARGS)

.PHONY: lock
lock: $(STAMPS)/lock ## Resolve requirements/*.in again into the locks (UPGRADE=--upgrade takes newer versions)
	@$(VENV)-lock/bin/uv pip compile -q $(UPGRADE) --no-deps --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links \
		requirements/foreign.in -o requirements/foreign.lock
	@for name in base dev node; do \
		$(VENV)-lock/bin/uv pip compile -q $(UPGRADE) --python-version 3.11 --generate-hashes \
			--no-header --no-emit-index-url --no-emit-find-links \
			requirements/$$name.in -o requirements/$$name.lock || exit 1; \
	done
	@$(BIN)/python -m tests.infra.locks

.PHONY: clean
clean: ## Remove what was built (not .venv, not var)
	rm -rf $(VENDOR) $(ASSETS)/node_modules $(FOREIGN)/node_modules $(STAMPS)/translations build treapta.egg-info
	find lms courses badges credit_engine migrations tests -name __pycache__ -prune -exec rm -rf {} +
	find lms/translations -name '*.mo' -delete

# --- what the targets above rest on -------------------------------------------------------

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Treapta needs Python 3.11 or newer; $(PYTHON) is older. Use: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
		echo "The virtual environment could not be made. On Debian: apt-get install python3-venv"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/base: requirements/base.lock pyproject.toml | $(STAMPS)/venv
	@echo "Installing the libraries of requirements/base.lock …"
	@$(PIP_LOCKED) -r requirements/base.lock
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: requirements/dev.lock | $(STAMPS)/base
	@echo "Installing the tools of requirements/dev.lock …"
	@$(PIP_LOCKED) -r requirements/dev.lock
	@touch $@

# Some of these have no wheels: pip builds them, in an environment of the moment.
$(STAMPS)/foreign: requirements/foreign.lock $(FOREIGN)/package-lock.json | $(STAMPS)/venv $(NODE_STAMP)
	@echo "Installing the verifiers of other makes …"
	@test -x $(VENV)-foreign/bin/python || $(PYTHON) -m venv $(VENV)-foreign
	@$(VENV)-foreign/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
		-r requirements/foreign.lock
	@sed -i "s/RSA\.importKey(/RSA.import_key(/; s/jwk\.construct(key, /jwk.construct(public_pem, /" $(VENV)-foreign/lib/python3*/site-packages/openbadges/verifier/tasks/crypto.py
	@$(NODE_PATH_FIRST) npm ci --prefer-offline --prefix $(FOREIGN) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(STAMPS)/node: requirements/node.lock | $(STAMPS)/venv
	@echo "No npm on this machine: installing Node.js from requirements/node.lock …"
	@$(PIP_LOCKED) -r requirements/node.lock
	@touch $@

$(STAMPS)/lock: | $(STAMPS)/dev
	@test -x $(VENV)-lock/bin/uv || { $(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install -qq uv; }
	@touch $@

$(VENDOR)/.built: $(ASSETS)/package-lock.json $(ASSETS)/package.json $(ASSETS)/build.mjs | $(STAMPS)/venv $(NODE_STAMP)
	@echo "Building the assets of the pages …"
	@$(NODE_PATH_FIRST) npm ci --prefer-offline --prefix $(ASSETS) --ignore-scripts --no-audit --no-fund --silent
	@$(NODE_PATH_FIRST) node $(ASSETS)/build.mjs
	@touch $@

$(STAMPS)/translations: $(wildcard lms/translations/*/*.po) | $(STAMPS)/base
	@$(BIN)/python -m lms.translate compile
	@touch $@
