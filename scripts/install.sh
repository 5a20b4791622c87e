#!/usr/bin/env bash
# Everything that a build needs. Each part looks first and does nothing if it is there.
source "$(dirname "$0")/env.sh"

scripts/install-rust.sh
scripts/install-node-packages.sh
scripts/install-tools.sh
