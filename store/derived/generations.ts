import { createHash } from "node:crypto";
import { quoteString } from "../sql-text.ts";
import type { Store } from "../store.ts";
import { createTable, derive } from "./projection.ts";
import type { Projection } from "./projection.ts";
import { projections } from "./projections/projections.ts";
import { runDatasets } from "./projections/run-datasets.ts";
import { runs } from "./projections/runs.ts";
import { settledTables } from "./settled.ts";
import type { Settled } from "./settled.ts";
import { storedAs } from "./week-of-run.ts";

/**
 * A derived table is read under its name, `tidemark_derived.runs`: a view that points to one generation of
 * it, `runs_2`. A rebuild fills the next generation beside it and then moves the pointer, in one step.
 * A generation is fed from the moment it is made to the moment it is dropped.
 */
export interface Generation {
  readonly name: string;
  readonly generation: number;
  /** Of the definition that made it. */
  readonly digest: string;
  /** It holds what all events say, those before it was made too. */
  readonly filled: boolean;
}

export type Derived = Projection | Settled;

/** In the order in which they can be filled: what is settled is made from projections. */
export const derivedTables: readonly Derived[] = [...projections, ...settledTables];

export function isSettled(derived: Derived): derived is Settled {
  return "engine" in derived;
}

/** Changes when the meaning of the table does; what is settled also means what its projections do. */
export function digestOf(derived: Derived): string {
  const text = isSettled(derived)
    ? [createSettled(derived, "t"), ...projections.map(digestOf)].join("\n")
    : `${createTable(derived, "t")}\n${derive(derived, "tidemark.events")}`;
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

export function tableOf({ name, generation }: Pick<Generation, "name" | "generation">): string {
  return `tidemark_derived.${name}_${generation}`;
}

/** The name under which readers find the current generation. */
export function pointer({ name }: { readonly name: string }): string {
  return `tidemark_derived.${name}`;
}

const createRegister = `CREATE TABLE IF NOT EXISTS tidemark_derived.generations (
  name String, generation UInt32, digest String, filled Bool, dropped Bool DEFAULT false,
  changed_at DateTime64(6, 'UTC') DEFAULT now64(6)
) ENGINE = ReplacingMergeTree(changed_at) ORDER BY (name, generation)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

export async function prepareRegister({ client }: Store): Promise<void> {
  await client.command({ query: "CREATE DATABASE IF NOT EXISTS tidemark_derived ENGINE = Atomic" });
  await client.command({ query: createRegister });
}

/** Those that are there, the oldest first. */
export async function listGenerations({ client }: Store): Promise<readonly Generation[]> {
  const result = await client.query({
    query:
      "SELECT name, generation, digest, filled FROM tidemark_derived.generations FINAL WHERE NOT dropped ORDER BY name, generation",
    format: "JSONEachRow",
  });
  return result.json<Generation>();
}

/** The one that readers see; the number is in the definition of the view that points to it. */
export async function currentGenerations({ client }: Store): Promise<ReadonlyMap<string, number>> {
  const result = await client.query({
    query: `SELECT name, toUInt32OrZero(extract(as_select, '_([0-9]+) FINAL')) AS generation
      FROM system.tables WHERE database = 'tidemark_derived' AND engine = 'View'`,
    format: "JSONEachRow",
  });
  const rows = await result.json<{ readonly name: string; readonly generation: number }>();
  return new Map(rows.map(({ name, generation }) => [name, generation]));
}

export async function register({ client }: Store, generation: Generation, dropped = false): Promise<void> {
  await client.command({
    query: `INSERT INTO tidemark_derived.generations (name, generation, digest, filled, dropped)
      SELECT {name:String}, {generation:UInt32}, {digest:String}, {filled:Bool}, {dropped:Bool}`,
    query_params: { ...generation, dropped },
  });
}

/** Makes the table and what feeds it. */
export async function createGeneration(store: Store, derived: Derived, generation: Generation): Promise<void> {
  await register(store, generation);
  const table = tableOf(generation);
  if (isSettled(derived)) {
    await store.client.command({ query: createSettled(derived, table) });
    return;
  }
  await store.client.command({ query: createTable(derived, table) });
  await store.client.command({
    query: `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table}_feed TO ${table} AS ${derive(derived, "tidemark.events")}`,
  });
}

/**
 * From here on, runs that change in this generation are queued to be settled. The queue is fed by what was
 * written here, not by the event, so that an entry is never there before what it is about; not while a
 * generation is being filled, since what is settled is filled after it.
 */
export async function announceChanges({ client }: Store, derived: Derived, generation: Generation): Promise<void> {
  if (derived !== runs && derived !== runDatasets) return;
  const table = tableOf(generation);
  await client.command({
    query: `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table}_touched TO tidemark_derived.touched AS
      SELECT DISTINCT job_namespace, job_name, run_id FROM ${table}`,
  });
}

export async function dropGeneration(store: Store, generation: Generation): Promise<void> {
  const table = tableOf(generation);
  await store.client.command({ query: `DROP VIEW IF EXISTS ${table}_feed SYNC` });
  await store.client.command({ query: `DROP VIEW IF EXISTS ${table}_touched SYNC` });
  await store.client.command({ query: `DROP TABLE IF EXISTS ${table} SYNC` });
  await store.client.command({
    query: `ALTER TABLE tidemark_derived.rebuilt DELETE WHERE target = ${quoteString(table)} SETTINGS mutations_sync = 1`,
  });
  await register(store, generation, true);
}

/** From here on readers see this generation. */
export async function pointTo(store: Store, derived: Derived, generation: Generation): Promise<void> {
  const columns = isSettled(derived)
    ? Object.keys(derived.columns)
    : [...Object.keys(derived.key), ...Object.keys(derived.states)];
  await store.client.command({
    query: `CREATE OR REPLACE VIEW ${pointer(derived)} AS SELECT ${columns.join(", ")} FROM ${tableOf(generation)} FINAL`,
  });
}

function createSettled({ columns, engine, indexes }: Settled, table: string): string {
  const parts = [
    ...Object.entries(columns).map(([name, type]) => `${name} ${type} CODEC(ZSTD(1))`),
    ...(engine.includes("settled_at") ? ["settled_at DateTime64(6, 'UTC')"] : []),
    ...indexes.map((index) => `INDEX ${index}`),
  ];
  return `CREATE TABLE IF NOT EXISTS ${table} (${parts.join(", ")}) ENGINE = ${engine}
${storedAs(columns)}`;
}
