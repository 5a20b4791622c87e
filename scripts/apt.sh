# shellcheck shell=bash
# Sourced by scripts that may need a Debian package.

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    return 1
  fi
}

# Runs a command that needs apt's lists: as they are, then, if that fails, once more after
# `apt-get update`. Prints only what failed last.
with_apt_lists() {
  local log
  log="$(mktemp)"
  if "$@" >>"$log" 2>&1 || { as_root apt-get update >>"$log" 2>&1 && "$@" >>"$log" 2>&1; }; then
    rm -f "$log"
  else
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
  fi
}

# apt_install PACKAGE…
apt_install() {
  command -v apt-get >/dev/null || return 1
  with_apt_lists as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}
