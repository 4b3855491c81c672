import { setTimeout as delay } from "node:timers/promises";
import { createLineageReader } from "#sql/lineage-reader.ts";
import type { Store } from "#store/store.ts";
import type { Logger } from "../telemetry/logger.ts";
import { readAllSql, readNewSql } from "./read-sql.ts";

/**
 * Reads the SQL of jobs that tell no lineage, beside whatever else goes on: events wait for nothing of it. What is to be read
 * is asked of the store, so nothing is queued in memory or lost, and several collectors do at worst the same twice.
 */
export interface SqlInference {
  /** All of it again, over what is there; resolves with how many jobs. */
  readonly again: (signal: AbortSignal) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Between two looks, of which one may take a tenth of a second of the engine where there are many jobs. */
const restMs = 3000;
const restPerLook = 20;
/** On a machine that others keep busy a look takes seconds, and whoever sent SQL waits to see its lineage. */
const mostRestMs = 30_000;
/** What is derived from an event may come a moment after it: who looked once with it looks again. */
const looks = 2;

export function startSqlInference(store: Store, logger: Logger): SqlInference {
  const stopping = new AbortController();
  const { signal } = stopping;
  const reader = createLineageReader();
  const loop = async (): Promise<void> => {
    let seen = { stamp: "", looks: 0 };
    while (!signal.aborted) {
      const started = performance.now();
      try {
        const stamp = await newestEvents(store);
        if (stamp !== seen.stamp) seen = { stamp, looks: 0 };
        if (seen.looks < looks) await readNewSql({ store, reader, signal });
        seen = { stamp, looks: seen.looks + 1 };
      } catch (error) {
        logger.warn({ err: error }, "the SQL of jobs could not be read for lineage; it is tried again");
      }
      const took = performance.now() - started;
      // An aborted wait is a wait that has ended.
      await delay(Math.min(Math.max(restMs, took * restPerLook), mostRestMs), undefined, { signal }).catch(
        () => undefined,
      );
    }
  };
  const ended = loop();
  return {
    again: (given) => readAllSql({ store, reader, signal: AbortSignal.any([given, signal]) }),
    async close() {
      stopping.abort();
      await reader.close();
      await ended;
    },
  };
}

/** Says the same for as long as no event has come; next to free. */
async function newestEvents({ client }: Store): Promise<string> {
  const result = await client.query({
    query: "SELECT count(), max(received_at) FROM tidemark.events",
    format: "JSONCompactEachRow",
  });
  return result.text();
}
