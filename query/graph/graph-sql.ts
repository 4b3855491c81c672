import { relation } from "#store/derived/relation.ts";
import { BoundValues } from "../bound-values.ts";

export interface Statement {
  readonly sql: string;
  readonly values: BoundValues;
}

/** How names are asked for. */
export interface NameOptions {
  /** Part of each key, for the day on which two names have one key. */
  readonly salt: string;
  /** Also names that only edges have; that costs as much as the edges themselves. */
  readonly ofEdges: boolean;
}

/** Names go over the wire once; edges tell them by a hash of 64 bits. */
function key(salt: string, ...columns: readonly [string, string]): string {
  return `cityHash64(${[salt, ...columns].join(", ")})`;
}

/** In microseconds since the epoch. */
function micros(column: string): string {
  return `toUnixTimestamp64Micro(${column})`;
}

/** Rows of three keys, two times and a word: source, target, job; first seen, last seen; 1 when it is inferred. */
export function edgesStatement(asOf: Date | undefined, salt: string): Statement {
  const values = new BoundValues();
  const by = values.text(salt);
  const keys = ["source", "target", "job"].map((end) => key(by, `${end}_namespace`, `${end}_name`));
  const sql = `SELECT ${keys.join(", ")}, ${micros("first_seen")}, ${micros("last_seen")}, toUInt32(inferred)
    FROM ${relation("lineage", asOf)}`;
  return { sql, values };
}

/** Rows of two keys, a time and a word: dataset, job; last seen; 1 when the job writes it and 0 when it reads it. */
export function jobLinksStatement(asOf: Date | undefined, salt: string): Statement {
  const values = new BoundValues();
  const by = values.text(salt);
  const dataset = key(by, "dataset_namespace", "dataset_name");
  const sql = `SELECT ${dataset}, ${key(by, "job_namespace", "job_name")}, ${micros("last_seen")}, toUInt32(role = 'output')
    FROM ${relation("job_datasets", asOf)}
    WHERE role IN ('input', 'output')`;
  return { sql, values };
}

/** Rows of two keys and two strings in their order: a dataset's own, its canonical name's, namespace, name. */
export function datasetNamesStatement(asOf: Date | undefined, { salt, ofEdges }: NameOptions): Statement {
  const values = new BoundValues();
  const by = values.text(salt);
  const known = `
    SELECT toString(namespace) AS own_namespace, name AS own_name,
      toString(canonical_namespace) AS shown_namespace, canonical_name AS shown_name
    FROM ${relation("datasets", asOf)}`;
  const ends = `
    SELECT end.1 AS own_namespace, end.2 AS own_name, own_namespace AS shown_namespace, own_name AS shown_name
    FROM ${relation("lineage", asOf)}
    ARRAY JOIN [(toString(source_namespace), source_name), (toString(target_namespace), target_name)] AS end`;
  const sql = `
    SELECT DISTINCT ${key(by, "named.1", "named.2")}, ${key(by, "shown_namespace", "shown_name")}, named.1, named.2
    FROM (${ofEdges ? `${known} UNION ALL ${ends}` : known})
    ARRAY JOIN if((own_namespace, own_name) = (shown_namespace, shown_name),
      [(own_namespace, own_name)], [(own_namespace, own_name), (shown_namespace, shown_name)]) AS named
    ORDER BY named.1, named.2`;
  return { sql, values };
}

/** Rows of a key and two strings in their order: the job, namespace, name. */
export function jobNamesStatement(asOf: Date | undefined, { salt, ofEdges }: NameOptions): Statement {
  const values = new BoundValues();
  const by = values.text(salt);
  const known = [
    "SELECT '' AS own_namespace, '' AS own_name",
    `SELECT toString(namespace) AS own_namespace, name AS own_name FROM ${relation("jobs", asOf)}`,
    ...(ofEdges
      ? [`SELECT toString(job_namespace) AS own_namespace, job_name AS own_name FROM ${relation("lineage", asOf)}`]
      : []),
  ];
  const sql = `
    SELECT DISTINCT ${key(by, "own_namespace", "own_name")}, own_namespace, own_name
    FROM (${known.join(" UNION ALL ")})
    ORDER BY own_namespace, own_name`;
  return { sql, values };
}

/** Bytes that say the same for as long as no event has come or gone, no SQL was read and no rule of names has changed; next to free. */
export function stampStatement(asOf: Date | undefined): Statement {
  const values = new BoundValues();
  const received = asOf === undefined ? "1" : `received_at <= ${values.time(asOf)}`;
  const sql = `SELECT count(), max(received_at), (SELECT max(inferred_at) FROM tidemark.inferred_lineage),
      (SELECT max(recorded_at) FROM tidemark.name_rules)
    FROM tidemark.events WHERE ${received}`;
  return { sql, values };
}
