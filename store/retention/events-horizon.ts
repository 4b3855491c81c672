import { timeTextSql } from "../archive/archive-time.ts";
import type { Store } from "../store.ts";

/** How far back the events reach. */
export interface EventsHorizon {
  /** Received time of the earliest event that is there; undefined when there is none. RFC 3339, UTC. */
  readonly earliest: string | undefined;
  /** Whether retention has ever dropped events: what is derived again now knows only what is left. */
  readonly dropped: boolean;
  /** The latest received time among the events that were dropped. */
  readonly droppedUpTo: string | undefined;
  /** Directories with copies of what was dropped, the earliest first; empty where none were kept. */
  readonly archives: readonly string[];
}

interface Answer {
  readonly earliest: string | null;
  readonly drops: number;
  readonly upTo: string | null;
  readonly archives: readonly string[];
}

/**
 * Events that were dropped and imported again count as dropped still: whether all of them came back is not
 * known.
 */
export async function eventsHorizon({ client }: Pick<Store, "client">): Promise<EventsHorizon> {
  const result = await client.query({
    query: `SELECT
        (SELECT if(count() = 0, NULL, ${timeTextSql("min(received_at)")}) FROM tidemark.events) AS earliest,
        toUInt32(count()) AS drops,
        if(count() = 0, NULL, ${timeTextSql("max(last_at)")}) AS upTo,
        arrayFilter(archive -> archive != '', arrayMap(drop -> drop.2, arraySort(groupArray((first_at, archive))))) AS archives
      FROM tidemark.retention_log FINAL WHERE class = 'events'`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<Answer>();
  return {
    earliest: row?.earliest ?? undefined,
    dropped: (row?.drops ?? 0) > 0,
    droppedUpTo: row?.upTo ?? undefined,
    archives: row?.archives ?? [],
  };
}
