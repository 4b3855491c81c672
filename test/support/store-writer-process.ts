/**
 * Writes batches of events into an embedded store and says `ack N` when event N and all before it are
 * acknowledged: `node store-writer-process.ts DIRECTORY FIRST BATCHES`.
 */
import { RowEncoder } from "#store/columns.ts";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import { migrateUp } from "#store/migrations/migrate.ts";
import { events } from "#store/tables/events.ts";
import { eventRow } from "#test/support/event-row.ts";

const [path = "", first = "0", batches = "1000000"] = process.argv.slice(2);
const store = await openEmbeddedStore({ path });
await migrateUp(store);
const encoder = new RowEncoder(events);
let next = Number(first);
for (let batch = 0; batch < Number(batches); batch++) {
  encoder.reset();
  for (let i = 0; i < 50; i++) encoder.add(eventRow({ event_id: String(next++), payload: Buffer.alloc(2000, "x") }));
  await store.insert(encoder);
  process.stdout.write(`ack ${next - 1}\n`);
}
await store.close();
