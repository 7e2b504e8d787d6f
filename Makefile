.DEFAULT_GOAL := help
.PHONY: help test run format clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z_]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

test: ## build everything, check it and run every test
	scripts/mvn verify

run: ## start the server: make run ARGS='--port 9000 --demo'
	./switchboard serve $(ARGS)

format: ## format the sources as the build wants them
	scripts/mvn -q spotless:apply

clean: ## remove what was built
	scripts/mvn -q clean
	rm -rf dist
