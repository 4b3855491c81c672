import { describe, expect, test } from "vitest";
import type { JobEvent, RunEvent } from "#agent/contract/event.ts";
import { fitEvent } from "#agent/contract/fit.ts";

const facet = { _producer: "https://example.com/p", _schemaURL: "https://example.com/s" };

function filler(bytes: number): typeof facet & { text: string } {
  return { ...facet, text: "x".repeat(bytes) };
}

const event: RunEvent = {
  eventType: "COMPLETE",
  eventTime: "2026-01-31T07:00:00Z",
  producer: "https://example.com/p",
  schemaURL: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
  run: {
    runId: "0190a1b2-0000-7000-8000-000000000001",
    facets: {
      parent: { ...facet, run: { runId: "r" }, job: { namespace: "n", name: "j" } },
      "spark.logicalPlan": filler(5000),
      debug: filler(1000),
      custom: filler(20_000),
    },
  },
  job: { namespace: "n", name: "j", facets: { sql: { ...facet, query: "SELECT 1" } } },
  inputs: [{ namespace: "n", name: "a", facets: { schema: { ...facet, fields: [{ name: "x".repeat(3000) }] } } }],
  outputs: [{ namespace: "n", name: "b", outputFacets: { huge: filler(4000) } }],
};
const bytes = Buffer.byteLength(JSON.stringify(event));

describe("fitEvent", () => {
  test("leaves an event that fits alone, to the byte", () => {
    const fitted = fitEvent(event, bytes);
    expect(fitted?.event).toBe(event);
    expect(fitted?.json).toBe(JSON.stringify(event));
    expect(fitted?.truncated).toEqual([]);
    expect(fitEvent({ text: "€".repeat(10) }, 42)?.truncated).toEqual([]);
    expect(fitEvent({ text: "€".repeat(10) }, 40)).toBeUndefined();
  });

  test("drops the heavy facets first, though others are larger", () => {
    expect(fitEvent(event, bytes - 4000)?.truncated).toEqual(["run.facets.spark.logicalPlan"]);
    expect(fitEvent(event, bytes - 5100)?.truncated).toEqual(["run.facets.spark.logicalPlan", "run.facets.debug"]);
  });

  test("then the largest of the others, wherever they are", () => {
    expect(fitEvent(event, 2000)?.truncated).toEqual([
      "run.facets.spark.logicalPlan",
      "run.facets.debug",
      "run.facets.custom",
      "outputs[0].outputFacets.huge",
      "inputs[0].facets.schema",
    ]);
  });

  test("says so in a facet, and keeps the lineage", () => {
    const fitted = fitEvent(event, 2000);
    expect(fitted?.event.run.facets?.tidemark_truncated).toEqual({
      _producer: "https://example.com/p",
      _schemaURL: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunFacet",
      facets: fitted?.truncated,
      originalBytes: bytes,
    });
    expect(fitted?.event.run.facets?.parent).toEqual(event.run.facets?.parent);
    expect(fitted?.event.job.facets?.sql).toEqual(event.job.facets?.sql);
    expect(fitted?.event.inputs).toEqual([{ namespace: "n", name: "a", facets: {} }]);
    expect(fitted?.json).toBe(JSON.stringify(fitted?.event));
  });

  test("a second cut adds to the note of the first", () => {
    const first = fitEvent(event, bytes - 4000);
    const second = fitEvent(first?.event ?? event, 3000);
    expect(second?.event.run.facets?.tidemark_truncated?.originalBytes).toBe(bytes);
    expect(second?.event.run.facets?.tidemark_truncated?.facets).toEqual([
      "run.facets.spark.logicalPlan",
      ...(second?.truncated ?? []),
    ]);
  });

  test("notes it on the job when there is no run", () => {
    const { eventTime, producer, schemaURL, inputs } = event;
    const jobEvent: JobEvent = {
      eventTime,
      producer,
      schemaURL,
      job: { namespace: "n", name: "j" },
      inputs: inputs ?? [],
    };
    expect(fitEvent(jobEvent, 1000)?.event.job.facets?.tidemark_truncated?.facets).toEqual(["inputs[0].facets.schema"]);
  });

  test("gives up when the lineage alone is too large", () => {
    const inputs = Array.from({ length: 100 }, (_, i) => ({ namespace: "n", name: `table_${i}` }));
    expect(fitEvent({ ...event, inputs }, 2000)).toBeUndefined();
  });

  test("keeps its note short, and its time, when thousands of small facets must go", () => {
    const inputs = Array.from({ length: 5000 }, (_, i) => ({
      namespace: "n",
      name: `t${i}`,
      facets: { a: { ...facet, i }, b: facet },
    }));
    const lineage = Buffer.byteLength(
      JSON.stringify({ ...event, inputs: inputs.map((input) => ({ ...input, facets: {} })) }),
    );
    const started = performance.now();
    const fitted = fitEvent({ ...event, inputs }, lineage);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(Buffer.byteLength(fitted?.json ?? "")).toBeLessThanOrEqual(lineage);
    expect(fitted?.event.inputs).toHaveLength(5000);
    expect(fitted?.event.run.facets?.tidemark_truncated?.facets).toContain("inputs[*].facets.a");
  });
});
