#!/bin/sh
# Every file in refused/ is a filter whose declaration is wrong: it must not
# compile, or fail its native tests before they begin. Its first line is a comment
# with a part of what is to be said about it.
set -eu
cd "$(dirname "$0")/refused"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for source in *.c; do
  want=$(sed -n '1s|^// ||p' "$source")
  if ../../build.sh "$source" "$out/tests" test >"$out/said" 2>&1; then
    echo "$source passes; expected: $want" >&2
    exit 1
  fi
  grep -qF "$want" "$out/said" || {
    echo "$source is refused, but not with: $want" >&2
    cat "$out/said" >&2
    exit 1
  }
  echo "refused: ${source%.c}"
done
