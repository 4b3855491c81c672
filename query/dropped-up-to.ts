import { timeTextSql } from "#store/archive/archive-time.ts";
import type { Ask } from "./ask.ts";
import { BoundValues } from "./bound-values.ts";

/**
 * The latest received time of the events that retention has dropped (RFC 3339, UTC); undefined when it has
 * dropped none. An answer as of a time is read from the events, so what only those had told is not in it.
 */
export async function droppedUpTo(ask: Ask): Promise<string | undefined> {
  const [row] = await ask<{ readonly upTo: string | null }>(
    `SELECT if(count() = 0, NULL, ${timeTextSql("max(last_at)")}) AS upTo
    FROM tidemark.retention_log FINAL WHERE class = 'events'`,
    new BoundValues(),
  );
  return row?.upTo ?? undefined;
}
