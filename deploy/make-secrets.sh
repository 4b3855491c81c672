#!/bin/sh
# Makes the secrets that docker-compose.yml reads, each a random one, where they are missing. Never overwrites.
set -eu
directory=${TIDEMARK_SECRETS:-$(dirname "$0")/secrets}

# Containers read the files as users of their own, so the files are readable and their folder is not.
mkdir -p "$directory"
chmod 700 "$directory"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

secret() {
  if [ -e "$directory/$1" ]; then
    echo "$directory/$1: kept"
  else
    printf '%s%s\n' "$2" "$(random)" >"$directory/$1"
    chmod 644 "$directory/$1"
    echo "$directory/$1: made"
  fi
}

secret clickhouse_collector_password "p"
secret clickhouse_grafana_password "p"
secret clickhouse_otel_password "p"
secret grafana_admin_password "p"
# Who may send events, one `name:key` a line; add a line for each sender.
secret api_keys "pipelines:"
