# manyi: the commands. `make` lists them. Needs Python 3.11 or newer; everything else is made in .venv.

# Settings on the command line (YEAR=2024) are data: taken literally and not expanded by make, checked before
# anything starts, handed to the shell as environment variables and never pasted into a command.
settings := YEAR YEARS REPORT PROFILE ENGINE MEMORY DATA ID FIRM AGAINST SEED NAME FILE TABLE FORCE ENCODING SHEET ONE ALL
$(foreach name,$(settings),$(eval override $(name) := $$(value $(name))))
export $(settings)

small := a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9 - _
large := A B C D E F G H I J K L M N O P Q R S T U V W X Y Z .
without = $(if $2,$(call without,$(subst $(firstword $2),,$1),$(wordlist 2,99,$2)),$1)# characters of $1 not in $2
only = $(if $(call without,$($1),$2),$(error $1='$($1)' is not $3))
$(call only,YEAR,$(small) Q H W,a wave)
blank := $() $()
$(if $(call without,$(subst $(blank),,$(YEARS)),$(small) Q H W),$(error YEARS='$(YEARS)' is not a list of waves))
$(call only,REPORT,$(small),the name of a report)
$(if $(ENGINE),$(if $(or $(filter duckdb,$(ENGINE)),$(findstring ://,$(ENGINE))),,$(error ENGINE='$(ENGINE)' is not the URL of an engine)))
$(call only,PROFILE,0 1,0 or 1)
$(call only,MEMORY,0 1 2 3 4 5 6 7 8 9 M G B,a size of memory such as 8GB)
$(call only,NAME,$(small),the name of a survey)
$(call only,FORCE,1,1)
$(call only,ENCODING,$(small) $(large),an encoding)
$(call only,SEED,0 1 2 3 4 5 6 7 8 9,a whole number)
$(call only,ONE,0 1,1 or 0)
$(call only,ALL,0 1,1 or 0)
$(call only,ID,$(small) $(large),the id of a number)
$(call only,FIRM,$(small) $(large),the number of a firm)

PYTHON ?= python3
python := .venv/bin/python
manyi := $(python) -m manyi
what = --year="$$YEAR" --report="$${REPORT:-annual}" --data="$$DATA" --engine="$$ENGINE" --memory="$$MEMORY"
unexport PYTHONDONTWRITEBYTECODE  # byte code is written on first import, for a fifth of what is installed
.PHONY: help new-survey wave handover report reports test quick check lab sample verify publish explain firm pdf site oracle simulate bench engines office slides docx lock clean
.SILENT:

help: ## this list
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

new-survey: .venv/made ## draft a survey from its file: NAME=clinic FILE=visits.xlsx [YEAR=2024] [SHEET=2024] [ENCODING=gb18030] [FORCE=1]
	$(manyi) new-survey --name="$$NAME" --file="$$FILE" --table="$$TABLE" --year="$$YEAR" --force="$$FORCE" --encoding="$$ENCODING" --sheet="$$SHEET"

wave: .venv/made ## add a wave to a survey: NAME=clinic FILE=visits.xlsx YEAR=2025 [SHEET=2025]
	$(manyi) wave --name="$$NAME" --file="$$FILE" --table="$$TABLE" --sheet="$$SHEET" --year="$$YEAR" --data="$$DATA"

handover: .venv/made ## write the clean data of a survey for SPSS, Stata, R: NAME=clinic YEAR=2024
	$(manyi) handover --name="$$NAME" --year="$$YEAR" --data="$$DATA"

report: .venv/made ## build a report: YEAR=2024 [REPORT=annual] [ONE=1: all in one file too] [DATA=folder] [ENGINE=url] [PROFILE=1]
	$(manyi) report $(what) --profile="$$PROFILE" --one="$$ONE"

reports: .venv/made ## build several years in one go: YEARS="2023 2024" [REPORT=annual] [DATA=folder of raw files]
	$(manyi) reports --years="$$YEARS" --report="$${REPORT:-annual}" --data="$$DATA" --engine="$$ENGINE" --memory="$$MEMORY" --profile="$$PROFILE"

test: .venv/tests ## run the tests; ALL=1: also the long ones (engines that lose workers, builds killed at every step)
	$(python) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(if $(filter 1,$(ALL)),,-m "not long")

quick: .venv/tests ## run the fast tests, which read no rows, draw nothing and start no process: about a minute
	$(python) -m pytest -n 2 --dist worksteal -m "not slow"

check: .venv/made ## read and check the raw files, and find what would stop a report: YEAR=2024 [REPORT=annual] [DATA=folder]
	$(manyi) check $(what)

lab: .venv/made ## open the chapters in JupyterLab: [DATA=folder of raw files]
	$(manyi) lab --data="$$DATA"

sample: .venv/made ## make the sample data again, the same bytes each time
	$(python) -m sample

verify: .venv/made ## recompute every number and compare: YEAR=2024 [REPORT=annual] [AGAINST=page.html]
	$(manyi) verify $(what) --against="$$AGAINST"

publish: .venv/made ## save the numbers of a built report as published, to be committed: YEAR=2024 [REPORT=annual]
	$(manyi) publish $(what)

explain: .venv/made ## trace a number back to the raw file: YEAR=2024 ID=contact-... [REPORT=annual]
	$(manyi) explain $(what) --id="$$ID"

firm: .venv/made ## print a firm's scorecard on one page: FIRM=F21001 YEAR=2021
	$(manyi) firm --firm="$$FIRM" --year="$$YEAR" --data="$$DATA"

pdf: .venv/made ## print the pages of a built report with Chromium: YEAR=2024 [REPORT=annual]
	$(manyi) pdf --year="$$YEAR" --report="$${REPORT:-annual}"

site: .venv/made ## write an index of all built reports, in site/
	$(manyi) site

oracle: .venv/tests ## run the reference cases on new data, with data and numbers from R, if installed: SEED=7
	$(python) -m tests.oracles.fresh "$$SEED"

simulate: .venv/tests ## check intervals and tests against a known population again (25 minutes of one core), for docs/methods.md
	$(python) -m tests.simulation

bench: .venv/tests ## measure speed and memory, compared with R and svy if installed, and with rows from 10^4 to 10^7
	$(python) -m bench
	$(python) -m bench.scale

engines: .venv/made requirements-engines.lock ## install what ENGINE=spark://... and ENGINE=postgres://... need (450 MB)
	$(call add,requirements-engines.lock)

office: .venv/made requirements-office.lock ## install what make slides and make docx need (10 MB)
	$(call add,requirements-office.lock)

slides: .venv/made ## write a slide deck of a built report in each language: YEAR=2024 [REPORT=annual]; needs make office
	$(manyi) slides --year="$$YEAR" --report="$${REPORT:-annual}"

docx: .venv/made ## write a document of a built report in each language: YEAR=2024 [REPORT=annual]; needs make office
	$(manyi) docx --year="$$YEAR" --report="$${REPORT:-annual}"

lock: ## rewrite the locks from pyproject.toml, keeping locked versions; needs uv
	$(compile) -o requirements.lock
	$(compile) --extra test $(known) -o requirements-test.lock
	$(compile) --extra engines $(known) -o requirements-engines.lock
	$(compile) --extra office $(known) -o requirements-office.lock

compile = uv pip compile --quiet pyproject.toml --generate-hashes --no-emit-index-url --no-header --python-version 3.11.7
known = -c requirements.lock $$(sed -nE 's/^([A-Za-z0-9._-]+).*==.*/--no-emit-package \1/p' requirements.lock)

clean: ## remove intermediate files; reports and .venv stay
	rm -rf build

# What only the tests need in addition to the report: half a gigabyte that readers and researchers need not download.
.venv/tests: .venv/made requirements-test.lock
	$(call add,requirements-test.lock)
	touch $@

define add
if uv --version >/dev/null 2>&1; then uv pip install --quiet --python $(python) --require-hashes --no-deps -r $1; \
else $(python) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --no-deps -r $1; fi
endef

.venv/made: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "manyi needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name one: make PYTHON=python3.12" >&2; \
	  exit 2; }
	cmp -s requirements.lock .venv/requirements.lock || { \
	  echo "making .venv from requirements.lock"; rm -rf .venv; \
	  if uv --version >/dev/null 2>&1; then \
	    uv venv --quiet --python $(PYTHON) .venv && \
	    uv pip install --quiet --python $(python) --require-hashes -r requirements.lock; \
	  else \
	    $(PYTHON) -m venv .venv && $(python) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock; \
	  fi && \
	  $(python) -c 'import os, pathlib, sysconfig; folder = pathlib.Path(sysconfig.get_path("purelib")); (folder / "manyi.pth").write_text(os.path.relpath("src", folder) + "\n")' && \
	  cp requirements.lock .venv/requirements.lock; }
	touch $@
