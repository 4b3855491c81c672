import { dotted, part, server } from "./parts.ts";
import type { DatasetName, Server } from "./parts.ts";

/** @example postgres({ host: "db", database: "shop", schema: "public", table: "orders" }) // postgres://db:5432 shop.public.orders */
export function postgres(
  at: Server & { readonly database: string; readonly schema: string; readonly table: string },
): DatasetName {
  return { namespace: server("postgres", at, 5432), name: dotted(at, "database", "schema", "table") };
}

/** @example mysql({ host: "db", database: "shop", table: "orders" }) // mysql://db:3306 shop.orders */
export function mysql(at: Server & { readonly database: string; readonly table: string }): DatasetName {
  return { namespace: server("mysql", at, 3306), name: dotted(at, "database", "table") };
}

/** @example sqlserver({ host: "db", database: "shop", schema: "dbo", table: "orders" }) // mssql://db:1433 shop.dbo.orders */
export function sqlserver(
  at: Server & { readonly database: string; readonly schema: string; readonly table: string },
): DatasetName {
  return { namespace: server("mssql", at, 1433), name: dotted(at, "database", "schema", "table") };
}

/**
 * Azure Synapse.
 * @example synapse({ host: "ws.sql.azuresynapse.net", schema: "dbo", table: "orders" }) // sqlserver://ws.sql.azuresynapse.net:1433 dbo.orders
 */
export function synapse(at: Server & { readonly schema: string; readonly table: string }): DatasetName {
  return { namespace: server("sqlserver", at, 1433), name: dotted(at, "schema", "table") };
}

/**
 * The service name, or the SID.
 * @example oracle({ host: "db", service: "ORCL", schema: "SHOP", table: "ORDERS" }) // oracle://db:1521 ORCL.SHOP.ORDERS
 */
export function oracle(
  at: Server & { readonly service: string; readonly schema: string; readonly table: string },
): DatasetName {
  return { namespace: server("oracle", at, 1521), name: dotted(at, "service", "schema", "table") };
}

/** @example db2({ host: "db", database: "SHOP", schema: "S", table: "ORDERS" }) // db2://db:50000 SHOP.S.ORDERS */
export function db2(
  at: Server & { readonly database: string; readonly schema: string; readonly table: string },
): DatasetName {
  return { namespace: server("db2", at, 50_000), name: dotted(at, "database", "schema", "table") };
}

/** @example teradata({ host: "td", database: "shop", table: "orders" }) // teradata://td:1025 shop.orders */
export function teradata(at: Server & { readonly database: string; readonly table: string }): DatasetName {
  return { namespace: server("teradata", at, 1025), name: dotted(at, "database", "table") };
}

/** @example crate({ host: "db", database: "crate", schema: "doc", table: "orders" }) // crate://db:5432 crate.doc.orders */
export function crate(
  at: Server & { readonly database: string; readonly schema: string; readonly table: string },
): DatasetName {
  return { namespace: server("crate", at, 5432), name: dotted(at, "database", "schema", "table") };
}

/** @example oceanbase({ host: "db", database: "shop", table: "orders" }) // oceanbase://db:2881 shop.orders */
export function oceanbase(at: Server & { readonly database: string; readonly table: string }): DatasetName {
  return { namespace: server("oceanbase", at, 2881), name: dotted(at, "database", "table") };
}

/** @example cassandra({ host: "c1", keyspace: "shop", table: "orders" }) // cassandra://c1:9042 shop.orders */
export function cassandra(at: Server & { readonly keyspace: string; readonly table: string }): DatasetName {
  return { namespace: server("cassandra", at, 9042), name: dotted(at, "keyspace", "table") };
}

/** @example clickhouse({ host: "ch", database: "shop", table: "orders" }) // clickhouse://ch:8123 shop.orders */
export function clickhouse(at: Server & { readonly database: string; readonly table: string }): DatasetName {
  return { namespace: server("clickhouse", at, 8123), name: dotted(at, "database", "table") };
}

/**
 * By the metastore.
 * @example hive({ host: "metastore", database: "shop", table: "orders" }) // hive://metastore:9083 shop.orders
 */
export function hive(at: Server & { readonly database: string; readonly table: string }): DatasetName {
  return { namespace: server("hive", at, 9083), name: dotted(at, "database", "table") };
}

/** @example trino({ host: "trino", catalog: "lake", schema: "shop", table: "orders" }) // trino://trino:8080 lake.shop.orders */
export function trino(
  at: Server & { readonly catalog: string; readonly schema: string; readonly table: string },
): DatasetName {
  return { namespace: server("trino", at, 8080), name: dotted(at, "catalog", "schema", "table") };
}

/**
 * `path` is that of the database file, or `:memory:`.
 * @example duckdb({ path: "/data/shop.duckdb", database: "shop", schema: "main", table: "orders" }) // duckdb:///data/shop.duckdb shop.main.orders
 */
export function duckdb(at: {
  readonly path: string;
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}): DatasetName {
  return { namespace: `duckdb://${part(at, "path")}`, name: dotted(at, "database", "schema", "table") };
}
