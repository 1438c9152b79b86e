#!/bin/sh
# Compiles a filter written with the C SDK:
#
#     sdk/c/build.sh SOURCE MODULE
#     sdk/c/build.sh SOURCE PROGRAM test [VECTORS...]
#
# SOURCE is the filter's one file, MODULE the .wasm to write. With "test" the
# filter is compiled for this machine instead, with a host around it (testing.c),
# and judges the manifest's self-test and the files of vectors; a tests.c beside
# the source brings tests of its own.
#
# The first needs Debian's clang-14 and lld-14, the second any cc with its
# sanitizers. CLANG and CC name others; SANITIZE= does without.
set -eu
sdk=$(dirname "$0")
source=$1 out=$2
folder=$(dirname "$source")

if [ "${3-}" = test ]; then
  shift 3
  own=
  [ ! -f "$folder/tests.c" ] || own="-DPC_TESTS=\"$(cd "$folder" && pwd)/tests.c\""
  "${CC:-cc}" -std=c11 -O1 -g -Wall -Wextra -Werror ${SANITIZE--fsanitize=address,undefined -fno-sanitize-recover=all} \
    -I"$sdk" -DPC_TEST -DPC_SOURCE="\"$(cd "$folder" && pwd)/$(basename "$source")\"" ${own:+"$own"} "$sdk/testing.c" -o "$out"
  exec "$out" "$folder" "$@"
fi

clang=${CLANG:-clang-14}
command -v "$clang" >/dev/null || {
  echo "no $clang: apt-get install --no-install-recommends clang-14 lld-14" >&2
  exit 1
}
# Features are those of core 2.0, which is what the gate accepts. The memory needs
# a declared maximum: 2 MiB hold the widest batch and a large configuration. The
# stack comes first, so that an overflow traps. Linking is a step of its own: with
# -O clang would run wasm-opt where there is one, and the modules, which are
# compared octet by octet, would depend on the machine.
object=$(mktemp)
trap 'rm -f "$object"' EXIT
"$clang" --target=wasm32 -std=c11 -O2 -msimd128 -mbulk-memory -ffreestanding -fvisibility=hidden \
  -Wall -Wextra -Werror -I"$sdk" -I"$folder" -c "$source" -o "$object"
"$clang" --target=wasm32 -nostdlib -Wl,--no-entry -Wl,-z,stack-size=16384 -Wl,--stack-first -Wl,--max-memory=2097152 \
  -Wl,--strip-all "$object" -o "$out"
