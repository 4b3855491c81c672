import type { DatasetName } from "#agent/contract/dataset-ref.ts";
import { dialectOfNamespace } from "./dialect.ts";
import type { TableName } from "./table-name.ts";

/** What is known of where a query's tables are. */
export interface Whereabouts {
  /** Datasets that are named elsewhere, such as those of the job; a table that can be one of them is that one. */
  readonly datasets: readonly DatasetName[];
  /** Of tables that nothing else tells of. */
  readonly namespace: string;
  /** Database and schema before the names that lack them. */
  readonly before?: TableName;
}

/**
 * The dataset of each table. A query names a table by its end, `public.orders`; OpenLineage names the whole,
 * `postgres://db:5432` and `shop.public.orders`. What is missing comes from the datasets that are known.
 */
export function datasetOfTable({ datasets, namespace, before = [] }: Whereabouts): (table: TableName) => DatasetName {
  const tables = datasets.filter((dataset) => dialectOfNamespace(dataset.namespace) !== undefined);
  const usual = mostUsual(tables.length > 0 ? tables : []);
  return (table) => {
    const known = theOne(datasets.filter(({ name }) => endsWith(name, table)));
    if (known !== undefined) return known;
    const place = usual ?? { namespace, parts: before };
    return {
      namespace: place.namespace,
      name: [...place.parts.slice(0, missing(place.parts, table)), ...table].join("."),
    };
  };
}

interface Place {
  readonly namespace: string;
  /** Database and schema. */
  readonly parts: TableName;
}

/** How many parts the name lacks: `orders` both database and schema, `public.orders` the database. */
function missing(parts: TableName, table: TableName): number {
  return Math.max(0, parts.length + 1 - table.length);
}

/** Where most of the datasets are; of those that as many are in, the first by name. */
function mostUsual(datasets: readonly DatasetName[]): Place | undefined {
  const places = Map.groupBy(datasets, ({ namespace, name }) =>
    JSON.stringify([namespace, name.split(".").slice(0, -1)]),
  );
  const [first] = [...places].toSorted(([one, those], [other, others]) =>
    those.length === others.length ? (one < other ? -1 : 1) : others.length - those.length,
  );
  const [dataset] = first?.[1] ?? [];
  return dataset === undefined
    ? undefined
    : { namespace: dataset.namespace, parts: dataset.name.split(".").slice(0, -1) };
}

/** Databases compare names without case, and store them in one or the other. */
function endsWith(name: string, table: TableName): boolean {
  return `.${name}`.toLowerCase().endsWith(`.${table.join(".")}`.toLowerCase());
}

function theOne(found: readonly DatasetName[]): DatasetName | undefined {
  const [first, ...others] = found;
  return others.every(({ namespace, name }) => namespace === first?.namespace && name === first.name)
    ? first
    : undefined;
}
