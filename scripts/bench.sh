#!/usr/bin/env bash
# Every measurement that the project quotes. A part that cannot run says so, and the others go on.
source "$(dirname "$0")/env.sh"
source scripts/apt.sh

SIMPY_VERSION=4.1.2

without() { step "goes on without $*"; }

# Prints the path of a Python that has SimPy, the engine to compare with, in the fixed version.
simpy_python() {
  local home="$TOOLS/simpy"
  local python="$home/bin/python"
  local check="import simpy, sys; sys.exit(simpy.__version__ != '$SIMPY_VERSION')"
  if ! "$python" -c "$check" 2>/dev/null; then
    step "installs SimPy $SIMPY_VERSION into .tools/simpy (about ten seconds)"
    rm -rf "$home"
    command -v python3 >/dev/null || apt_install python3 python3-venv >&2 || return 1
    python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv >&2 || true
    if python3 -m venv "$home" >/dev/null 2>&1; then
      "$python" -m pip install --quiet "simpy==$SIMPY_VERSION" >&2 || return 1
    else
      # No venv to be had: a folder of packages, and a `python` that knows it.
      rm -rf "$home"
      python3 -m pip install --quiet --target "$home/packages" "simpy==$SIMPY_VERSION" >&2 || return 1
      mkdir -p "$home/bin"
      printf '#!/bin/sh\nPYTHONPATH="%s/packages" exec python3 "$@"\n' "$home" >"$python"
      chmod +x "$python"
    fi
    "$python" -c "$check" || return 1
  fi
  echo "$python"
}

# Prints the path of the engine as WebAssembly, with the glue that Node loads.
wasm_glue() {
  local folder="$TARGET_DIR/engine-wasm"
  local built="$TARGET_DIR"
  compiles_for_wasm || built="$TARGET_DIR/debian"
  step "builds the engine as WebAssembly (about 2 minutes at first)"
  for_wasm cargo build --release --example engine --target "$WASM_TARGET" >&2 || return 1
  wasm-bindgen --target nodejs --out-dir "$folder" "$built/$WASM_TARGET/release/examples/engine.wasm" >&2 || return 1
  wasm-opt -Oz --output="$folder/optimised.wasm" "$folder/engine_bg.wasm" >&2 || return 1
  mv "$folder/optimised.wasm" "$folder/engine_bg.wasm"
  # package.json says that this project's modules are of the newer kind; the glue is of the older.
  mv "$folder/engine.js" "$folder/engine.cjs"
  echo "$folder/engine.cjs"
}

# Prints the path of examples/mm1.rs compiled with the core in a folder.
mm1_with() {
  (cd "$1" && cargo build --quiet --profile bench -p lockstep-core --example mm1 --target-dir "$2" >&2) || return 1
  echo "$2/release/examples/mm1"
}

# The last commit of the engine's first version: calls and messages, without any policy.
FIRST_VERSION="${LOCKSTEP_FIRST_VERSION:-b4a097d}"

# Prints the path of that version's engine.
first_engine() {
  local folder="$TARGET_DIR/first-version"
  git cat-file -e "$FIRST_VERSION^{commit}" 2>/dev/null || return 1
  step "builds the first version of the engine (about a minute at first)"
  rm -rf "$folder"
  mkdir -p "$folder"
  git archive "$FIRST_VERSION" | tar -x -C "$folder" || return 1
  mkdir -p "$folder/core/examples"
  cp core/examples/mm1.rs "$folder/core/examples/" || return 1
  mm1_with "$folder" "$TARGET_DIR/first-engine"
}

scripts/install.sh
if [ -z "${LOCKSTEP_SIMPY_PYTHON:-}" ]; then
  LOCKSTEP_SIMPY_PYTHON="$(simpy_python)" || { LOCKSTEP_SIMPY_PYTHON=""; without "SimPy: it could not be installed from PyPI."; }
fi
[ -z "$LOCKSTEP_SIMPY_PYTHON" ] || export LOCKSTEP_SIMPY_PYTHON
if LOCKSTEP_WASM_GLUE="$(wasm_glue)"; then
  export LOCKSTEP_WASM_GLUE
else
  unset LOCKSTEP_WASM_GLUE
  without "the engine as WebAssembly: it could not be built, as said above."
fi

if LOCKSTEP_FIRST_ENGINE="$(first_engine)" && LOCKSTEP_THIS_ENGINE="$(mm1_with . "$TARGET_DIR")"; then
  export LOCKSTEP_FIRST_ENGINE LOCKSTEP_THIS_ENGINE
else
  unset LOCKSTEP_FIRST_ENGINE LOCKSTEP_THIS_ENGINE
  without "the engine's first version: git has no commit $FIRST_VERSION here (LOCKSTEP_FIRST_VERSION names another), or it could not be built."
fi

step "measures the engine (about a minute, at first two more to build it)"
cargo bench -p lockstep-core --bench engine || without "the engine's speed: it failed, as said above."

if scripts/build.sh; then
  node scripts/first-visit-size.mjs dist
else
  without "the size of a first visit: the release could not be built."
fi
