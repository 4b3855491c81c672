import { createRedactor } from "#agent/contract/redact.ts";
import { createPipeline } from "#collector/pipeline.ts";
import type { Pipeline, PipelineOptions, Processed, RawMessage } from "#collector/pipeline.ts";
import type { EventRow } from "#store/tables/events.ts";

export function testPipeline(changes: Partial<PipelineOptions> = {}): Pipeline {
  return createPipeline({
    redactor: createRedactor(),
    maxEventBytes: 1_000_000,
    allowBackdating: false,
    ...changes,
  });
}

/** 2026-02-01T00:00:00Z */
export const receivedAt = Date.UTC(2026, 1, 1) * 1000;

export function rawMessage(body: unknown, changes: Partial<RawMessage> = {}): RawMessage {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { body: bytes, contentType: "application/json", receivedAt, source: "http", backdate: undefined, ...changes };
}

/** The row of the one event; throws when it became anything else. */
export function rowOf(event: unknown, changes: Partial<RawMessage> = {}, pipeline = testPipeline()): EventRow {
  const [done, ...others] = pipeline.process(rawMessage(event, changes));
  if (done?.kind !== "row" || others.length > 0) throw new Error(`no row: ${outcome(done)}`);
  return done.row;
}

/** `row`, or the reason and detail of the refusal. */
export function outcome(done: Processed | undefined): string {
  if (done === undefined) return "nothing";
  return done.kind === "row" ? "row" : `${done.letter.stage}: ${done.letter.reason} ${done.letter.detail}`.trim();
}
