#!/usr/bin/env bash
# The agent as its users get it: built, packed, judged by publint and attw, installed into an empty project
# outside the repository, and used from there: on the machine's own Node and on the pinned one, and from TypeScript.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# Not the one of a folder of packages, which npm puts first on the PATH of what it runs.
own_path=$(tr ':' '\n' <<<"$PATH" | grep -v '/node_modules/\.bin/*$' | paste -sd: -)
system_node=${system_node:-$(PATH=$own_path command -v node)}
pinned_node="$root/node_modules/.bin/node"
export PATH="$root/node_modules/.bin:$PATH"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$root/agent"
npm run --silent build
npm pack --silent --pack-destination "$work" >/dev/null
tarball=$(ls "$work"/*.tgz)
echo "$(basename "$tarball"): $(du -h "$tarball" | cut -f1), $(tar -tzf "$tarball" | wc -l) files"
publint --strict "$tarball"
attw --quiet --profile esm-only "$tarball"

cd "$work"
printf '{ "name": "empty", "private": true, "type": "module" }\n' >package.json
npm install --silent "$tarball"
cp "$root"/.ci/packed-agent/*.{mjs,ts} .
for node in "$system_node" "$pinned_node"; do
  echo "used on Node $("$node" --version)"
  "$node" use.mjs "$work/events-$("$node" --version).ndjson"
  # Its own words go to standard error: standard output is the wrapped command's.
  OPENLINEAGE__TRANSPORT__TYPE=console TIDEMARK_SPOOL="$work/spool" \
    "$node" node_modules/.bin/tidemark-agent run -- echo wrapped >out.txt 2>events.txt
  grep -qx wrapped out.txt
  grep -q '"eventType":"START"' events.txt
  grep -q '"eventType":"COMPLETE"' events.txt
done

# What a user of TypeScript meets: declarations that compile in a strict project without ours around.
ln -s "$root/node_modules/@types" node_modules/@types
tsc --noEmit --strict --module nodenext --types node --lib es2023 use-types.ts
