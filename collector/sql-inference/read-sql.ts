import type { LineageReader } from "#sql/lineage-reader.ts";
import { lineageVersion } from "#sql/lineage.ts";
import { RowEncoder } from "#store/columns.ts";
import { retireInferred, sqlToRead } from "#store/derived/sql-to-read.ts";
import type { SqlToRead } from "#store/derived/sql-to-read.ts";
import type { Store } from "#store/store.ts";
import { inferredLineage } from "#store/tables/inferred-lineage.ts";
import { inferLineage, sqlTextOf } from "./infer-lineage.ts";

/** Texts of up to 32 KB each that are held at once. */
const atOnce = 100;

export interface SqlReading {
  readonly store: Store;
  readonly reader: LineageReader;
  readonly signal: AbortSignal;
}

/** Reads the SQL of jobs that was not read yet, or from something else than what there is now. */
export async function readNewSql(reading: SqlReading): Promise<void> {
  let jobs: readonly SqlToRead[] = [];
  await retireInferred(reading.store);
  do {
    jobs = await sqlToRead(reading.store, { version: lineageVersion, limit: atOnce });
    await read(reading, jobs);
  } while (jobs.length === atOnce && !reading.signal.aborted);
}

/** Reads the SQL of all jobs over what is there; resolves with how many there are. */
export async function readAllSql(reading: SqlReading): Promise<number> {
  let count = 0;
  let last: SqlToRead | undefined;
  do {
    reading.signal.throwIfAborted();
    const againAfter = { namespace: last?.job_namespace ?? "", name: last?.job_name ?? "" };
    const jobs = await sqlToRead(reading.store, { version: lineageVersion, limit: atOnce, againAfter });
    await read(reading, jobs);
    count += jobs.length;
    last = jobs.at(-1);
  } while (last !== undefined);
  return count;
}

async function read({ store, reader, signal }: SqlReading, jobs: readonly SqlToRead[]): Promise<void> {
  const rows = new RowEncoder(inferredLineage);
  for (const job of jobs) {
    const { query, dialect } = sqlTextOf(job);
    const lineage = await reader.read(query, dialect);
    // That it was cut off is no finding.
    if (!signal.aborted) rows.add(inferLineage(job, lineage, Date.now() * 1000));
  }
  if (rows.rows > 0) await store.insert(rows);
}
