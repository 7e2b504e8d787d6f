.DEFAULT_GOAL := help
.PHONY: help test run bench format aot build_http clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z_]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

test: ## build everything, check it and run every test
	scripts/mvn verify

run: ## start the server: make run ARGS='--port 9000 --demo'
	./switchboard serve $(ARGS)

bench: ## build and list the benchmarks; run some: make bench ARGS='doors replay'
	scripts/mvn -q -Dquick -Dmaven.test.skip=true package
	@"$$(scripts/find-jdk)/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	  -cp 'benchmarks/target/benchmarks.jar:benchmarks/target/lib/*' dev.switchboard.benchmarks.Bench $(ARGS)

format: ## format the sources as the build wants them
	scripts/mvn -q spotless:apply

aot: ## make starting faster: caches of loaded classes for this build, in $XDG_CACHE_HOME/switchboard
	scripts/make-aot

build_http: ## make dist/kimi_http, which runs without an installed Java
	scripts/make-dist

clean: ## remove what was built
	scripts/mvn -q clean
	rm -rf dist
