import type { DbtProfile } from "./profile.ts";

/** Adapters whose namespace is `scheme://host:port`, with their scheme and usual port. */
const servers: Readonly<Record<string, readonly [scheme: string, port: number]>> = {
  postgres: ["postgres", 5432],
  redshift: ["redshift", 5439],
  clickhouse: ["clickhouse", 8123],
  trino: ["trino", 8080],
  sqlserver: ["mssql", 1433],
};

/**
 * The namespace of datasets, as OpenLineage's own dbt integration makes it of the profile, so that both
 * speak of one dataset. Undefined for what the profile does not say.
 */
export function datasetNamespace(adapter: string, profile: DbtProfile | undefined): string | undefined {
  if (adapter === "bigquery") return "bigquery";
  if (profile === undefined) return undefined;
  const said = (key: string): string | undefined => {
    const value = profile[key];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  if (adapter === "snowflake") return prefixed("snowflake://", snowflakeAccount(said("account")));
  if (adapter === "databricks") return prefixed("databricks://", said("host"));
  if (adapter === "duckdb") return prefixed("duckdb://", said("path"));
  if (adapter === "athena") {
    const region = said("region_name");
    return region === undefined ? undefined : `awsathena://athena.${region}.amazonaws.com`;
  }
  const server = servers[adapter];
  const host = said("host") ?? said("server");
  if (server === undefined || host === undefined) return undefined;
  const [scheme, port] = server;
  return `${scheme}://${host}:${said("port") ?? port}`;
}

/** `organisation-account` stands for itself; an account locator is completed as OpenLineage completes it. */
function snowflakeAccount(account: string | undefined): string | undefined {
  if (account === undefined || /^[^.]*-/.test(account)) return account;
  const parts = account.split(".");
  if (parts.length === 1) return `${account}.us-west-1.aws`;
  return parts.length === 2 ? `${account}.aws` : account;
}

function prefixed(prefix: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${prefix}${value}`;
}
