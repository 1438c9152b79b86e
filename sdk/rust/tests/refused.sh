#!/bin/sh
# Every file in refused/ is a filter that must not compile. Its first line is a
# comment with a part of what the compiler has to say.
set -eu
cd "$(dirname "$0")/refused"
rustc=${RUSTC:-/usr/bin/rustc}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for source in *.rs; do
  want=$(sed -n '1s|^// ||p' "$source")
  if "$rustc" --edition 2021 --test "$source" -o "$out/tests" 2>"$out/said"; then
    echo "$source compiles; expected: $want" >&2
    exit 1
  fi
  grep -qF "$want" "$out/said" || {
    echo "$source is refused, but not with: $want" >&2
    cat "$out/said" >&2
    exit 1
  }
  echo "refused: ${source%.rs}"
done
