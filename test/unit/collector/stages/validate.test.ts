import { describe, expect, test } from "vitest";
import type { JsonObject } from "#agent/contract/json.ts";
import { validate } from "#collector/stages/validate.ts";
import { datasetEvent, facetBase, jobEvent, runEvent } from "#test/support/events.ts";

function violationsOf(event: unknown): readonly string[] {
  const outcome = validate(json(event), 100);
  if (outcome.kind === "reject") throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.value.violations;
}

function refusal(event: unknown): string {
  const outcome = validate(json(event), 100);
  return outcome.kind === "reject" ? `${outcome.stage} ${outcome.reason}: ${outcome.detail}` : "accepted";
}

/** As it comes from the wire. */
function json(event: unknown): JsonObject {
  return JSON.parse(JSON.stringify(event));
}

test("an event that keeps to the specification has no violations", () => {
  expect(violationsOf(runEvent())).toEqual([]);
  expect(violationsOf(jobEvent())).toEqual([]);
  expect(violationsOf(datasetEvent())).toEqual([]);
});

describe("required, by what identity needs", () => {
  test.each([
    ["no time", { ...runEvent(), eventTime: undefined }, "validate invalid_time: eventTime: missing"],
    [
      "a number for a time",
      { ...runEvent(), eventTime: 1 },
      "validate invalid_time: eventTime: expected string, received number",
    ],
    [
      "a time nobody can read",
      { ...runEvent(), eventTime: "yesterday" },
      "validate invalid_time: eventTime: not a date and time of 1900 to 2255",
    ],
    [
      "a time beyond the columns",
      { ...runEvent(), eventTime: "2290-01-01T00:00:00Z" },
      "validate invalid_time: eventTime: not a date and time of 1900 to 2255",
    ],
    ["no run id", { ...runEvent(), run: {} }, "validate invalid_run: run.runId: missing"],
    [
      "an empty run id",
      { ...runEvent(), run: { runId: "" } },
      "validate invalid_run: run.runId: Too small: expected string to have >=1 characters",
    ],
    ["a run that is text", { ...runEvent(), run: "a" }, "validate invalid_run: run: expected object, received string"],
    ["no job", { ...runEvent(), job: undefined }, "validate invalid_job: job: missing"],
    ["no job name", { ...runEvent(), job: { namespace: "n" } }, "validate invalid_job: job.name: missing"],
    [
      "a job event without a namespace",
      { ...jobEvent(), job: { name: "n" } },
      "validate invalid_job: job.namespace: missing",
    ],
    [
      "a dataset without a name",
      { ...datasetEvent(), dataset: { namespace: "n" } },
      "validate invalid_dataset: dataset.name: missing",
    ],
    ["nothing", {}, "validate invalid_time: eventTime: missing"],
    ["a time only", { eventTime: "2026-01-31T07:00:00Z" }, "validate invalid_job: job: missing"],
  ])("%s", (_name, event, expected) => expect(refusal(event)).toBe(expected));
});

describe("recorded, not refused", () => {
  const dataset = { namespace: "n", name: "d" };
  test.each([
    ["the producer", { ...runEvent(), producer: undefined }, "producer: missing"],
    ["a schema URL that is none", { ...runEvent(), schemaURL: "spec" }, "schemaURL: not a URI"],
    ["a time without a zone", runEvent({ eventTime: "2026-01-31T07:00:00" }), "eventTime: not an RFC 3339 date-time"],
    ["a run id that is no UUID", runEvent({ run: { runId: "manual__2026" } }), "run.runId: not a UUID"],
    [
      "an unknown state",
      { ...runEvent(), eventType: "DONE" },
      'eventType: Invalid option: expected one of "START"|"RUNNING"|"COMPLETE"|"ABORT"|"FAIL"|"OTHER"',
    ],
    [
      "facets that are null",
      { ...runEvent(), run: { runId: runEvent().run.runId, facets: null } },
      "run.facets: expected object, received null",
    ],
    [
      "an unknown facet without a producer",
      { ...jobEvent(), job: { ...dataset, facets: { my_facet: { _schemaURL: "a:b" } } } },
      "job.facets.my_facet._producer: missing",
    ],
    [
      "a facet of a name that every object has",
      { ...jobEvent(), job: { ...dataset, facets: { constructor: { _producer: "a:b" } } } },
      "job.facets.constructor._schemaURL: missing",
    ],
    [
      "what the first clients called the parent",
      runEvent({ run: { runId: runEvent().run.runId, facets: { parentRun: { ...facetBase("P"), job: dataset } } } }),
      "run.facets.parentRun.run: missing",
    ],
    [
      "a facet that is text",
      { ...runEvent(), inputs: [{ ...dataset, inputFacets: { inputStatistics: "none" } }] },
      "inputs[0].inputFacets.inputStatistics: expected object, received string",
    ],
    ["an input without a name", { ...runEvent(), inputs: [dataset, { namespace: "n" }] }, "inputs[1].name: missing"],
    ["inputs that are no array", { ...runEvent(), inputs: {} }, "inputs: expected array, received object"],
    [
      "Spark's data source",
      runEvent({
        inputs: [
          { ...dataset, facets: { dataSource: { ...facetBase("DatasourceDatasetFacet"), name: "file", uri: "file" } } },
        ],
      }),
      "inputs[0].facets.dataSource.uri: not a URI",
    ],
    [
      "a count that is text",
      {
        ...runEvent(),
        outputs: [{ ...dataset, outputFacets: { outputStatistics: { ...facetBase("S"), rowCount: "10" } } }],
      },
      "outputs[0].outputFacets.outputStatistics.rowCount: expected number, received string",
    ],
    [
      "a nested field without a name",
      {
        ...datasetEvent(),
        dataset: {
          ...dataset,
          facets: { schema: { ...facetBase("S"), fields: [{ name: "a", fields: [{ type: "INT" }] }] } },
        },
      },
      "dataset.facets.schema.fields[0].fields[0].name: missing",
    ],
  ])("%s", (_name, event, expected) => expect(violationsOf(event)).toEqual([expected]));

  test("never a value of the event", () => {
    const secret = "hunter2";
    const told = violationsOf({
      ...runEvent({ run: { runId: secret } }),
      eventType: secret,
      producer: secret,
      inputs: secret,
    });
    expect(told).toHaveLength(4);
    expect(told.join()).not.toContain(secret);
  });

  test("in few and short words, however much is wrong", () => {
    const long = "k".repeat(10_000);
    const facets = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${long}${index}`, 1]));
    const told = violationsOf({ ...jobEvent(), job: { namespace: "n", name: "j", facets } });
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe("event: 480 more");
    for (const one of told) expect(one.length).toBeLessThanOrEqual(200);
  });

  test("a tombstone lacks what its facet requires, and breaks nothing", () => {
    const facets = { schema: { ...facetBase("S"), _deleted: true }, version: { ...facetBase("V"), _deleted: true } };
    expect(violationsOf({ ...datasetEvent(), dataset: { ...dataset, facets } })).toEqual([]);
  });

  test("an event too large to be judged is kept all the same", () => {
    const outcome = validate(json({ ...runEvent(), inputs: 1 }), 20_001);
    expect(outcome).toMatchObject({
      kind: "ok",
      value: { violations: ["event: too large to be checked against the specification"] },
    });
  });
});
