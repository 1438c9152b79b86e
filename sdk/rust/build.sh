#!/bin/sh
# Compiles a filter written with the Rust SDK:
#
#     sdk/rust/build.sh SOURCE MODULE [test]
#
# SOURCE is the filter's lib.rs, MODULE the .wasm to write. With "test" as third
# argument the filter's native tests are compiled into MODULE and run instead.
#
# Needs Debian's rustc, libstd-rust-dev-wasm32 and lld-14. RUSTC names another
# compiler with the target wasm32-unknown-unknown.
set -eu
rustc=${RUSTC:-/usr/bin/rustc}
source=$1 module=$2
command -v "$rustc" >/dev/null || {
  echo "no $rustc: apt-get install --no-install-recommends rustc libstd-rust-dev-wasm32 lld-14" >&2
  exit 1
}
if [ "${3-}" = test ]; then
  "$rustc" --edition 2021 -D warnings --crate-name filter --test "$source" -o "$module"
  exec "$module" --quiet
fi

# Features are those of core 2.0, which is what the gate accepts. The memory needs
# a declared maximum: 2 MiB hold the widest batch and a large configuration. The
# linker puts the stack below the data, so that an overflow traps.
"$rustc" --edition 2021 -D warnings --crate-name filter --crate-type cdylib --target wasm32-unknown-unknown \
  -C opt-level=3 -C lto -C codegen-units=1 -C panic=abort -C strip=symbols \
  -C target-feature=+simd128,+bulk-memory \
  -C link-arg=-zstack-size=16384 -C link-arg=--max-memory=2097152 \
  --remap-path-prefix "$PWD=." "$source" -o "$module"
