import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { canonicalJson } from "#agent/contract/canonical.ts";
import type { RunEvent } from "#agent/contract/event.ts";
import { createAgent } from "#agent/index.ts";
import { eventOfSize, runId } from "./events.ts";

/**
 * A pipeline, in a process of its own, that emits events number `from` to `to` as fast as the log
 * confirms them, or `rate` a second. One JSON object a line: `{startedAt}`, then `{emitted}` (events number 0 to that are
 * with the agent), at last what `close` answered and what it took.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string", default: "nats://127.0.0.1:4222" },
    spool: { type: "string", default: "" },
    from: { type: "string", default: "0" },
    to: { type: "string", default: "100000" },
    bytes: { type: "string", default: "2048" },
    batch: { type: "string", default: "1" },
    rate: { type: "string", default: "Infinity" },
  },
});
const to = Number(values.to);
/** Waiting for their confirmation at most. An agent does not wait; a pipeline of this speed has to. */
const window = 8000;
const rate = Number(values.rate);
/** Events between two looks at the clock and at what waits: a hundredth of a second's. */
const turn = Math.min(250, Math.ceil(rate / 100));

// Building an event is the pipeline's work, not the agent's: all but the run's id is made beforehand.
// Their keys are in order, as the Python clients (Airflow, dbt, Dagster) write them.
const templates = Array.from({ length: 500 }, (_, index): RunEvent =>
  JSON.parse(canonicalJson(eventOfSize(Number(values.bytes), index))),
);

const agent = createAgent({
  namespace: "load",
  env: {},
  spool: values.spool === "" ? false : values.spool,
  transport: { type: "nats", url: values.url, batch: Number(values.batch) },
});

/** Of every `emit`. */
const microseconds: number[] = [];

const startedAt = Date.now();
say({ startedAt });
for (let index = Number(values.from); index < to;) {
  const end = Math.min(to, index + turn);
  for (; index < end; index++) {
    const event = numbered(index);
    const before = performance.now();
    agent.emit(event);
    microseconds.push((performance.now() - before) * 1000);
  }
  say({ emitted: index });
  while (agent.stats().pending > window) await agent.flush(20);
  const due = startedAt + ((index - Number(values.from)) / rate) * 1000;
  await (due > Date.now() ? delay(due - Date.now()) : delay(0));
}
const counts = await agent.close(120_000);
const sorted = microseconds.toSorted((a, b) => a - b);
const { user, system } = process.cpuUsage();
say({
  ...counts,
  emitMedian: sorted[Math.floor(sorted.length * 0.5)],
  emitP99: sorted[Math.floor(sorted.length * 0.99)],
  cpuSeconds: (user + system) / 1e6,
});

function numbered(index: number): RunEvent {
  const template = templates[index % templates.length];
  if (template === undefined) throw new Error("no templates");
  return { ...template, run: { ...template.run, runId: runId(index >> 1) } };
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
