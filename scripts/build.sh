#!/usr/bin/env bash
# Makes the release in dist/. Its links are relative: it works from any folder of any host.
source "$(dirname "$0")/env.sh"

scripts/install.sh
step "builds the page into dist/ (about 2 minutes at first, seconds if nothing changed)"
for_wasm trunk build --release
node scripts/shrink-page.mjs dist
