# make                   install into .venv, make the demo's media, render the demo season into renders/
# make renders/s01e01    render one episode
# make test              run the tests, but for those that take long
# make test-long         run those
# make test-align        run those of speech again, in an environment that has what listens for words (create-together[align])
# make page              bundle the page of `together studio` from studio/page into pipeline/studio/static (needs node)
# make lint              check style and types
# make check             lint and all tests: what has to hold before a change is shared
# make clean             empty renders/ and remove the demo's media

PYTHON   ?= python3
PROFILE  ?=
VENV     := .venv
BIN      := $(VENV)/bin
ALIGN    := .venv-align
# A file such as s01e01.es.yaml is a translation.
EPISODES := $(basename $(notdir $(wildcard episodes/s[0-9][0-9]e[0-9][0-9].yaml)))

.PHONY: all page test test-long test-align lint style types-linux types-darwin check clean media $(EPISODES:%=renders/%)

all: $(EPISODES:%=renders/%)

$(EPISODES:%=renders/%): renders/%: media
	$(BIN)/together build episodes/$*.yaml $(if $(PROFILE),--profile $(PROFILE))

media: $(VENV)/ready
	@$(BIN)/python -m episodes.generator

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# The bundle is committed, so that only who changes the page needs node.
page:
	cd studio/page && npm ci --ignore-scripts --no-audit --no-fund && npm run check && npm run build

# Where this is set, the processes of tests prepare all modules of ours and of the tests anew each time.
test test-long test-align: export PYTHONDONTWRITEBYTECODE :=

# Each process begins with a part of the list in one piece, so that what a module prepares is mostly prepared once; who is done early
# takes over half of what another has left.
test: $(VENV)/ready
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'not long'

test-long: $(VENV)/ready
	$(BIN)/python -m pytest -n auto --dist worksteal -m long

# The other tests say what happens without it, so it has an environment of its own.
$(ALIGN)/ready: pyproject.toml
	$(PYTHON) -m venv $(ALIGN)
	$(ALIGN)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[align,dev]'
	@touch $@

test-align: $(ALIGN)/ready
	TOGETHER_ALIGN=1 $(ALIGN)/bin/python -m pytest -n auto --dist worksteal tests/speech

# With `make -j 2` both platforms are looked at together.
lint: style types-linux types-darwin

style: $(VENV)/ready
	$(BIN)/ruff check .

types-linux types-darwin: types-%: $(VENV)/ready
	$(BIN)/mypy --platform $* --cache-dir .mypy_cache/$*

check: lint test test-long test-align

clean:
	find renders -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	rm -rf episodes/media
