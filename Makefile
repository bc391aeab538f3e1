# Weft's few commands. `make help` lists them; every target says in its own line what it is for.
.DEFAULT_GOAL := help
.PHONY: help demo test lint form licences assets journeys bench soak bless needs

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: assets ## Build Weft, load the example partnership and serve it on http://localhost:8080
	@command -v cargo >/dev/null || { echo "make demo needs Rust 1.94 or newer: install it from your system or with rustup"; exit 1; }
	@echo "Building Weft; the first time takes some minutes."
	cargo build
	@target/debug/weft demo

test: needs assets ## Run every test on SQLite and PostgreSQL and in a real browser, and check every PDF
	cargo test --workspace --no-run
	cargo test --workspace --quiet
	cargo build --workspace --quiet
	tests/pdf/run.sh
	$(MAKE) --no-print-directory journeys

lint: assets form licences ## Formatting, clippy with warnings as errors, documentation links, licences of what is linked in
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	cargo doc --workspace --no-deps --document-private-items --quiet

form: ## Formatting alone
	cargo fmt --all --check

licences: ## Licences and sources of what is linked in
	tests/licences.sh

needs: ## Install what the tests need, or say in one line what to install
	@tests/needs.sh

bench: assets ## Measure speed and memory beside nginx and physical limits, in one run, as ratios
	bench/run.sh

soak: assets ## The long counts: kill -9 during writes, damaged files, many times
	WEFT_KILLS=2000 cargo test --test it --quiet -- crash
	WEFT_MUTATIONS=500000 cargo test -p sheets --test mutations -- --nocapture

bless: ## Write the golden files anew; review the difference before committing
	WEFT_BLESS=1 cargo test --workspace --quiet

assets: web/dist/.made ## Fetch the design system and fonts, and fill web/dist (does nothing when it is up to date)

journeys: tests/journeys/node_modules/.made ## Drive the program in target/debug through a real browser
	@test -x "$${CHROMIUM:-/usr/bin/chromium}" || { echo "make journeys needs a browser: install the package chromium, or set CHROMIUM to one"; exit 1; }
	cd tests/journeys && npm test --silent

# The stamp is newer than everything the assets are made from; npm runs only when the lock file changed.
web/node_modules/.made: web/package-lock.json
	@command -v npm >/dev/null || { echo "make assets needs Node.js 20 or newer with npm: install them and try again"; exit 1; }
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.made: web/node_modules/.made web/build.mjs web/weft.js web/favicon.svg $(wildcard styles/*.css)
	cd web && node build.mjs
	@touch $@

tests/journeys/node_modules/.made: tests/journeys/package-lock.json
	cd tests/journeys && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
