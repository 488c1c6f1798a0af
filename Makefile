PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help demo up down test faults check format contracts rulebook mail-preview bench-rules bench-gateway bench-storage lock clean bench-events bench bench-engine ops-check bench-restore web web-build

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## Start everything, play the story, show the patient's mail, stop
	@$(BIN)/python -m devstack demo

up: $(READY) ## Start everything with demo data and leave it running (Ctrl-C stops it)
	@$(BIN)/python -m devstack up

down: $(READY) ## Stop a stack that runs in this checkout, and what a killed one left
	@$(BIN)/python -m devstack down

test: $(READY) ## Run every test on real servers
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

faults: $(READY) ## The product under faults in full, about an hour (RUNS="kill_storm rolling" for some)
	@$(BIN)/python -m tests.faults $(RUNS)

ops-check: $(READY) ## An operator's day with docker-compose: scale, kill, back up, destroy, restore (needs the engine)
	@$(BIN)/python -m tests.operations

check: $(READY) ## Formatting, lint, types, import rules, drift of the contracts
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m devstack.contracts check
	@$(RULEBOOK) | cmp -s - docs/rulebook.md || { echo "Run make rulebook and commit docs/rulebook.md"; exit 1; }

format: $(READY) ## Format and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: bench-rules bench-engine bench-gateway ## Run every benchmark, one after the other

bench-engine: $(READY) ## Time cold plans and the refusal of hostile documents, and show what is remembered
	@$(BIN)/python -m benchmarks.bench_engine

bench-gateway: $(READY) ## The gateway beside a floor without GraphQL (and Hive Gateway, where Node is)
	@! command -v npm >/dev/null || $(MAKE) -s --no-print-directory $(PEERS)
	@$(BIN)/python -m benchmarks.gateway

mail-preview: $(READY) ## Write every mail in both languages to .devstack/mail-preview, to be looked at
	@$(BIN)/python -m devstack mail-preview

contracts: $(READY) ## Write schemas, supergraph and event files anew, compare with others (needs Node)
	@$(BIN)/python -m devstack.contracts build
	@$(MAKE) -s --no-print-directory $(PEERS) $(WEB)
	@$(BIN)/python -m pytest -q tests/with_node

PEERS := contracts/peers/node_modules/.package-lock.json
$(PEERS): contracts/peers/package-lock.json
	@echo "installing the implementations that ours is compared with (once, about a minute) ..."
	@npm ci --prefix contracts/peers --no-audit --no-fund --silent
	@touch $@

web: web-build ## Build the web client and play its story in a real browser (needs Node and Chromium)
	@$(BIN)/python -m pytest -q -s tests/with_browser

web-build: $(READY) ## Build the web client, which make up then serves at /app (needs Node)
	@$(MAKE) -s --no-print-directory $(WEB)
	@cd examples/web && npm run --silent generate && npm run --silent check && npm run --silent build -- --logLevel warn
	@echo "built examples/web/dist"

WEB := examples/web/node_modules/.package-lock.json
$(WEB): examples/web/package-lock.json
	@echo "installing what the web client is built with (once, under half a minute) ..."
	@npm ci --prefix examples/web --no-audit --no-fund --silent
	@touch $@

rulebook: $(READY) ## Write docs/rulebook.md anew from the rules
	@$(RULEBOOK) > docs/rulebook.md

RULEBOOK = RULEBOOK_SWITCHES= $(BIN)/python -m services.certification rules list --markdown --as-of 2026-11-25

bench-rules: $(READY) ## Time one assessment of the full rulebook
	@$(BIN)/python -m benchmarks.bench_rules

bench-storage: $(READY) ## List, search and submit at 10,000 and 1,000,000 certifications (12 GB, ten minutes to an hour)
	@$(BIN)/python -m benchmarks.storage

bench-events: $(READY) ## The relay beside a bare loop; from a submission to the mail, at 20 a second
	@$(BIN)/python -m benchmarks.events

bench-restore: $(READY) ## Time the back-up and the restore of COUNT certifications (100000)
	@$(BIN)/python -m benchmarks.bench_restore $(COUNT)

lock: $(READY) ## Resolve the dependencies anew into both lock files
	@echo "resolving requirements.lock and requirements-dev.lock ..."
	@$(LOCK) --output-file requirements.lock
	@$(LOCK) --extra dev --output-file requirements-dev.lock

LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header --upgrade --quiet

clean: ## Stop what runs here and remove everything that these targets made
	@test ! -e $(READY) || $(BIN)/python -m devstack down
	@rm -rf .venv .devstack contracts/*/node_modules examples/web/node_modules examples/web/dist \
	  examples/web/src/api/generated.ts .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made from the lock alone, and made anew whenever the lock changes.
$(READY): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@echo "preparing .venv from requirements-dev.lock (once, under a minute) ..."
	@test ! -L .venv || { echo ".venv is a link: remove it, so that the environment behind it stays whole"; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
