# Every target is a script in scripts/; this file only names them.

PORT ?= 8080
export PORT

.DEFAULT_GOAL := help
.PHONY: help serve test build lint bench schema clean

help: ## Lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s  %s\n", $$1, $$2 }' Makefile

serve: ## Installs what is missing, builds, serves on 127.0.0.1:8080 (or PORT=…) and rebuilds after edits
	@scripts/serve.sh

test: ## Runs all lints and tests, the ones in a real browser too
	@scripts/test.sh

build: ## Makes the release in dist/, which works from any folder of any web host
	@scripts/build.sh

lint: ## Checks formatting, clippy and rustdoc; a warning is an error
	@scripts/lint.sh

bench: ## Measures the engine, natively and as WebAssembly, and what a first visit transfers
	@scripts/bench.sh

schema: ## Writes docs/scenario.schema.json, the JSON Schema of scenario files, from the types of the core
	@scripts/schema.sh

clean: ## Removes what builds made; the tools in .tools/ and node_modules/ stay
	@scripts/clean.sh
