#!/usr/bin/env bash
# Removes what builds made.
source "$(dirname "$0")/env.sh"

rm -rf dist artifacts
cargo clean
