#!/usr/bin/env bash
# Formatting, clippy and rustdoc, for both packages; a warning is an error.
source "$(dirname "$0")/env.sh"

scripts/install-rust.sh
for component in fmt clippy; do
  cargo "$component" --version >/dev/null 2>&1 || {
    step "adds rustfmt and clippy with rustup (about ten seconds)"
    rustup component add rustfmt clippy >&2 ||
      fail "cargo $component is missing and rustup could not add it: connect to static.rust-lang.org, or install Rust with rustup's default profile, then run this again."
  }
done

step "checks the formatting (a second)"
cargo fmt --all --check || fail "the files above are not formatted: run 'cargo fmt --all'."

step "lints the core (about a minute at first)"
cargo clippy -p lockstep-core --all-features --all-targets -- -D warnings
step "lints the app (about a minute at first)"
for_wasm cargo clippy -p lockstep --bins --examples --target "$WASM_TARGET" -- -D warnings

step "checks the documentation (about a minute at first)"
RUSTDOCFLAGS="-D warnings" cargo doc -p lockstep-core --all-features --no-deps
RUSTDOCFLAGS="-D warnings" for_wasm cargo doc -p lockstep --target "$WASM_TARGET" --no-deps
