# make run: set everything up and serve Tummler.   make test: set up and pass every test.
# Works with GNU make 3.81 (macOS) and later.

PYTHON ?= python3
PORT ?= 8000
UV := .tools/uv/bin/uv
RUN := .venv/bin/python

.PHONY: run setup test check lint unit proof bench shots words clean

# Ctrl-C is how it ends: no mistake.
run: setup
	@./tummler serve --port $(PORT) || [ $$? -eq 130 ]

# What the product itself needs, from the lock file.
setup: .venv/.product

.venv/.product: $(UV) uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --python $(PYTHON) --inexact --extra wit
	@touch $@

# What the tests need on top.
.venv/.tests: $(UV) uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --python $(PYTHON) --extra wit --group dev --group servers
	@touch .venv/.product $@

# uv, pinned, inside the project: nothing is installed on the machine.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tummler needs Python 3.11 or newer. $(PYTHON) is older; name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo "Python's pip is missing. Debian, Ubuntu: apt-get install python3-pip. Then again: make"; exit 1; }
	@echo "Fetching uv, once."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location --root-user-action=ignore --target .tools/uv uv==0.13.9

test: .venv/.tests
	@$(RUN) -m tests.run

lint: .venv/.tests
	@$(RUN) -m tests.run --only lint

unit: .venv/.tests
	@$(RUN) -m tests.run --only unit

# Every proof with 500 answers on each network and both databases: about an hour.
proof: .venv/.tests
	@TUMMLER_PROOF_ANSWERS=500 $(RUN) -m tests.run --only proof

bench: setup
	@./tummler bench

shots: .venv/.tests
	@for each in shots public_shots more_shots lasting_shots circles_shots first_shots together_shots people_shots peers_shots designing_shots thanks_shots look; do $(RUN) -m tests.web.$$each || exit 1; done

# Every string of the interface into each language's catalog; then write what is still empty, and run it again.
words: .venv/.tests
	@mkdir -p .cache
	@.venv/bin/pybabel -q extract -F babel.cfg -k noop -k N_ -k gettext_lazy --no-location --sort-output -o .cache/words.pot .
	@.venv/bin/pybabel -q update -i .cache/words.pot -d src/tummler/web/locale -D django --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@.venv/bin/pybabel compile --statistics -d src/tummler/web/locale -D django

clean:
	rm -rf .venv .tools .cache
