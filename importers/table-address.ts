import { datasetName } from "#agent/contract/dataset-ref.ts";
import type { DatasetName } from "#agent/contract/dataset-ref.ts";

/** How a person says where tables are that a tool knows by a name of its own. */
export interface TableAddress {
  /** The one dataset that is meant, by address; before the others. */
  readonly dataset?: string;
  readonly datasetNamespace?: string;
  /** Before each table: `shop.public`. */
  readonly tablePrefix?: string;
}

/** What the tool calls `source` and `table`, as the dataset that others know. */
export function tableNamed(address: TableAddress, source: string, table: string): DatasetName {
  const namespace = address.datasetNamespace ?? source;
  if (address.dataset !== undefined) return datasetName(address.dataset, namespace);
  return { namespace, name: address.tablePrefix === undefined ? table : `${address.tablePrefix}.${table}` };
}
