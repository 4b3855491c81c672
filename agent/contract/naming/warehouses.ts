import { dotted, host, part, port } from "./parts.ts";
import type { DatasetName, Port } from "./parts.ts";

/**
 * `account` is `organization-account`, or the locator with its region and cloud: `xy12345.eu-west-1.aws`.
 * @example snowflake({ account: "acme-shop", database: "SHOP", schema: "PUBLIC", table: "ORDERS" }) // snowflake://acme-shop SHOP.PUBLIC.ORDERS
 */
export function snowflake(at: {
  readonly account: string;
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}): DatasetName {
  return { namespace: `snowflake://${host(at, "account")}`, name: dotted(at, "database", "schema", "table") };
}

/** @example bigquery({ project: "acme", dataset: "shop", table: "orders" }) // bigquery acme.shop.orders */
export function bigquery(at: {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}): DatasetName {
  return { namespace: "bigquery", name: dotted(at, "project", "dataset", "table") };
}

/** @example redshift({ cluster: "dw", region: "eu-west-1", database: "shop", schema: "public", table: "orders" }) // redshift://dw.eu-west-1:5439 shop.public.orders */
export function redshift(at: {
  readonly cluster: string;
  readonly region: string;
  readonly port?: Port;
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}): DatasetName {
  return {
    namespace: `redshift://${host(at, "cluster")}.${host(at, "region")}:${port(at, 5439)}`,
    name: dotted(at, "database", "schema", "table"),
  };
}

/** @example athena({ region: "eu-west-1", catalog: "AwsDataCatalog", database: "shop", table: "orders" }) // awsathena://athena.eu-west-1.amazonaws.com AwsDataCatalog.shop.orders */
export function athena(at: {
  readonly region: string;
  readonly catalog: string;
  readonly database: string;
  readonly table: string;
}): DatasetName {
  return {
    namespace: `awsathena://athena.${host(at, "region")}.amazonaws.com`,
    name: dotted(at, "catalog", "database", "table"),
  };
}

/** @example glue({ region: "eu-west-1", account: "123456789012", database: "shop", table: "orders" }) // arn:aws:glue:eu-west-1:123456789012 table/shop/orders */
export function glue(at: {
  readonly region: string;
  readonly account: string;
  readonly database: string;
  readonly table: string;
}): DatasetName {
  return {
    namespace: `arn:aws:glue:${host(at, "region")}:${host(at, "account")}`,
    name: `table/${part(at, "database")}/${part(at, "table")}`,
  };
}

/**
 * A table of Unity Catalog; for the Hive metastore the catalog is `hive_metastore`.
 * @example databricks({ host: "adb-1.2.azuredatabricks.net", catalog: "main", schema: "shop", table: "orders" }) // databricks://adb-1.2.azuredatabricks.net main.shop.orders
 */
export function databricks(at: {
  readonly host: string;
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}): DatasetName {
  return { namespace: `databricks://${host(at, "host")}`, name: dotted(at, "catalog", "schema", "table") };
}

/**
 * Azure Cosmos DB.
 * @example cosmos({ host: "acme.documents.azure.com", database: "shop", container: "orders" }) // azurecosmos://acme.documents.azure.com/dbs/shop colls/orders
 */
export function cosmos(at: {
  readonly host: string;
  readonly database: string;
  readonly container: string;
}): DatasetName {
  return {
    namespace: `azurecosmos://${host(at, "host")}/dbs/${part(at, "database")}`,
    name: `colls/${part(at, "container")}`,
  };
}

/**
 * Azure Data Explorer; the cluster with its location.
 * @example kusto({ cluster: "acme.westeurope", database: "shop", table: "orders" }) // azurekusto://acme.westeurope.kusto.windows.net shop/orders
 */
export function kusto(at: {
  readonly cluster: string;
  readonly database: string;
  readonly table: string;
}): DatasetName {
  return {
    namespace: `azurekusto://${host(at, "cluster")}.kusto.windows.net`,
    name: `${part(at, "database")}/${part(at, "table")}`,
  };
}
