# The commands of the README. Each sets up what it needs: a virtual environment in .venv, with pinned packages.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup load ui test lint audit format types publications rollback samples docs constraints bench syndication stories reliability compare train evaluate clean

help: ## Show these commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/ready ## Make the environment

.venv/ready: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r constraints.txt
	@touch $@

load: .venv/ready ## Load all days in data/raw, publish, and say what came of it
	@$(BIN)/python -m etl_project load

ui: .venv/ready ## Start the Dagster UI on http://127.0.0.1:3000, with its scheduler
	@$(BIN)/python -m etl_project ui

test: .venv/ready ## Pass the tests
	@$(BIN)/python -m pytest -n 2 --dist loadscope

lint: .venv/ready ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: ## Ask OSV which pinned packages have known vulnerabilities
	@$(PYTHON) .ci/audit.py constraints.txt benchmarks/constraints.txt

format: .venv/ready ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

publications: .venv/ready ## List what was published, and what can be brought back
	@$(BIN)/python -m etl_project publications

rollback: .venv/ready ## Bring the publication before the current one back (BUILD=… for another)
	@$(BIN)/python -m etl_project rollback $(BUILD)

samples: .venv/ready ## Write the sample pages of data/raw anew
	$(BIN)/python -m etl_project_tests.sample_corpus

docs: .venv/ready ## Write the pages of docs/ that are derived from the code
	$(BIN)/python -m etl_project docs

bench: .venv/ready ## Load 2,000 pages of 100 KB and print pages a second by stage
	$(BIN)/python -m benchmarks.load

syndication: .venv/ready ## Find the copies among 100,000 generated articles; print how many were found, how fast, and what a night costs
	@$(BIN)/python -m benchmarks.syndication

stories: .venv/ready ## Group articles on invented events into stories, and say how well (LABELLED="FILE …") or how fast (SPEED=1)
	@$(BIN)/python -m benchmarks.stories $(LABELLED) $(if $(SPEED),--speed)

reliability: .venv/ready ## Kill runs, fill disks, read during loads, launch at once, load damaged files; print what was survived
	@$(BIN)/python -m benchmarks.reliability

compare: .venv-bench/ready ## Compare extraction with other extractors on annotated pages (ETL_ANNOTATED_PAGES)
	@.venv-bench/bin/python -m benchmarks.extraction.compare

train: .venv-bench/ready ## Train the model of the main text on annotated pages (GOLD, OTHER and UNSEEN="FILE …")
	@.venv-bench/bin/python -m benchmarks.extraction.train $(GOLD) $(if $(OTHER),--other $(OTHER)) $(if $(UNSEEN),--unseen $(UNSEEN))

evaluate: .venv-bench/ready ## Score the main text on annotated pages, cross-validated by site (GOLD, OTHER as above)
	@.venv-bench/bin/python -m benchmarks.extraction.evaluate $(GOLD) $(if $(OTHER),--other $(OTHER))

.venv-bench/ready: benchmarks/constraints.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

PIN := uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --no-emit-find-links --quiet

constraints: ## Pin the newest packages that pyproject.toml allows (needs uv)
	$(PIN) --extra dev --output-file constraints.txt
	$(PIN) --extra bench --constraint constraints.txt --output-file benchmarks/constraints.txt

clean: ## Remove everything that was made by running
	find data -mindepth 1 -maxdepth 1 ! -name raw -exec chmod -R u+w {} + -exec rm -rf {} +
