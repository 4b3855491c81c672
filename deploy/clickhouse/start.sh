#!/bin/sh
# ClickHouse takes passwords from its configuration or the environment, not from files: this reads the secrets
# into the environment of the server's process alone, so that neither the compose file nor `docker inspect` has them.
set -eu
TIDEMARK_COLLECTOR_PASSWORD=$(cat /run/secrets/clickhouse_collector_password)
TIDEMARK_GRAFANA_PASSWORD=$(cat /run/secrets/clickhouse_grafana_password)
TIDEMARK_OTEL_PASSWORD=$(cat /run/secrets/clickhouse_otel_password)
export TIDEMARK_COLLECTOR_PASSWORD TIDEMARK_GRAFANA_PASSWORD TIDEMARK_OTEL_PASSWORD
exec /entrypoint.sh "$@"
