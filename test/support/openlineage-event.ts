import type { RunEvent } from "#agent/contract/event.ts";

/** A small run event; its number is in the run id. */
export function runEvent(n: number, facets: Readonly<Record<string, unknown>> = {}): RunEvent {
  return {
    eventType: "OTHER",
    eventTime: "2026-01-31T00:00:00.000Z",
    run: { runId: `run-${n}`, facets },
    job: { namespace: "test", name: "job" },
    producer: "https://example.org/test",
    schemaURL: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
  };
}
