# shellcheck shell=bash
# Sourced by every script: strict mode, the project as the current folder, the project's
# own tools first in PATH, and words to say what happens.
#
# Heeded from outside: CARGO_TARGET_DIR, LOCKSTEP_CHROMIUM, LOCKSTEP_NO_RUSTUP_TARGET.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

TOOLS="$ROOT/.tools"
DEBIAN="$TOOLS/debian"
TARGET_DIR="${CARGO_TARGET_DIR:-$ROOT/target}"
WASM_TARGET=wasm32-unknown-unknown
TRUNK_VERSION=0.21.14
# The command and the crate must be alike to the last digit, so the lock file decides.
WASM_BINDGEN_VERSION="$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)"
export ROOT TOOLS DEBIAN TARGET_DIR WASM_TARGET TRUNK_VERSION WASM_BINDGEN_VERSION

PATH="$ROOT/scripts/bin:$TOOLS/bin:$ROOT/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
# A closed network makes trunk wait for its question about newer versions.
export PATH TRUNK_SKIP_VERSION_CHECK=true
# trunk takes `true` only, the convention is "any value".
if [ -n "${NO_COLOR:-}" ]; then export NO_COLOR=true; else unset NO_COLOR; fi

step() { printf '==> %s\n' "$*" >&2; }

fail() {
  printf 'lockstep: %s\n' "$*" >&2
  exit 1
}

# Whether the compiler in PATH can compile for the browser. LOCKSTEP_NO_RUSTUP_TARGET=1
# pretends that it cannot, and that rustup is refused the target: a way to try the fallback.
compiles_for_wasm() {
  [ -z "${LOCKSTEP_NO_RUSTUP_TARGET:-}" ] && [ -d "$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib" ]
}

# A panic in the page names its place by the crate, not by the home folder of whoever built it. Cargo takes flags
# apart at spaces, so a folder with one stays.
crates="${CARGO_HOME:-$HOME/.cargo}/registry/src/"
flags="${CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS:-}"
# Once: scripts that call each other come by here again, and other flags would compile everything anew.
if [[ "$crates" != *" "* && "$flags" != *"--remap-path-prefix=$crates="* ]]; then
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags --remap-path-prefix=$crates="
fi

# Runs a command with a compiler for the browser: the usual one, or the fallback that
# install-debian-rust.sh unpacked. The fallback is another version of Rust and keeps its own
# target folder, so that neither rebuilds what the other built.
for_wasm() {
  if compiles_for_wasm; then
    "$@"
  else
    PATH="$DEBIAN/bin:$PATH" CARGO="$DEBIAN/bin/cargo" RUSTC="$DEBIAN/bin/rustc" \
      RUSTDOC="$DEBIAN/bin/rustdoc" CARGO_TARGET_DIR="$TARGET_DIR/debian" "$@"
  fi
}
