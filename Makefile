# Both commands make their own .venv from the locked requirements and touch nothing outside this folder.
PYTHON ?= python3
BIN := .venv/bin
LOCK := .venv/.locked

.PHONY: demo test package format lock clean

demo: $(LOCK)
	$(BIN)/digest demo

test: $(LOCK)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

$(LOCK): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(LOCK)

# What people install: the wheel is built from the sdist, installed by itself, and has to do the whole job.
package: $(LOCK)
	rm -rf build/package && mkdir -p build/package/source
	$(BIN)/python -m hatchling build -t sdist -d build/package
	tar -xzf build/package/*.tar.gz -C build/package/source --strip-components 1
	cd build/package/source && $(CURDIR)/$(BIN)/python -m hatchling build -t wheel -d ..
	$(PYTHON) -m venv build/package/venv
	build/package/venv/bin/python -m pip install --quiet --disable-pip-version-check build/package/*.whl
	cd build/package && venv/bin/digest init news && venv/bin/digest demo

format: $(LOCK)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv demo build
