/** A dataset by OpenLineage's names; the helpers of `naming` make them. */
export interface DatasetName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * A dataset, or its address: `postgres://db:5432/shop.public.orders`, `s3://lake/orders`,
 * `/var/data/orders.csv`. A bare name belongs to the namespace of the job.
 */
export type DatasetRef = DatasetName | string;

/** The namespace of a database that is a file has a path in it: `duckdb:///data/shop.duckdb`. */
const inFile = /^(?<namespace>duckdb:\/\/.+)\/(?<name>[^/]+)$/i;
const address = /^(?<namespace>[a-z][a-z0-9+.-]*:\/\/[^/]*)\/(?<name>.+)$/i;

/** @throws TypeError for what names no dataset. */
export function datasetName(ref: DatasetRef, defaultNamespace: string): DatasetName {
  if (typeof ref === "string") return parse(ref.trim(), defaultNamespace);
  if (typeof ref !== "object" || ref === null || typeof ref.namespace !== "string" || typeof ref.name !== "string") {
    throw new TypeError("a dataset is {namespace, name} or an address such as postgres://host:5432/db.schema.table");
  }
  if (ref.namespace === "" || ref.name === "") throw new TypeError("a dataset needs a namespace and a name");
  return { namespace: ref.namespace, name: ref.name };
}

function parse(text: string, defaultNamespace: string): DatasetName {
  if (text === "") throw new TypeError("the name of a dataset is empty");
  if (text.startsWith("/")) return { namespace: "file", name: text };
  const groups = (inFile.exec(text) ?? address.exec(text))?.groups;
  const namespace = groups?.["namespace"];
  const name = groups?.["name"];
  if (namespace === undefined || name === undefined) return { namespace: defaultNamespace, name: text };
  return namespace.toLowerCase() === "file://" ? { namespace: "file", name: `/${name}` } : { namespace, name };
}
