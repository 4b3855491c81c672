import { parseArgs } from "node:util";
import { canonicalJson } from "#agent/contract/canonical.ts";
import { eventIdentity } from "#agent/contract/identity.ts";
import { createRedactor } from "#agent/contract/redact.ts";
import { createPipeline } from "#collector/pipeline.ts";
import type { RawMessage } from "#collector/pipeline.ts";
import { decode } from "#collector/stages/decode.ts";
import type { Decoded } from "#collector/stages/decode.ts";
import { frames } from "#collector/stages/frames.ts";
import { normalise } from "#collector/stages/normalise/normalise.ts";
import type { Verdict } from "#collector/stages/outcome.ts";
import { redact } from "#collector/stages/redact.ts";
import { validate } from "#collector/stages/validate.ts";
import { RowEncoder } from "#store/columns.ts";
import { events } from "#store/tables/events.ts";
import { eventOfSize } from "#test/support/events.ts";
import { createReport, quantile } from "./measurement.ts";

/** Microseconds each stage of the collector takes for an event. */

const { values: options } = parseArgs({
  options: { json: { type: "boolean", default: false }, bytes: { type: "string", default: "2048" } },
});
const report = createReport(options.json, (line) => console.log(line));

const bodies = Array.from({ length: 256 }, (_, index) =>
  Buffer.from(JSON.stringify(eventOfSize(Number(options.bytes), index))),
);
const redactor = createRedactor();
const pipeline = createPipeline({ redactor, maxEventBytes: 1_000_000, allowBackdating: false });
const messages = bodies.map((body): RawMessage => ({
  body,
  contentType: undefined,
  receivedAt: 1,
  source: "nats",
  backdate: undefined,
}));
const decoded = bodies.map((body) => accepted(decode(body)));
const rows = messages.flatMap((message) =>
  pipeline.process(message).map((done) => {
    if (done.kind === "dead") throw new Error(done.letter.reason);
    return done.row;
  }),
);
const envelope = { event_id: "", kind: "run", event_time: 0, received_at: 0, source: "nats", violations: [] };
const encoder = new RowEncoder(events);

measure(
  "JSON.parse",
  bodies.map((body) => body.toString()),
  (text): unknown => JSON.parse(text),
);
measure("frames", bodies, (body) => frames(body, undefined));
measure("decode", bodies, decode);
measure("validate", decoded, ({ event, values }) => validate(event, values));
measure("redact", decoded, (one) => redact(one, bodies[0] ?? Buffer.of(), redactor));
measure("canonicalJson", decoded, ({ event }) => canonicalJson(event));
measure("eventIdentity", decoded, ({ event }) => eventIdentity(event));
measure("normalise", decoded, ({ event }) => normalise(event, { ...envelope, payload: Buffer.of() }));
measure("pipeline.process", messages, (message) => pipeline.process(message));
measure("RowEncoder.add", rows, (row) => {
  if (encoder.byteLength > 16_000_000) encoder.reset();
  encoder.add(row);
});

/** The median of many short rounds: other work on the machine shows in the slow ones only. */
function measure<T>(name: string, inputs: readonly T[], action: (input: T) => unknown): void {
  const round = (): number => {
    const start = process.hrtime.bigint();
    for (const input of inputs) action(input);
    return Number(process.hrtime.bigint() - start) / 1000 / inputs.length;
  };
  for (let i = 0; i < 80; i++) round();
  report({ name, value: quantile(Array.from({ length: 150 }, round), 0.5), unit: "µs/event" });
}

function accepted(outcome: Verdict<Decoded>): Decoded {
  if (outcome.kind === "reject") throw new Error(outcome.detail);
  return outcome.value;
}
