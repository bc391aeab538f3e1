# Weft's few commands. `make help` lists them; every target says in its own line what it is for.
.DEFAULT_GOAL := help
.PHONY: help assets journeys

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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
