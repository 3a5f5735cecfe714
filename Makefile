# The two commands that matter: `make demo` and `make test`. Each does its own set-up.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# The kernel that the demonstration boots: the development guest, unless a Unikraft kernel is named.
KERNEL ?= .build-guest/vmlinux
FUZZ_SECONDS ?= 3600

EXAMPLES = --package-path Examples --scratch-path .build-examples

.PHONY: demo test test-sdk test-examples install bootstrap bootstrap-tests kraft format lint fuzz benchmark clean

demo: bootstrap kraft
	.build-examples/debug/kraft demo --kernel $(KERNEL)

test: test-examples test-sdk

# A few tests at a time: without a bound all begin at once, and those that wait for real programs starve.
test-sdk: bootstrap-tests
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8 $(SWIFT) test

test-examples: bootstrap-tests kraft
	$(SWIFT) test $(EXAMPLES)

bootstrap:
	Scripts/bootstrap

bootstrap-tests:
	Scripts/bootstrap tests

kraft:
	$(SWIFT) build $(EXAMPLES)

install:
	Scripts/install-kraft "$(DESTDIR)$(PREFIX)"

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Examples Benchmarks Fuzz

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Examples Benchmarks Fuzz

fuzz:
	Fuzz/run $(FUZZ_SECONDS)

benchmark:
	cd Benchmarks && $(SWIFT) package benchmark

clean:
	rm -rf .build .build-*
