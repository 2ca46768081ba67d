# make                   install into .venv, make the demo's media, render the demo season into renders/
# make renders/s01e01    render one episode
# make test              run the tests
# make check             lint, types, tests: what has to hold before a change is shared

PYTHON   ?= python3
PROFILE  ?=
VENV     := .venv
BIN      := $(VENV)/bin
EPISODES := $(basename $(notdir $(wildcard episodes/s[0-9]*.yaml)))

.PHONY: all test check clean media $(EPISODES:%=renders/%)

all: $(EPISODES:%=renders/%)

$(EPISODES:%=renders/%): renders/%: media
	$(BIN)/together build episodes/$*.yaml $(if $(PROFILE),--profile $(PROFILE))

media: $(VENV)/ready
	@$(BIN)/python -m episodes.generator

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

test: $(VENV)/ready
	$(BIN)/python -m pytest -n auto

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

clean:
	rm -rf renders episodes/media
