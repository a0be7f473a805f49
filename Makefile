# Everything happens in .venv, which is made from requirements.lock (versions with hashes).
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
MIRROR ?=
BIN := .venv/bin
export RAREKG_HOME ?= $(CURDIR)/.rarekg

.PHONY: install editor serve serve-full test check bench relevance catalogues clean lock

install: .venv/installed editor

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rarekg needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# The query editor of /sparql; where it cannot be built, the page has a plain form.
editor: .venv/installed
	@web/editor/build.sh .venv/editor

serve: install
	$(BIN)/rarekg build --sources curated
	$(BIN)/rarekg serve --host $(HOST) --port $(PORT)

serve-full: install
	@test -n "$(MIRROR)" || { echo "usage: make serve-full MIRROR=folder-with-the-source-files"; exit 2; }
	$(BIN)/rarekg build --mirror $(MIRROR)
	$(BIN)/rarekg serve --host $(HOST) --port $(PORT)

test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	$(BIN)/python -m pip install --quiet --require-hashes -r benchmarks/requirements.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m benchmarks $(ARGS)

# How often the search answers judged queries rightly (docs/benchmarks.md); needs a full release.
relevance: install
	$(BIN)/python -m tests.relevance $(if $(RELEASE),--release "$(RELEASE)") $(ARGS)

# Brings the catalogues of the interface to the texts of the code (docs/translating.md).
catalogues: install
	$(BIN)/python -m tools.catalogues update

# Resolves the dependencies of pyproject.toml anew (needs uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate pyproject.toml --group dev -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate --group pyproject.toml:bench \
	  -o benchmarks/requirements.lock

clean:
	rm -rf .venv web/static/editor .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build benchmarks/out .rarekg
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
