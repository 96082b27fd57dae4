# `make help` lists the targets: a line "target: …  ## what it does" each.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# More than this machine's cores: most tests wait for leases, delays and processes.
TEST_PROCESSES ?= 4

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | awk -F':.*  ## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/run: requirements/run.lock pyproject.toml
	@echo "Installing jobspider and what it needs into .venv; the first time that takes a minute or two."
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements/dev.lock .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.lock
	touch $@

demo: .venv/run  ## crawl a sample job board on this machine into jobspider.db and show what was found
	@$(BIN)/jobspider demo

serve: .venv/run  ## look at what was crawled: http://127.0.0.1:8000, the REST API is at /docs
	@$(BIN)/jobspider api

.venv-scrapydweb/installed: requirements/scrapydweb.lock
	$(PYTHON) -m venv .venv-scrapydweb
	.venv-scrapydweb/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	touch $@

nodes: .venv/run .venv-scrapydweb/installed  ## the whole service on loopback, until Ctrl-C: Redis, MariaDB, two Scrapyd nodes, ScrapydWeb, …
	@$(BIN)/jobspider nodes

servers:  ## install the servers that the tests start (Debian or Ubuntu, as root)
	@deploy/install-servers.sh

test: .venv/dev .venv-scrapydweb/installed servers  ## the whole suite, on real Redis, MariaDB and Chromium
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

test-deploy: .venv/dev  ## the images and stack.yml on a real swarm of two machines, on this one (Debian, root, half an hour)
	@deploy/install-docker.sh
	$(BIN)/python -m pytest --capture=no tests/deploy

lint: .venv/dev  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint  ## the quick inner loop: lint and the tests that need no server
	$(BIN)/python -m pytest -n auto -m "not servers"

bench: .venv/dev servers  ## measure everything beside its peers, and write docs/performance.md (an hour; python -m benchmarks NAME: one part)
	$(BIN)/python -m benchmarks

soak: .venv/dev servers  ## the whole service under faults, then an audit: SOAK_MINUTES=n SOAK_SEED=n (docs/soak.md)
	$(BIN)/python -m benchmarks.soak --minutes $(or $(SOAK_MINUTES),3) --seed $(or $(SOAK_SEED),1)

fuzz: .venv/dev servers  ## look for what breaks, at random: FUZZ_MINUTES=n FUZZ_SEED=n FUZZ_EXAMPLES=n (docs/security.md)
	$(BIN)/python -m tests.fuzz --minutes $(or $(FUZZ_MINUTES),20) $(if $(FUZZ_SEED),--seed $(FUZZ_SEED)) \
	  --examples $(or $(FUZZ_EXAMPLES),100)

lock:  ## write the lock files anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links pyproject.toml --group dev -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links requirements/scrapydweb.in -o requirements/scrapydweb.lock

# --strict: what cannot be looked up counts as a finding, else an audit without its service would find nothing.
AUDIT := .venv-audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r
audit:  ## compare all locked libraries with the lists of known vulnerabilities (asks PyPI and npm's registry; docs/security.md)
	test -x .venv-audit/bin/pip-audit || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@echo "ScrapydWeb pins old libraries: what is known of them is shown, and only ScrapydWeb can mend it."
	-$(AUDIT) requirements/scrapydweb.lock
	@found=0; for lock in run dev; do $(AUDIT) requirements/$$lock.lock || found=1; done; \
	  (cd api/frontend && npm audit --package-lock-only) || found=1; exit $$found

bundle:  ## build the pages' scripts anew into api/static/bundle (needs Node.js 20 and npm)
	cd api/frontend && npm ci --silent && npm run --silent build

.PHONY: help demo serve nodes servers test test-deploy lint check bench soak fuzz lock audit bundle
