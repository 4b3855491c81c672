/** Those that lineage is read in, by the parser's names. Any text is tried in `generic`. */
export const dialects = [
  "generic",
  "athena",
  "bigquery",
  "clickhouse",
  "cockroachdb",
  "databricks",
  "datafusion",
  "doris",
  "dremio",
  "drill",
  "druid",
  "duckdb",
  "exasol",
  "fabric",
  "hive",
  "materialize",
  "mysql",
  "oracle",
  "postgresql",
  "presto",
  "redshift",
  "risingwave",
  "singlestore",
  "snowflake",
  "spark",
  "sqlite",
  "starrocks",
  "teradata",
  "tidb",
  "trino",
  "tsql",
] as const;

export type Dialect = (typeof dialects)[number];

/** What others call them: schemes of dataset namespaces, engines, integrations, drivers. */
const otherNames: Readonly<Record<string, Dialect>> = {
  awsathena: "athena",
  crate: "postgresql",
  mariadb: "mysql",
  mssql: "tsql",
  oceanbase: "mysql",
  postgres: "postgresql",
  sparksql: "spark",
  sqlserver: "tsql",
  "spark-sql": "spark",
  synapse: "tsql",
};

/** The dialect that a facet, an engine or the scheme of a namespace names, in whatever case; undefined for others. */
export function dialectNamed(said: string): Dialect | undefined {
  const name = said.trim().toLowerCase();
  return (
    dialects.find((dialect) => dialect === name) ?? (Object.hasOwn(otherNames, name) ? otherNames[name] : undefined)
  );
}

/** By the scheme of a namespace: `postgres://db:5432`, `bigquery`. */
export function dialectOfNamespace(namespace: string): Dialect | undefined {
  return dialectNamed(namespace.split(":", 1)[0] ?? "");
}

/** How a dialect stores a name that is written without quotes. */
export function foldCase(dialect: Dialect, name: string): string {
  if (upper.has(dialect)) return name.toUpperCase();
  return lower.has(dialect) ? name.toLowerCase() : name;
}

const upper: ReadonlySet<Dialect> = new Set(["exasol", "oracle", "snowflake"]);
/** Others keep the case, or compare without it and say names as they were made. */
const lower: ReadonlySet<Dialect> = new Set([
  "athena",
  "cockroachdb",
  "hive",
  "materialize",
  "postgresql",
  "presto",
  "redshift",
  "risingwave",
  "trino",
]);
