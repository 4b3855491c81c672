import { parseArgs } from "node:util";
import { createPipeline } from "#collector/pipeline.ts";
import { createRedactor } from "#agent/contract/redact.ts";
import { RowEncoder } from "#store/columns.ts";
import { events as eventsTable } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import { eventOfSize } from "#test/support/events.ts";
import { openTestStore } from "#test/support/store.ts";

/**
 * Inserts ready-made rows into the embedded engine, in batches as large as the collector's: what is left when all
 * else is free. All that is derived on insert is derived here too.
 */
const { values } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    bytes: { type: "string", default: "2048" },
    batch: { type: "string", default: "16000" },
  },
});
const events = Number(values.events);
const batch = Number(values.batch);
const pipeline = createPipeline({ redactor: createRedactor(), maxEventBytes: 1e6, allowBackdating: false });
const rows = Array.from({ length: 500 }, (_, index) => rowOf(index));
const opened = await openTestStore();
const { store } = opened;

let seconds = 0;
let microseconds = 0;
const encoder = new RowEncoder(eventsTable);
for (let done = 0; done < events; done += batch) {
  encoder.reset();
  for (let i = done; i < done + batch; i++) encoder.add(numbered(i));
  const started = performance.now();
  const working = process.cpuUsage();
  await store.insert(encoder);
  const { user, system } = process.cpuUsage(working);
  microseconds += user + system;
  seconds += (performance.now() - started) / 1000;
}
await opened.cleanup();
console.log(JSON.stringify({ rate: events / seconds, processor: microseconds / events }));

function rowOf(index: number): EventRow {
  const body = Buffer.from(JSON.stringify(eventOfSize(Number(values.bytes), index)));
  const [processed] = pipeline.process({
    body,
    contentType: undefined,
    receivedAt: Date.now() * 1000,
    source: "nats",
    backdate: undefined,
  });
  if (processed?.kind !== "row") throw new Error("the event is refused");
  return processed.row;
}

function numbered(index: number): EventRow {
  const row = rows[index % rows.length];
  if (row === undefined) throw new Error("no rows");
  return { ...row, event_id: index.toString(16).padStart(32, "0") };
}
