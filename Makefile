# `make audit` and `make test` do all the set-up: they need Python 3.11 to 3.14 and make, no more.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
# The oldest comes first: what runs there uses nothing newer, and the lock was made with it.
PYTHON ?= $(shell for it in python3.11 python3.12 python3.13 python3.14 python3; do \
  $$it -c '$(FITS)' 2>/dev/null && { echo $$it; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
# Compiling all of the provider takes minutes, and a run needs little of it: Python compiles that itself.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

.PHONY: audit demo test quick mutate corpus cases engine documents recording bench bench-peers multitool generate lint lock new-rule picture python clean

audit: $(VENV)/ready  ## judge both example stacks, offline
	$(BIN)/hubwarden check

demo: $(VENV)/ready  ## see what Hubwarden finds, in an Azure on this machine; under a minute
	$(BIN)/hubwarden demo

test: $(VENV)/ready  ## run the tests, on all cores
	$(BIN)/python -m pytest -q -n auto

quick: $(VENV)/ready  ## run the tests of rules, model, engine, baseline and reports
	$(BIN)/python -m pytest -q -n auto tests/rules tests/policy tests/reports tests/test_model.py \
	  tests/test_engine.py tests/test_hidden_facts.py tests/test_order_of_results.py tests/test_exit_codes.py \
	  tests/test_context.py tests/test_secret.py

corpus: $(VENV)/ready  ## judge the templates below $HUBWARDEN_CORPUS and compare with what is expected
	$(BIN)/python -m pytest -q tests/corpus

cases: $(VENV)/ready  ## judge the small inputs below $HUBWARDEN_CASES, whose right answer is known
	$(BIN)/python -m pytest -q -n auto tests/cases

# ONLY="some-bad-pattern network" names rules or topics; all of them take a quarter of an hour on two cores.
mutate: $(VENV)/ready  ## change each rule in small ways and see whether its own tests notice
	PYTHONPATH=tests:tests/engine $(BIN)/python -m mutation $(ONLY)

engine:  ## build the Pulumi command that the engine tests run; a few minutes the first time
	@command -v go >/dev/null || { echo "make engine needs Go 1.25 or newer, and there is none here." >&2; exit 1; }
	cd tests/engine/cli && CGO_ENABLED=0 go build -trimpath -tags osusergo,grpcnotrace \
	  -ldflags "-w -s -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$$(go list -m -f '{{.Version}}' github.com/pulumi/pulumi/pkg/v3)" \
	  -o ../../../.engine/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi

documents: $(VENV)/ready engine  ## write anew what the engine writes, for the tests of its formats
	cd tests/engine && PYTHONPATH=.. ../../$(BIN)/python write_documents.py

recording: $(VENV)/ready engine  ## deploy both stacks and write anew what the demo begins with
	cd tests/engine && PYTHONPATH=.. ../../$(BIN)/python recording.py

# ONLY=templates,states chooses ladders, SIZES=quick or 100,1000 the sizes, ROUNDS=5 how often each is run,
# BASE=old.json an earlier run to compare with, OUT=new.json where the numbers go.
bench: $(VENV)/ready  ## print what a run costs, and write it to build/bench.json
	PYTHONPATH=tests:tests/engine $(BIN)/python -m bench --out $(or $(OUT),build/bench.json) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(SIZES),--sizes $(SIZES)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
	  $(if $(BASE),--base $(BASE))

python:  ## say which Python is taken; PYTHON=... names another
	@test -n "$(PYTHON)" || { echo "There is no Python 3.11, 3.12, 3.13 or 3.14 on the PATH. Install one, or name it: make audit PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c '$(FITS)' || { echo "PYTHON=$(PYTHON) is no Python 3.11, 3.12, 3.13 or 3.14." >&2; exit 1; }
	@echo "$(PYTHON)"

bench-peers: python  ## install what `make bench ONLY=peers` compares with into an environment of its own
	$(PYTHON) -m venv .bench-peers
	.bench-peers/bin/python -m pip install --quiet --disable-pip-version-check -r tests/bench/peers.txt

multitool:  ## install Microsoft's SARIF validator for the tests of that format; needs Node
	npm install --no-audit --no-fund --ignore-scripts --prefix .multitool @microsoft/sarif-multitool@5.7.0
	chmod u+x .multitool/node_modules/@microsoft/*/Sarif.Multitool

lint: $(VENV)/ready  ## linters, types, import directions, generated files
	$(BIN)/ruff check audit infra pipelines policies tests
	$(BIN)/ruff format --check audit infra pipelines policies tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m hubwarden.docs --check
	$(BIN)/python -m hubwarden_pulumi.settings_page --check

generate: $(VENV)/ready  ## write the generated files and the excerpts of the README anew
	$(BIN)/python -m hubwarden.docs
	$(BIN)/python tests/readme_excerpts.py
	$(BIN)/python -m hubwarden_pulumi.settings_page

picture: $(VENV)/ready  ## draw the picture of the README anew; needs Chromium
	PYTHONPATH=tests $(BIN)/python tests/pages/readme_picture.py

new-rule: $(VENV)/ready  ## begin a rule, its page and its test: make new-rule ID=NH699 SLUG=some-bad-pattern
	$(BIN)/python -m hubwarden.new_rule $(ID) $(SLUG)
	$(BIN)/ruff format --quiet audit/hubwarden/rules tests/rules
	$(BIN)/python -m hubwarden.docs

lock: $(VENV)/ready  ## pin all dependencies of pyproject.toml with their hashes
	$(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra pulumi --extra azure --extra rules --extra dev \
	  --output-file requirements.txt pyproject.toml

# The lock names everything. Left to resolve, older versions of pip take the newest release of what is
# asked for with an extra (coverage[toml]), and refuse it because it has no hash.
$(VENV)/ready: requirements.txt pyproject.toml
	@$(MAKE) --no-print-directory python
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --no-deps --require-hashes -r requirements.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check --disable-pip-version-check
	touch $@

clean:
	rm -rf $(VENV) .engine .bench-peers .multitool
