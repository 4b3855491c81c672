import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "../store.ts";
import { pointer, tableOf } from "./generations.ts";
import type { Generation } from "./generations.ts";
import { planChunks } from "./plan-chunks.ts";
import type { HourOfEvents } from "./plan-chunks.ts";
import { derive } from "./projection.ts";
import type { Projection } from "./projection.ts";
import { runDatasets } from "./projections/run-datasets.ts";
import { runs } from "./projections/runs.ts";
import { fill, namesNow, settle } from "./settle.ts";
import {
  joinRunDatasets,
  lastWrites,
  pairEdges,
  settledEdges,
  settledNames,
  settledRunDatasets,
  settledWrites,
} from "./settled.ts";
import type { Settled } from "./settled.ts";

export interface RebuildProgress {
  /** Of the derived table. */
  readonly name: string;
  /** Events read so far, and in all; of what is settled: runs. */
  readonly done: number;
  readonly total: number;
}

export interface FillOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
  /** Events that one statement reads. */
  readonly eventsAtOnce?: number;
}

/** Waits for the inserts that began before the new table was fed: it has not seen their events. */
export async function insertsBefore({ client }: Store, signal: AbortSignal | undefined): Promise<void> {
  const ask = async (query: string): Promise<readonly { readonly query_id: string }[]> =>
    (await client.query({ query, format: "JSONEachRow" })).json<{ readonly query_id: string }>();
  const running =
    "SELECT query_id FROM system.processes WHERE query_kind = 'Insert' AND query LIKE '%tidemark.events%'";
  const before = new Set((await ask(running)).map(({ query_id }) => query_id));
  while (before.size > 0 && (await ask(running)).some(({ query_id }) => before.has(query_id))) {
    signal?.throwIfAborted();
    await delay(50);
  }
}

/** About 250 MB of groups in the engine; twice as many take no less time. */
const eventsAtOnce = 500_000;

interface Chunk {
  readonly chunk: string;
  readonly size: number;
}

export async function fillProjection(
  store: Store,
  projection: Projection,
  generation: Generation,
  options: FillOptions,
): Promise<void> {
  const hours = await store.client
    .query({
      query: `SELECT toString(toStartOfHour(received_at)) AS hour, toUInt32(count()) AS size
        FROM tidemark.events GROUP BY hour ORDER BY hour`,
      format: "JSONEachRow",
    })
    .then((result) => result.json<HourOfEvents>());
  const chunks = planChunks(hours, options.eventsAtOnce ?? eventsAtOnce);
  const columns = [...Object.keys(projection.key), ...Object.keys(projection.states)].join(", ");
  await inChunks(store, generation, chunks, options, async ({ first, last }) => {
    const received = `received_at >= ${hourSql(first)} AND received_at < ${hourSql(last)} + INTERVAL 1 HOUR`;
    await store.client.command({
      query: `INSERT INTO ${tableOf(generation)} (${columns})
        ${derive(projection, `(SELECT * FROM tidemark.events WHERE ${received})`)}`,
      clickhouse_settings: {
        // The rows of one statement have different keys already.
        optimize_on_insert: 0,
        max_insert_threads: "2",
      },
    });
  });
}

function hourSql(hour: string): string {
  return `toDateTime64('${hour}', 6, 'UTC')`;
}

/** Runs of one chunk, in a table as large as the largest. */
const runsAtOnce = 250_000;

export async function fillSettled(
  store: Store,
  settled: Settled,
  generation: Generation,
  options: FillOptions,
): Promise<void> {
  while ((await settle(store)) > 0) options.signal?.throwIfAborted();
  const [counted] = await store.client
    .query({ query: "SELECT toUInt32(count()) AS runs FROM tidemark_derived.runs", format: "JSONEachRow" })
    .then((result) => result.json<{ readonly runs: number }>());
  const total = counted?.runs ?? 0;
  const count = Math.max(1, Math.ceil(total / runsAtOnce));
  const chunks = Array.from({ length: count }, (_, index) => ({
    chunk: `${index}/${count}`,
    size: Math.ceil(total / count),
  }));
  const names = await namesNow(store);
  await inChunks(store, generation, chunks, options, async ({ chunk }) => {
    const index = Number.parseInt(chunk, 10);
    const ofRun = `cityHash64(job_namespace, job_name, run_id) % ${count} = ${index}`;
    const ofDataset = `cityHash64(dataset_namespace, dataset_name) % ${count} = ${index}`;
    const rows = new Map([
      [settledRunDatasets, joinRunDatasets(pointer(runDatasets), pointer(runs), ofRun)],
      [settledEdges, pairEdges(pointer(runDatasets), ofRun)],
      [settledWrites, lastWrites(`(SELECT * FROM ${pointer(settledRunDatasets)} WHERE ${ofDataset})`)],
      [settledNames, `SELECT * FROM (${names}) WHERE cityHash64(namespace, name) % ${count} = ${index}`],
    ]);
    await fill(store, settled, rows.get(settled) ?? "", tableOf(generation));
  });
}

async function inChunks<C extends Chunk>(
  store: Store,
  generation: Generation,
  chunks: readonly C[],
  { onProgress, signal }: FillOptions,
  work: (chunk: C) => Promise<void>,
): Promise<void> {
  const target = tableOf(generation);
  const result = await store.client.query({
    query: "SELECT chunk FROM tidemark_derived.rebuilt FINAL WHERE target = {target:String}",
    query_params: { target },
    format: "JSONEachRow",
  });
  const finished = new Set((await result.json<{ readonly chunk: string }>()).map(({ chunk }) => chunk));
  const total = chunks.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const chunk of chunks) {
    signal?.throwIfAborted();
    if (!finished.has(chunk.chunk)) {
      await work(chunk);
      await store.client.command({
        query: "INSERT INTO tidemark_derived.rebuilt (target, chunk) SELECT {target:String}, {chunk:String}",
        query_params: { target, chunk: chunk.chunk },
      });
    }
    done += chunk.size;
    onProgress?.({ name: generation.name, done, total });
  }
}
