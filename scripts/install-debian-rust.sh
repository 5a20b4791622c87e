#!/usr/bin/env bash
# The fallback where rustup cannot add the wasm32 target: Debian's Rust, the one that it
# keeps up to date for its browsers, unpacked into .tools/debian. Nothing is installed on
# the system and rustup's toolchains stay as they are. Debian ships the standard library
# for wasm32 as source only, so that is compiled here.
source "$(dirname "$0")/env.sh"
source scripts/apt.sh

advice="connect to static.rust-lang.org and run 'rustup target add $WASM_TARGET', or run this on Debian 12 or newer with its packages in reach, then run this again."

{ command -v apt-get && command -v dpkg-deb; } >/dev/null ||
  fail "rustup could not add the target $WASM_TARGET and this is not Debian: $advice"

part="$DEBIAN.part"
rm -rf "$part"
mkdir -p "$part/archives/partial" "$part/bin"

download() {
  # The package with the compiler itself has a version in its name.
  local driver
  driver="$(apt-cache depends libstd-rust-web-dev | awk '/Depends: libstd-rust-web-/ { print $2 }')"
  [ -n "$driver" ] || { echo "apt knows no package libstd-rust-web-dev"; return 1; }
  # --reinstall fetches what the system has already; without locking nobody need be root.
  apt-get install -y --download-only --reinstall --no-install-recommends \
    -o Dir::Cache::archives="$part/archives" -o Debug::NoLocking=1 \
    rustc-web libstd-rust-web-dev "$driver" cargo-web rust-web-clippy rust-web-src lld-22
}

step "downloads Debian's Rust, 150 MB, and unpacks it into .tools/debian (about half a minute)"
with_apt_lists download || fail "Debian's packages rustc-web and lld-22 could not be downloaded: $advice"
for archive in "$part"/archives/*.deb; do
  case "$archive" in
    # Of the whole compiler's source only the standard library is needed.
    */rust-web-src_*) dpkg-deb --fsys-tarfile "$archive" |
      tar -x -C "$part" --wildcards './usr/src/*/library' './usr/lib/rustlib/src' ;;
    *) dpkg-deb -x "$archive" "$part" ;;
  esac
done
rm -rf "$part/archives" "${part:?}/usr/share"

# The unpacked programs find their libraries through these.
for program in cargo rustc rustdoc cargo-clippy; do
  cat >"$part/bin/$program" <<'WRAPPER'
#!/bin/sh
root="$(dirname "$0")/.."
for libraries in "$root"/usr/lib/*-linux-gnu; do
  LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH
exec "$root/usr/bin/${0##*/}" "$@"
WRAPPER
  chmod +x "$part/bin/$program"
done

# Where rustc looks for the linker of wasm32.
host="$("$part/bin/rustc" -vV | awk '/^host:/ { print $2 }')"
mkdir -p "$part/usr/lib/rustlib/$host/bin"
ln -s ../../../llvm-22/bin/lld "$part/usr/lib/rustlib/$host/bin/rust-lld"

step "compiles Rust's standard library for $WASM_TARGET (about a minute)"
mkdir -p "$part/std/src"
cat >"$part/std/Cargo.toml" <<'MANIFEST'
[package]
name = "nothing"
version = "0.0.0"
edition = "2021"
[workspace]
MANIFEST
echo '#![no_std]' >"$part/std/src/lib.rs"
# The bitcode is what link-time optimisation reads; panics name no folder of this machine: env.sh.
flags="-Cembed-bitcode=yes"$'\x1f'"--remap-path-prefix=$part/="$'\x1f'"--remap-path-prefix=$crates="
(
  cd "$part/std"
  PATH="$part/bin:$PATH" RUSTC="$part/bin/rustc" RUSTC_BOOTSTRAP=1 CARGO_ENCODED_RUSTFLAGS="$flags" \
    CARGO_TARGET_DIR="$part/std/target" "$part/bin/cargo" build --quiet --release \
    --target "$WASM_TARGET" -Z build-std=std,panic_abort,test
) || fail "the standard library for $WASM_TARGET could not be compiled: its parts come from crates.io, which must be in reach; then run this again."

library="$part/usr/lib/rustlib/$WASM_TARGET/lib"
mkdir -p "$library"
cp "$part/std/target/$WASM_TARGET/release/deps/"*.rlib "$library"
rm -f "$library"/libnothing-*.rlib
rm -rf "$part/std" "$part/usr/src" "$part/usr/lib/rustlib/src" "$DEBIAN"
mv "$part" "$DEBIAN"
