#!/usr/bin/env bash
# Everything that can fail, cheapest first: lints, the core's tests, then a release in a browser.
source "$(dirname "$0")/env.sh"

shopt -s nullglob
browser_tests=(tests/*.test.mjs)
[ ${#browser_tests[@]} -gt 0 ] || fail "tests/ has no *.test.mjs: the browser tests are missing."

scripts/install.sh
LOCKSTEP_CHROMIUM="$(scripts/chromium.sh)"
# For the tests that compare the page with the command.
LOCKSTEP_COMMAND="$TARGET_DIR/release/lockstep"
export LOCKSTEP_CHROMIUM LOCKSTEP_COMMAND

scripts/lint.sh
step "tests the core (about 5 minutes at first)"
cargo test -p lockstep-core --profile tests --all-features
step "builds the command lockstep (about half a minute at first)"
cargo build -p lockstep-core --release --features cli
scripts/build.sh
step "tests the page in $LOCKSTEP_CHROMIUM (about a quarter of an hour)"
node --test --test-concurrency=2 "${browser_tests[@]}"
