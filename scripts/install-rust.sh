#!/usr/bin/env bash
# Sees to a Rust that compiles for this machine and for the browser.
source "$(dirname "$0")/env.sh"
source scripts/apt.sh

{ command -v cargo && rustc --version; } >/dev/null 2>&1 ||
  fail "Rust is missing: install it as https://rustup.rs says, then run this again."

if ! command -v cc >/dev/null; then
  step "installs a C compiler, which Rust links with: build-essential (about a minute)"
  apt_install build-essential ||
    fail "there is no C compiler and none could be installed: as root, run 'apt-get install build-essential', then run this again."
fi

if compiles_for_wasm || [ -x "$DEBIAN/bin/rustc" ]; then
  exit
fi

if [ -z "${LOCKSTEP_NO_RUSTUP_TARGET:-}" ] && command -v rustup >/dev/null; then
  step "adds Rust's target $WASM_TARGET with rustup (about ten seconds)"
  # Some networks neither answer nor refuse.
  if timeout 300 rustup target add "$WASM_TARGET" >&2 && compiles_for_wasm; then
    exit
  fi
  step "rustup could not add the target; Debian's compiler takes its place"
fi
scripts/install-debian-rust.sh
