import { quoteString } from "../sql-text.ts";
import type { Store } from "../store.ts";

/** What a replay keeps for its way back; see `replayed-events.ts`. */
const copies = ["tidemark_derived.events_before_replay", "tidemark_derived.replayed_events"] as const;

/** Copies of a month that is dropped go too: the way back of a replay would bring it back. */
export async function dropReplayCopies({ client }: Pick<Store, "client">, month: string): Promise<void> {
  const result = await client.query({
    query: `SELECT concat(database, '.', name) AS name FROM system.tables
      WHERE concat(database, '.', name) IN ({copies:Array(String)})`,
    query_params: { copies: [...copies] },
    format: "JSONEachRow",
  });
  for (const { name } of await result.json<{ readonly name: string }>())
    await client.command({ query: `ALTER TABLE ${name} DROP PARTITION ID ${quoteString(month.replace("-", ""))}` });
}
