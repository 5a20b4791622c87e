#!/usr/bin/env bash
# Prints the path of a Chromium for the tests, and installs Debian's if there is none.
source "$(dirname "$0")/env.sh"
source scripts/apt.sh

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if [ -n "${LOCKSTEP_CHROMIUM:-}" ]; then
  command -v "$LOCKSTEP_CHROMIUM" || fail "LOCKSTEP_CHROMIUM names $LOCKSTEP_CHROMIUM, which is no program."
elif ! find_chromium; then
  step "installs Debian's Chromium for the browser tests (about a minute)"
  apt_install chromium >&2 ||
    fail "the browser tests need Chromium, and it could not be installed: as root, run 'apt-get install chromium', or name a Chrome or Chromium with LOCKSTEP_CHROMIUM=/its/path, then run this again."
  find_chromium
fi
