import type { Store } from "#store/store.ts";

export interface StoredEvents {
  /** Each once. */
  readonly events: number;
  /** Whether `events` is estimated from a sample. */
  readonly approximate: boolean;
  /** RFC 3339, UTC; null while there is none. */
  readonly newestReceivedAt: string | null;
}

/** Of so many events the identities are compared, which takes about 100 bytes of memory each. */
const mostCompared = 500_000;

/**
 * How many different events are in the store. Its rows are known without reading any; copies are among them until
 * the engine merges them away, and are looked for: among all, or where there are more than `most`, among those
 * whose identity falls into a share, with all copies of each.
 */
export async function storedEvents(store: Pick<Store, "client">, most = mostCompared): Promise<StoredEvents> {
  const { rows, newest } = await onlyRow<{ rows: number; newest: string | null }>(
    store,
    `SELECT toFloat64(count()) AS rows,
      if(rows = 0, NULL, formatDateTime(max(received_at), '%Y-%m-%dT%H:%i:%SZ', 'UTC')) AS newest
    FROM tidemark.events`,
  );
  const shares = Math.max(1, Math.ceil(rows / most));
  const { copies } = await onlyRow<{ copies: number }>(
    store,
    `SELECT toFloat64(count() - uniqExact(event_id)) AS copies FROM tidemark.events
    WHERE cityHash64(event_id) % ${shares} = 0`,
  );
  return { events: rows - copies * shares, approximate: shares > 1, newestReceivedAt: newest };
}

async function onlyRow<T>(store: Pick<Store, "client">, query: string): Promise<T> {
  const [row] = await (await store.client.query({ query, format: "JSONEachRow" })).json<T>();
  if (row === undefined) throw new Error("a count has no row");
  return row;
}
