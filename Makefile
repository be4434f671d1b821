# `make` alone lists what there is to do.
PYTHON ?= python3
VENV   := .venv
READY  := $(VENV)/ready
RUN    := $(VENV)/bin/python -m
PIP    := $(RUN) pip install --quiet --disable-pip-version-check
OLDEST := 3, 11
SUDO   := $(if $(filter-out 0,$(shell id -u)),sudo)
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: environment
.PHONY: help system run test test-browser lab release grade formgrader export publish hooks bench lint lock clean

help:  ## list the tasks
	@echo "Score functions: a course in four notebooks. What make can do:"; echo
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18
	@echo; echo "NOTEBOOK=01_score_definition narrows run and release; PYTHON=python3.12 chooses the Python."

$(READY): requirements.txt
	@$(MAKE) --no-print-directory environment
	@echo "Setting up .venv (once; torch and Jupyter take a minute or two) ..."
	@# torch first and alone: a resolver that meets it late may choose another build of it
	@$(PIP) "$$(grep -o '^torch==[^ ]*' requirements.txt)"
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps --editable .
	@touch $(READY)

environment:  # makes .venv where there is none that works; what else lies there, or where it links to, stays
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < ($(OLDEST)) and "Python %s.%s or newer is needed; %s is %s. Name a newer one:  make PYTHON=python3.12" % ($(OLDEST), sys.executable, sys.version.split()[0]))'
	@$(VENV)/bin/python -c 'import pip, sys; sys.exit(sys.version_info < ($(OLDEST)))' 2>/dev/null \
		|| { rm -f $(VENV)/bin/python*; $(PYTHON) -m venv "$$($(PYTHON) -c 'import os; print(os.path.realpath("$(VENV)"))')"; }

system:  ## install bubblewrap and chromium (Debian, Ubuntu), which grading and the tests call
	@missing="$$(for pair in bwrap:bubblewrap chromium:chromium; do command -v $${pair%:*} >/dev/null || echo $${pair#*:}; done)"; \
	test -z "$$missing" || $(SUDO) apt-get -qq update; \
	for package in $$missing; do \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$package >/dev/null \
			|| echo "NOTE: $$package could not be installed. Grading needs bubblewrap; tests that need what is missing are skipped."; \
	done

run: $(READY)  ## execute the solved notebooks and write them as pages to build/pages
	@$(RUN) grading.pages $(NOTEBOOK)

test: $(READY) lint  ## everything CI checks: the helpers, the notebooks, the grading, the pages
	@$(RUN) pytest -n $(or $(JOBS),2) --dist loadfile --no-loadscope-reorder --nbval --nbval-current-env

test-browser: $(READY)  ## the student notebooks in JupyterLab, in a real browser; pictures in build/screenshots
	@$(RUN) pytest tests/browser

lab: $(READY)  ## open the student notebooks in JupyterLab
	@$(VENV)/bin/jupyter lab --notebook-dir notebooks

release: $(READY)  ## derive the solved .ipynb and all of notebooks/ from solutions/*/*.py
	@$(RUN) grading.pairs $(NOTEBOOK)

grade: $(READY)  ## grade a class: CLASSROOM=path (without it, a sample class); STRICT=1: exit 3 where something needs attention
	@SANDBOX=$(SANDBOX) $(RUN) grading.grade $(if $(CLASSROOM),--classroom "$(CLASSROOM)") $(if $(ASSIGNMENT),--assignment "$(ASSIGNMENT)") \
		$(if $(STUDENT),--student "$(STUDENT)") $(if $(JOBS),--jobs "$(JOBS)") $(if $(STRICT),--strict)

formgrader: $(READY)  ## mark written answers of a graded class in the browser: CLASSROOM=path
	@$(RUN) grading.formgrader $(if $(CLASSROOM),--classroom "$(CLASSROOM)",--classroom build/sample-class) $(if $(PORT),--port "$(PORT)")

export: $(READY)  ## write the points as an LMS imports them: CLASSROOM=path FOR=canvas, moodle or blackboard
	@$(RUN) grading.export $(if $(CLASSROOM),--classroom "$(CLASSROOM)") $(if $(FOR),--for "$(FOR)") \
		$(if $(ASSIGNMENT),--assignment "$(ASSIGNMENT)") $(if $(COLUMN),--column "$(COLUMN)")

publish: $(READY)  ## write what students may see to a clone of their repository: DEST=path
	@$(RUN) grading.publish $(if $(DEST),--dest "$(DEST)")

hooks: $(READY)  ## check before every git commit what CI will check
	@$(RUN) pre_commit install

bench: $(READY)  ## measure speed and precision against peers: PART=mathematics|notebooks|grading, SAVE=1 (BENCHMARKS.md)
	@PYTHONPATH=tests $(RUN) bench $(if $(PART),--part "$(PART)") $(if $(DEVICE),--device "$(DEVICE)") $(if $(SAVE),--save)

lint: $(READY)  ## ruff on every .py, the notebooks' included, and mypy
	@$(RUN) ruff check --quiet .
	@$(RUN) mypy --no-error-summary
	@$(VENV)/bin/python .ci/figures.py
	@$(RUN) ruff format --quiet --check --exclude notebooks . || { echo "Run: .venv/bin/ruff format --exclude notebooks ."; exit 1; }

lock: $(READY)  ## compile requirements.txt from the groups in pyproject.toml; UPGRADE=1: with the newest versions
	@$(RUN) uv pip compile --quiet $(if $(UPGRADE),--upgrade) --python-version 3.11 --group course --group jupyter \
		--group grading --group tests --annotation-style line --custom-compile-command "make lock" -o requirements.txt pyproject.toml

clean:  ## remove what was built (the set-up in .venv stays; rm -r .venv removes that too)
	rm -rf build .pytest_cache .ruff_cache .mypy_cache *.egg-info
	find . -name __pycache__ -not -path "./$(VENV)/*" -prune -exec rm -rf {} +
