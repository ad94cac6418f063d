# `make` alone says what there is to make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run reset test check lint bench lock mosquitto openssl chromium

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /make \1 - /p' Makefile

setup: $(READY) ## .venv, with what requirements.lock names

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@echo "preparing $(VENV): half a minute, once"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## the whole lot on this machine; BROKER=host uses that broker and starts none
	@$(BIN)/python -m launcher $(if $(BROKER),--broker $(BROKER))

reset: ## forget what the services remember
	@if [ -d state ]; then find state -mindepth 1 -delete; fi

test: setup mosquitto openssl chromium build/paho16 ## all tests; nothing is skipped
	$(BIN)/python -m pytest --no-skips

check: setup lint test ## all that must hold

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## measure; NAME=chain or NAME=idle for one of them
	$(BIN)/python -m bench $(NAME)

lock: setup ## name the versions in requirements.lock anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --upgrade \
		--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--output-file requirements.lock pyproject.toml

mosquitto:
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin" command -v mosquitto >/dev/null || .ci/install mosquitto

openssl:
	@command -v openssl >/dev/null || .ci/install openssl

chromium:
	@command -v chromium >/dev/null || .ci/install chromium

# The template must also work with the paho that Debian ships.
build/paho16:
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --no-deps --target $@ paho-mqtt==1.6.1
