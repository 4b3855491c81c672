import { host, part, server } from "./parts.ts";
import type { DatasetName, Server } from "./parts.ts";

/** @example s3({ bucket: "lake", key: "raw/orders" }) // s3://lake raw/orders */
export function s3(at: { readonly bucket: string; readonly key: string }): DatasetName {
  return { namespace: `s3://${host(at, "bucket")}`, name: objectKey(at) };
}

/** @example gcs({ bucket: "lake", key: "raw/orders" }) // gs://lake raw/orders */
export function gcs(at: { readonly bucket: string; readonly key: string }): DatasetName {
  return { namespace: `gs://${host(at, "bucket")}`, name: objectKey(at) };
}

/**
 * Azure Blob Storage. The rules write `dfs` in the namespace, though its URIs have `blob`.
 * @example wasbs({ container: "lake", account: "acme", key: "raw/orders" }) // wasbs://lake@acme.dfs.core.windows.net raw/orders
 */
export function wasbs(at: { readonly container: string; readonly account: string; readonly key: string }): DatasetName {
  return {
    namespace: `wasbs://${host(at, "container")}@${host(at, "account")}.dfs.core.windows.net`,
    name: objectKey(at),
  };
}

/**
 * Azure Data Lake Storage.
 * @example abfss({ container: "lake", account: "acme", path: "/raw/orders" }) // abfss://lake@acme.dfs.core.windows.net /raw/orders
 */
export function abfss(at: {
  readonly container: string;
  readonly account: string;
  readonly path: string;
}): DatasetName {
  return {
    namespace: `abfss://${host(at, "container")}@${host(at, "account")}.dfs.core.windows.net`,
    name: part(at, "path"),
  };
}

/**
 * Databricks File System.
 * @example dbfs({ workspace: "acme", path: "/raw/orders" }) // dbfs://acme /raw/orders
 */
export function dbfs(at: { readonly workspace: string; readonly path: string }): DatasetName {
  return { namespace: `dbfs://${host(at, "workspace")}`, name: part(at, "path") };
}

/** @example hdfs({ host: "namenode", path: "/raw/orders" }) // hdfs://namenode:8020 /raw/orders */
export function hdfs(at: Server & { readonly path: string }): DatasetName {
  return { namespace: server("hdfs", at, 8020), name: part(at, "path") };
}

/** @example localFile({ path: "/data/orders.csv" }) // file /data/orders.csv */
export function localFile(at: { readonly path: string }): DatasetName {
  return { namespace: "file", name: part(at, "path") };
}

/** @example remoteFile({ host: "nas", path: "/data/orders.csv" }) // file://nas /data/orders.csv */
export function remoteFile(at: { readonly host: string; readonly path: string }): DatasetName {
  return { namespace: `file://${host(at, "host")}`, name: part(at, "path") };
}

/**
 * By a bootstrap server.
 * @example kafka({ host: "broker", topic: "orders" }) // kafka://broker:9092 orders
 */
export function kafka(at: Server & { readonly topic: string }): DatasetName {
  return { namespace: server("kafka", at, 9092), name: part(at, "topic") };
}

/**
 * Google Pub/Sub.
 * @example pubsub({ project: "acme", id: "orders" }) // pubsub topic:acme:orders
 */
export function pubsub(at: {
  readonly kind?: "topic" | "subscription";
  readonly project: string;
  readonly id: string;
}): DatasetName {
  return { namespace: "pubsub", name: `${at.kind ?? "topic"}:${part(at, "project")}:${part(at, "id")}` };
}

/** Object stores have no directories: the key of a folder is written without slashes around it. */
function objectKey(at: { readonly key: string }): string {
  return part({ key: part(at, "key").replaceAll(/^\/+|\/+$/g, "") }, "key");
}
