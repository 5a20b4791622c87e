#!/usr/bin/env bash
# Writes the JSON Schema of scenario files from the types that describe them.
source "$(dirname "$0")/env.sh"

scripts/install-rust.sh
step "builds the command lockstep (about half a minute at first)"
schema="$(cargo run --quiet -p lockstep-core --features cli --bin lockstep -- schema)"
printf '%s\n' "$schema" >docs/scenario.schema.json
step "wrote docs/scenario.schema.json"
