import {
  cassandra,
  clickhouse,
  crate,
  db2,
  duckdb,
  hive,
  mysql,
  oceanbase,
  oracle,
  postgres,
  sqlserver,
  synapse,
  teradata,
  trino,
} from "./naming/databases.ts";
import { abfss, dbfs, gcs, hdfs, kafka, localFile, pubsub, remoteFile, s3, wasbs } from "./naming/files-and-topics.ts";
import { athena, bigquery, cosmos, databricks, glue, kusto, redshift, snowflake } from "./naming/warehouses.ts";

/**
 * Names of datasets by OpenLineage's rules, https://openlineage.io/docs/spec/naming: whoever reports a
 * table or a file, it is then the same dataset. Where the rules are silent (ClickHouse, DuckDB,
 * Databricks, SQL Server), as OpenLineage's own integrations name it. Engines fold case differently:
 * give each part as the engine stores it.
 *
 * Each function throws TypeError for a part that is empty or would break the namespace.
 *
 * @example
 * import { naming } from "@tidemark/agent";
 * run.input(naming.postgres({ host: "db", database: "shop", schema: "public", table: "orders" }));
 */
export const naming = {
  abfss,
  athena,
  bigquery,
  cassandra,
  clickhouse,
  cosmos,
  crate,
  databricks,
  db2,
  dbfs,
  duckdb,
  gcs,
  glue,
  hdfs,
  hive,
  kafka,
  kusto,
  localFile,
  mysql,
  oceanbase,
  oracle,
  postgres,
  pubsub,
  redshift,
  remoteFile,
  s3,
  snowflake,
  sqlserver,
  synapse,
  teradata,
  trino,
  wasbs,
} as const;
