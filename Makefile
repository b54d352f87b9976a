# `make` alone lists the tasks. The build itself is CMake's: see CMakePresets.json.
.DEFAULT_GOAL := help
.PHONY: help demo check build test smoke format tidy asan fuzz bench hooks

help:            ## list the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
demo:            ## install, build and run the whole pipeline on the embedded corpus
	./demo
check:           ## install, build and run all tests
	./check
build:           ## build the release preset
	@[ -f build/release/build.ninja ] || cmake --preset release
	cmake --build --preset release
test: build      ## all tests but those that take minutes each
	ctest --test-dir build/release --output-on-failure -j2 -LE slow
smoke: build     ## the whole pipeline on a few clips
	ctest --test-dir build/release --output-on-failure -L smoke
format:          ## clang-format every C++ file in place
	git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 -i
tidy:            ## clang-tidy the files that changed (tools/lint --all: every file)
	tools/lint
asan:            ## tests of what needs no libtorch, under address and undefined behaviour sanitizers
	cmake --workflow --preset asan
fuzz:            ## build the fuzz targets (build/fuzz/bin/fuzz_*; seeds in fuzz/seeds)
	cmake --workflow --preset fuzz
bench:           ## build the benchmarks (build/release/bin/benchmark_*)
	cmake --preset release -DAFFETTO_BUILD_BENCHMARKS=ON
	cmake --build --preset release
hooks:           ## check format and sizes before every commit
	ln -sf ../../tools/pre-commit .git/hooks/pre-commit
