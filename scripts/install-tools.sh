#!/usr/bin/env bash
# Sees to trunk and wasm-bindgen in the project's versions: in .tools/bin, or the user's own
# in PATH if their versions are exactly these.
source "$(dirname "$0")/env.sh"

# They work for a second at most, as fast without optimisation, which would take two thirds of the time.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16

has() { [ "$("$1" --version 2>/dev/null)" = "$1 $2" ]; }

if ! has trunk "$TRUNK_VERSION"; then
  step "compiles trunk $TRUNK_VERSION, the bundler, into .tools (about 3 minutes on two cores)"
  cargo install --root "$TOOLS" --locked "trunk@$TRUNK_VERSION" ||
    fail "trunk could not be compiled: crates.io must be in reach; then run this again. A trunk $TRUNK_VERSION of your own in PATH does as well."
fi

if ! has wasm-bindgen "$WASM_BINDGEN_VERSION"; then
  step "compiles wasm-bindgen $WASM_BINDGEN_VERSION, which writes the glue to the browser, into .tools (about 2 minutes)"
  # Without --locked: its lock file names crates by the hour, and a registry that mirrors
  # crates.io with some delay then has no answer.
  cargo install --root "$TOOLS" "wasm-bindgen-cli@$WASM_BINDGEN_VERSION" --bin wasm-bindgen ||
    fail "wasm-bindgen could not be compiled: crates.io must be in reach; then run this again. A wasm-bindgen $WASM_BINDGEN_VERSION of your own in PATH does as well."
fi
