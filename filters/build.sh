#!/bin/sh
# Builds the first-party modules and the conformance guest.
#
#     filters/build.sh           in place, and records the toolchain
#     filters/build.sh OUT       into OUT/NAME.wasm
#     filters/build.sh --check   into a temporary folder, and compares with what is committed;
#                                status 1: bytes differ, 2: the toolchain differs, so nothing can be said
set -eu
cd "$(dirname "$0")/.."
rustc=${RUSTC:-/usr/bin/rustc} clang=${CLANG:-clang-14}

# name, source, committed module
modules='
opgate filters/opgate/src/lib.rs filters/opgate/filter.wasm
spoofguard filters/spoofguard/src/lib.rs filters/spoofguard/filter.wasm
homecheck filters/homecheck/src/lib.rs filters/homecheck/filter.wasm
smsguard filters/smsguard/src/lib.rs filters/smsguard/filter.wasm
echoguard filters/echoguard/src/filter.c filters/echoguard/filter.wasm
reference filters/reference/src/lib.rs filters/reference/filter.wasm
conformance sdk/conformance/src/lib.rs sdk/conformance/conformance.wasm
'

toolchain() {
  "$rustc" --version
  "$rustc" --version --verbose | grep '^LLVM'
  "$clang" --version | head -n 1
  dpkg-query -W -f '${Package} ${Version}\n' rustc libstd-rust-dev-wasm32 clang-14 lld-14 2>/dev/null || true
}

build_into() {
  echo "$modules" | while read -r name source _; do
    case $source in
    *.rs) sdk/rust/build.sh "$source" "$1/$name.wasm" ;;
    *.c) sdk/c/build.sh "$source" "$1/$name.wasm" ;;
    esac
  done
}

compare_with() {
  echo "$modules" | while read -r name _ committed; do
    [ -z "$name" ] || cmp "$1/$name.wasm" "$committed"
  done
}

case ${1-} in
--check)
  if ! toolchain | cmp -s - filters/TOOLCHAIN; then
    echo "toolchain differs: bytes cannot be compared. Recorded in filters/TOOLCHAIN, then here:" >&2
    cat filters/TOOLCHAIN >&2
    echo "--" >&2
    toolchain >&2
    exit 2
  fi
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  build_into "$out"
  compare_with "$out" || {
    echo "bytes differ: run filters/build.sh and commit the modules" >&2
    exit 1
  }
  ;;
'')
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  build_into "$out"
  echo "$modules" | while read -r name _ committed; do
    [ -z "$name" ] || install -m 644 "$out/$name.wasm" "$committed"
  done
  toolchain >filters/TOOLCHAIN
  ;;
*)
  mkdir -p "$1"
  build_into "$1"
  ;;
esac
