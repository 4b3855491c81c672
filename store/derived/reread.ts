import type { Store } from "../store.ts";
import { currentGenerations, tableOf } from "./generations.ts";
import { outdated } from "./install.ts";
import { derive } from "./projection.ts";
import { projections } from "./projections/projections.ts";

/** Longer than any insert takes. */
const minutes = 10;

/**
 * Reads the newest events into the projections again. An insert that was killed may have left an event
 * without what is derived from it: the two are not one transaction. The log delivers such an event
 * again; where there is no log, and its sender has gone, this does. Changes nothing where nothing is missing.
 */
export async function rereadNewest(store: Store): Promise<void> {
  const current = await currentGenerations(store);
  const newest = `(SELECT max(received_at) FROM tidemark.events)`;
  const events = `(SELECT * FROM tidemark.events WHERE received_at >= ${newest} - INTERVAL ${minutes} MINUTE)`;
  // A table of an older definition may lack a column; it is rebuilt from all events.
  const older = new Set(await outdated(store));
  for (const projection of projections) {
    if (older.has(projection.name)) continue;
    const table = tableOf({ name: projection.name, generation: current.get(projection.name) ?? 1 });
    const columns = [...Object.keys(projection.key), ...Object.keys(projection.states)].join(", ");
    await store.client.command({ query: `INSERT INTO ${table} (${columns}) ${derive(projection, events)}` });
  }
}
