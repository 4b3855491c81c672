#!/usr/bin/env bash
# Reads docker-compose.yml with the parser of Docker Compose itself (compose-go), which needs no Docker engine, once as
# a single node and once as a cluster, and then checks what a parser does not: see check-compose.ts.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v go >/dev/null || { echo "Go is needed to build the compose parser: https://go.dev/dl" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -C .ci/compose-model -o "$work/compose-model" .

"$work/compose-model" docker-compose.yml .env.example >"$work/single.json"
node .ci/check-compose.ts "$work/single.json" single
"$work/compose-model" docker-compose.yml deploy/cluster.env >"$work/cluster.json"
node .ci/check-compose.ts "$work/cluster.json" cluster
