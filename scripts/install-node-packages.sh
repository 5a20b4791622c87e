#!/usr/bin/env bash
# Sees to the packages of package.json (wasm-opt, and what drives the browser in tests).
source "$(dirname "$0")/env.sh"

node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 10) ? 0 : 1)' 2>/dev/null ||
  fail "Node 20.10 or newer is needed, and $(node --version 2>/dev/null || echo none) was found: install it as https://nodejs.org/en/download says, then run this again."

# npm leaves no trace that tells an installation that was cut short from a whole one.
stamp=node_modules/.lockstep-installed
if ! cmp -s package-lock.json "$stamp"; then
  step "installs the packages of package-lock.json into node_modules (about ten seconds)"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
    fail "npm could not install the packages: the registry $(npm config get registry 2>/dev/null) must be in reach; then run this again."
  cp package-lock.json "$stamp"
fi
