# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
SERVE ?= yes
ARCHIVE ?= archive.db
PORT ?= 8001
SAMPLES_PORT ?= 8100
BIN := .venv/bin

.PHONY: demo test lint types tests docs screenshots lock clean

demo: .venv/installed  ## crawl the sample newspapers into archive.db and serve it
	@$(BIN)/python -m samples.demo --archive $(ARCHIVE) --serve $(SERVE) --port $(PORT) --samples-port $(SAMPLES_PORT)

test: .venv/installed-dev lint types tests  ## every check

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/installed-dev
	$(BIN)/mypy

tests: .venv/installed-dev chromium
	$(BIN)/python -m pytest -n logical --dist loadfile

docs: .venv/installed-dev  ## write the generated references anew
	$(BIN)/python -m web.reference
	$(BIN)/python -m crawler.reference

screenshots: .venv/installed-dev chromium  ## take the pictures in docs/images anew
	$(BIN)/python -m samples.screenshots

lock: .venv/installed-dev  ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --generate-hashes pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --generate-hashes --group dev pyproject.toml -o requirements-dev.lock

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }

.venv/installed: requirements.lock | .venv/bin/python
	@echo "Installing the locked dependencies into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing the locked tools for the checks into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: chromium
chromium:  # Debian's, for the tests in a real browser
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Debian's Chromium for the browser tests …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else \
	    echo "The browser tests need Chromium; install it with: sudo apt-get install chromium"; exit 1; \
	  fi; }

clean:  ## remove what make made, but no archive
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .demo
