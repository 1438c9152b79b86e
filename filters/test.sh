#!/bin/sh
# Native tests of the Rust and C SDKs, the conformance guest and every filter.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for source in sdk/rust/tests/sdk.rs sdk/rust/example/src/lib.rs sdk/conformance/src/lib.rs filters/*/src/lib.rs; do
  echo "$source"
  sdk/rust/build.sh "$source" "$out/tests" test
done
sdk/rust/tests/refused.sh
for source in sdk/c/tests/sample.c sdk/c/example/src/filter.c filters/*/src/filter.c; do
  echo "$source"
  vectors=$(dirname "$source")/../vectors
  [ ! -d "$vectors" ] || set -- "$vectors"/*.json
  sdk/c/build.sh "$source" "$out/tests" test "$@"
  set --
done
sdk/c/tests/refused.sh
