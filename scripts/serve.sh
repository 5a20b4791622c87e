#!/usr/bin/env bash
# Builds a release, serves it on 127.0.0.1:$PORT, and builds anew after an edit.
source "$(dirname "$0")/env.sh"

port="${PORT:-8080}"
if [[ ! "$port" =~ ^[1-9][0-9]{0,4}$ ]] || ((port > 65535)); then
  fail "PORT=$port is no port: give a number from 1 to 65535."
fi
if (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  fail "port $port is taken by another program: choose another one, for example 'make serve PORT=$((port < 65535 ? port + 1 : 8080))'."
fi

scripts/install.sh
step "builds the page, then serves it on http://127.0.0.1:$port/ until Ctrl-C (the first build takes about 2 minutes, later ones seconds)"
# Apart from dist/: a served page carries trunk's reload script, which is not to be shipped.
for_wasm trunk serve --release --dist "$TARGET_DIR/serve" --address 127.0.0.1 --port "$port"
