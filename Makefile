# make demo and make test do all the set-up on a fresh clone: uv where it is there, else python3 -m venv and pip.
# PYTHON=python3.12 chooses the interpreter; DIR=folder says where the demo puts its journal.

BIN := .venv/bin

.PHONY: demo test harsh lint format bench docs picture clean
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo "make demo    the main job on real observations"
	@echo "make test    every test"
	@echo "make harsh   kill -9, full and failing disks, power cuts: half an hour; QUICK=1 takes minutes"
	@echo "make lint    style, types and the contracts between the layers"
	@echo "make bench   speed, as ratios in one run"

demo: .venv/.ready
	@$(BIN)/lineage demo $(if $(DIR),"$(DIR)")

test: .venv/.ready
	@$(BIN)/python -m pytest -q

# What needs strace, or root to mount a disk, is skipped with the reason where these are missing.
harsh: .venv/.ready
	@LINEAGE_HARSH=$(if $(QUICK),quick,all) $(BIN)/python -m pytest -q -rs -m harsh tests/harsh

lint: .venv/.ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/reference.py --check
	@$(BIN)/python docs/coding.py --check

format: .venv/.ready
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.ready
	@$(BIN)/python benchmarks/commands.py

docs: .venv/.ready
	@$(BIN)/python docs/reference.py
	@$(BIN)/python docs/coding.py

# The README's picture, drawn from the real screen on the sample journal.
picture: .venv/.ready
	@$(BIN)/python docs/picture.py

# The stamp is made last: a set-up that was interrupted starts again and goes on.
.venv/.ready: pyproject.toml uv.lock .ci/setup
	@sh .ci/setup

clean:
	rm -rf .venv
