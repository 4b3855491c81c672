import { parseArgs } from "node:util";
import { startChild } from "#test/support/child.ts";
import { logCeiling } from "./ceilings/log.ts";
import { emitInAPipeline } from "./emit.ts";
import { endToEnd } from "./end-to-end.ts";
import type { EndToEnd } from "./end-to-end.ts";
import { createReport } from "./measurement.ts";
import { collectorBytesWithoutEngine } from "./without-engine.ts";

const help = `Measures Tidemark on this machine: the whole way of an event, and in the same run what its parts could
do alone. Absolute figures are the machine's; compare the ratios.

  npm run bench [-- OPTIONS]

  --events N   events of each measurement (default 100000)
  --bytes N    size of an event (default 2048)
  --batch N    events the agent packs into one message (default 64; 1 is measured besides)
  --json       one JSON object a line: {name, value, unit}
`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    bytes: { type: "string", default: "2048" },
    batch: { type: "string", default: "64" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
} else {
  const report = createReport(values.json, (line) => process.stdout.write(`${line}\n`));
  const say = (name: string, value: number, unit: string): void => report({ name, value, unit });
  const load = { events: Number(values.events), bytes: Number(values.bytes), batch: Number(values.batch) };
  const { rate, processor } = await startChild<{ rate: number; processor: number }>("bench/ceilings/insert.ts", {
    events: load.events,
    bytes: load.bytes,
  }).ended;
  say("ceiling: insert of ready-made rows", rate, "events/s");
  say("ceiling: insert of ready-made rows, processor time", processor, "µs/event");
  await measure(`${load.batch} events a message`, load);
  // Each message is synced to disk by itself, so that fewer show the same rate sooner.
  await measure("1 event a message", { ...load, events: Math.ceil(load.events / 5), batch: 1 });
  const emit = await emitInAPipeline(load.bytes);
  say("emit at 1,000 events/s, median", emit.emitMedian, "µs");
  say("emit at 1,000 events/s, 99th percentile", emit.emitP99, "µs");
  say("peak memory of the collector without the engine", (await collectorBytesWithoutEngine(load)) / 1e6, "MB");

  async function measure(way: string, given: EndToEnd): Promise<void> {
    const log = await logCeiling(given);
    say(`ceiling: publish, ${way}`, log.publishPerSecond, "events/s");
    say(`ceiling: consume, ${way}`, log.consumePerSecond, "events/s");
    const whole = await endToEnd(given);
    say(`end to end, ${way}`, whole.eventsPerSecond, "events/s");
    const lowest = Math.min(rate, log.publishPerSecond, log.consumePerSecond);
    say(`end to end / lowest ceiling, ${way}`, whole.eventsPerSecond / lowest, "ratio");
    say(`emit at full speed, median, ${way}`, whole.emit.emitMedian, "µs");
    for (const [part, microseconds] of Object.entries(whole.processor)) {
      say(`processor time of the ${part}, ${way}`, microseconds, "µs/event");
    }
    say(`peak memory of the collector with the engine, ${way}`, whole.collectorBytes / 1e6, "MB");
  }
}
