import { RowEncoder } from "#store/columns.ts";
import type { Store } from "#store/store.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";

/** Bytes of one insert: as much as the collector puts into one when it is behind. */
const batchBytes = 40_000_000;

export interface Loaded {
  readonly seconds: number;
  /** When the last event was received; microseconds since the epoch. */
  readonly until: number;
  readonly payloadBytes: number;
}

/** Stores that many of the rows. The next batch is encoded while the engine has the one before. */
export async function loadRows(
  store: Pick<Store, "insert">,
  rows: Iterator<EventRow>,
  count: number,
  onBatch: (stored: number) => Promise<void> = async () => undefined,
): Promise<Loaded> {
  const began = performance.now();
  let [filling, busy] = [new RowEncoder(events), new RowEncoder(events)];
  let inserting: Promise<void> = Promise.resolve();
  let until = 0;
  let payloadBytes = 0;
  for (let stored = 0; stored < count;) {
    filling.reset();
    while (filling.byteLength < batchBytes && stored + filling.rows < count) {
      const { value: row, done } = rows.next();
      if (done === true) throw new RangeError(`there are only ${stored + filling.rows} rows`);
      filling.add(row);
      until = row.received_at;
      payloadBytes += row.payload.length;
    }
    stored += filling.rows;
    await inserting;
    inserting = store.insert(filling);
    // Handled when it is awaited, after the next batch has been encoded.
    inserting.catch(() => undefined);
    [filling, busy] = [busy, filling];
    await onBatch(stored);
  }
  await inserting;
  return { seconds: (performance.now() - began) / 1000, until, payloadBytes };
}
