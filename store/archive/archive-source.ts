import { bytesOf } from "./ndjson-lines.ts";
import { digestOf } from "./whole-file.ts";
import type { Store } from "../store.ts";
import type { ArchiveEncoding } from "./archive-encoding.ts";
import { archivedEvents, selectArchived, selectPayloads } from "./archive-subject.ts";
import { planSlices, wholeSlice } from "./plan-slices.ts";
import { schemaVersion } from "./schema-version.ts";
import { countRows } from "./read-engine-file.ts";
import { eventsOfSlice, liveEvents } from "./slice.ts";
import type { ArchiveRange, EventTable, Slice } from "./slice.ts";
import { writeFile } from "./write-file.ts";

/** Where archived events come from: a store, or a collector that has one. */
export interface ArchiveSource {
  readonly schemaVersion: number;
  /** The range cut into what becomes one file each; parts without events are left out. */
  slices(range: ArchiveRange): Promise<readonly Slice[]>;
  /** The range in one piece. */
  whole(range: ArchiveRange, name: string): Promise<Slice>;
  /** Writes a new file and resolves with its rows. */
  write(slice: Slice, encoding: ArchiveEncoding, path: string, signal?: AbortSignal): Promise<number>;
}

/** `maxBytes`: of one file, in the table's uncompressed bytes. */
export function storeSource(store: Store, table: EventTable = liveEvents, maxBytes?: number): ArchiveSource {
  return {
    schemaVersion,
    slices: (range) => planSlices(store, range, table, maxBytes),
    whole: (range, name) => wholeSlice(store, range, name),
    async write(slice, encoding, path, signal) {
      const rows = eventsOfSlice(slice, table);
      const select = encoding.payloadOnly ? selectPayloads(rows) : selectArchived(archivedEvents, rows);
      return writeCounted(store, select, rows, encoding, path, signal);
    },
  };
}

const attempts = 5;

/**
 * Writes the file and says how many rows are in it. A server's answer does not say, so there the rows are
 * counted before and after: equal numbers are that of the file.
 *
 * @throws Error when events of the range keep coming in.
 */
export async function writeCounted(
  store: Store,
  select: string,
  from: string,
  encoding: ArchiveEncoding,
  path: string,
  signal?: AbortSignal,
): Promise<number> {
  if (store.kind === "embedded") {
    await writeFile(store, select, encoding, path, signal);
    if (encoding.format !== "ndjson") return countRows(store, path, encoding.format);
    return (await digestOf(bytesOf(path, encoding.compression))).lineFeeds;
  }
  let before = await count(store, from);
  for (let attempt = 0; attempt < attempts; attempt++) {
    await writeFile(store, select, encoding, path, signal);
    const after = await count(store, from);
    if (after === before) return after;
    before = after;
  }
  throw new Error("events of this range keep coming in: export up to an earlier time");
}

async function count({ client }: Store, from: string): Promise<number> {
  const result = await client.query({ query: `SELECT toFloat64(count()) AS rows FROM ${from}`, format: "JSONEachRow" });
  const [row] = await result.json<{ readonly rows: number }>();
  return row?.rows ?? 0;
}
