import { quoteIdentifier, quoteString } from "../sql-text.ts";
import { pack, unpack } from "./packed.ts";
import type { Packed } from "./packed.ts";
import { storedAs } from "./week-of-run.ts";

/**
 * A table that the engine feeds from each inserted block of events, by a materialised view.
 *
 * Idempotent and free of order: rows of one key merge by `min` and `max` alone (`maxMap` is `max` for each key of a map), so the same events, in
 * any order, any number of times and in any batches, leave the same rows. Nothing is counted or summed.
 */
export interface Projection {
  /** Read as `tidemark_derived.NAME`. */
  readonly name: string;
  /** Column and type: what a row is about, in the order of the sorting key. With a `run_id`, it stands in weeks: `storedAs`. */
  readonly key: Columns;
  readonly states: Readonly<Record<string, State>>;
  /** A SELECT over `{events}` that gives the key's columns and `event_time`, `received_at` and what the states ask for. */
  readonly rows: string;
}

export type Columns = Readonly<Record<string, string>>;

/** A column that rows of one key merge into one value. */
export interface State {
  readonly type: string;
  readonly merge: "min" | "max" | "maxMap";
  /** An aggregate over the rows `r` of one key, by the same `merge`. Qualified, since a state may have a row's name. */
  readonly sql: string;
  /** What it packs, when it does. */
  readonly values?: Packed;
}

export const time = "DateTime64(6, 'UTC')";
export const label = "LowCardinality(String)";

export function min(expression: string, type: string): State {
  return { type, merge: "min", sql: `min(${expression})` };
}

export function max(expression: string, type: string): State {
  return { type, merge: "max", sql: `max(${expression})` };
}

/**
 * The values that were said last, by event time; among those of one time the greatest, so that the order
 * of arrival decides nothing. The row's columns of these names; see `reader`.
 */
export function latest(values: Packed, when: string): State {
  return greatest({ event_time: "time", ...values }, when);
}

/** The greatest values, compared one after the other. */
export function greatest(values: Packed, when: string): State {
  return { type: "String", merge: "max", sql: `maxIf(${pack(values, "r")}, ${when})`, values };
}

/** Of a column that is a map of texts: for each key the value that was said last, chosen as `latest` does. */
export function latestByKey(column: string, when: string): State {
  const packed = `mapApply((key, value) -> (key, concat(${pack({ event_time: "time" }, "r")}, value)), r.${column})`;
  return { type: "Map(String, String)", merge: "maxMap", sql: `maxMapIf(${packed}, ${when})` };
}

export interface Reader {
  /** A value of a `latest` state, the only one where none is named; its type's zero when never said. */
  readonly said: (state: string, value?: string) => string;
  /** The map of a `latestByKey` state. */
  readonly saidByKey: (state: string) => string;
  /** NULL when never said. */
  readonly saidOrNull: (state: string, value?: string) => string;
  /** The event time; zero when never said. */
  readonly saidAt: (state: string) => string;
  /** A text, empty when a tombstone came later: of one time with it, what was said stays. */
  readonly saidUnlessDeleted: (state: string, deletedAt: string, value?: string) => string;
}

/** SQL that reads the states of a projection, by their names. */
export function reader({ name, states }: Projection): Reader {
  const said = (state: string, value?: string): string => {
    const values = states[state]?.values;
    const first = Object.keys(values ?? {}).find((key) => key !== "event_time");
    const wanted = value ?? first;
    if (values === undefined || wanted === undefined) throw new Error(`${name} has no such state: ${state}`);
    return unpack(values, state, wanted);
  };
  const saidAt = (state: string): string => said(state, "event_time");
  return {
    said,
    saidAt,
    saidByKey: (state) => `mapApply((key, value) -> (key, substring(value, 9)), ${state})`,
    saidOrNull: (state, value) => `if(${state} = '', NULL, ${said(state, value)})`,
    saidUnlessDeleted: (state, deletedAt, value) => `if(${saidAt(state)} >= ${deletedAt}, ${said(state, value)}, '')`,
  };
}

/** NULL for the zero of time. */
export function timeOrNull(expression: string): string {
  return `nullIf(${expression}, ${never})`;
}

/** An absent time, where NULL cannot be. */
export const never = "toDateTime64(0, 6, 'UTC')";

/** The merged rows of a projection from `events`, a table or a subquery in brackets, for an insert into its table. */
export function derive({ key, states, rows }: Projection, events: string): string {
  const keys = Object.keys(key).join(", ");
  const merged = Object.entries(states).map(([name, { sql }]) => `${sql} AS ${name}`);
  return `SELECT ${[keys, ...merged].join(", ")} FROM (${rows.replaceAll("{events}", events)}) AS r GROUP BY ${keys}`;
}

/** The same with the types of its table. */
export function deriveTyped(projection: Projection, events: string): string {
  const types = [
    ...Object.entries(projection.key),
    ...Object.entries(projection.states).map(([name, { type }]) => [name, type] as const),
  ];
  const columns = types.map(([name, type]) => `CAST(${name}, ${quoteString(type)}) AS ${name}`);
  return `SELECT ${columns.join(", ")} FROM (${derive(projection, events)})`;
}

export function createTable(projection: Projection, table: string): string {
  const columns = [
    ...Object.entries(projection.key).map(([name, type]) => `${quoteIdentifier(name)} ${type}`),
    ...Object.entries(projection.states).map(
      ([name, { type, merge }]) => `${quoteIdentifier(name)} SimpleAggregateFunction(${merge}, ${type}) CODEC(ZSTD(1))`,
    ),
  ];
  return `CREATE TABLE IF NOT EXISTS ${table} (${columns.join(", ")})
ENGINE = AggregatingMergeTree ORDER BY (${Object.keys(projection.key).join(", ")})
${storedAs(projection.key)}`;
}
