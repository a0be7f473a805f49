#!/bin/sh
# Lays the editor of /sparql into web/static/editor, from the packages that package-lock.json pins.
# usage: web/editor/build.sh WORK   (run from the checkout; WORK is a folder for what npm unpacks)
#
# Never fails: without npm, or without a network, /sparql has its plain form, which does the same.
set -u
work=$1
from=web/editor
to=web/static/editor

skip() {
  echo "EDITOR OF /sparql NOT BUILT: $1. The page has a plain form instead. Run 'make install' again to build it." >&2
  exit 0
}

[ "$to/yasqe.min.js" -nt "$from/package-lock.json" ] && [ "$to/yasqe.min.js" -nt "$from/build.sh" ] && exit 0
command -v npm >/dev/null || skip "npm is not here"
mkdir -p "$work" && cp "$from/package.json" "$from/package-lock.json" "$work/" || skip "$work cannot be written"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
  --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=10000) >"$work/npm.log" 2>&1 \
  || skip "npm could not fetch its packages ($work/npm.log says why)"

packages=$work/node_modules
fresh=$to.new
rm -rf "$fresh" && mkdir -p "$fresh" || skip "$fresh cannot be written"
# Without the address of the source map, which is not served.
grep -v '^//# sourceMappingURL=' "$packages/@zazuko/yasqe/build/yasqe.min.js" >"$fresh/yasqe.min.js"
grep -v '^/\*# sourceMappingURL=' "$packages/@zazuko/yasqe/build/yasqe.min.css" >"$fresh/yasqe.min.css"
{
  echo "yasqe.min.js and yasqe.min.css are @zazuko/yasqe (https://github.com/rdfjs/Yasgui), which"
  echo "contains the packages below. What each says of its licence:"
  for folder in "$packages"/@zazuko/* "$packages"/*; do
    [ -f "$folder/package.json" ] || continue
    printf '\n== %s: %s\n' "${folder#"$packages"/}" \
      "$(sed -n 's/^ *"license": *"\([^"]*\)".*/\1/p' "$folder/package.json" | head -n 1)"
    for text in "$folder"/LICENSE* "$folder"/license*; do [ -f "$text" ] && cat "$text"; done
  done
} >"$fresh/LICENSES.txt"
rm -rf "$to" && mv "$fresh" "$to"
