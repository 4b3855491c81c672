import { describe, expect, test } from "vitest";
import { corpusEvents, hasCorpus } from "#test/support/corpus.ts";
import { outcome, rawMessage, rowOf, testPipeline } from "#test/support/pipeline.ts";

describe.skipIf(!hasCorpus)("events of real producers", () => {
  const corpus = corpusEvents();

  test("there are some", () => expect(corpus.length).toBeGreaterThan(200));

  test.each(corpus)("$name becomes a row", ({ text }) => {
    const [done, ...others] = testPipeline().process(rawMessage(text));
    expect(others).toEqual([]);
    expect(outcome(done)).toBe("row");
  });

  test("all at once, as an array and as NDJSON", () => {
    const texts = corpus.map(({ text }) => text);
    const array = testPipeline().process(rawMessage(`[${texts.join(",")}]`));
    const ndjson = testPipeline().process(rawMessage(texts.join("\n"), { contentType: "application/x-ndjson" }));
    expect(array).toEqual(ndjson);
    expect(array.map(outcome)).toEqual(texts.map(() => "row"));
  });

  test("their datasets, columns and results are read", () => {
    const rows = corpus.map(({ text }) => rowOf(text));
    const count = (part: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + part(row), 0);
    expect(count((row) => row.datasets.length)).toBeGreaterThan(140);
    expect(count((row) => row.fields.length)).toBeGreaterThan(200);
    expect(count((row) => row.column_edges.length)).toBeGreaterThan(40);
    expect(count((row) => row.assertions.length)).toBe(16);
    expect(count((row) => row.metrics.length)).toBeGreaterThan(10);
    expect(count((row) => (row.parent_run_id === "" ? 0 : 1))).toBeGreaterThan(200);
    expect(count((row) => (row.error_message === "" ? 0 : 1))).toBe(3);
    expect(count((row) => row.aliases.length)).toBe(18);
  });

  test("their facets without columns of their own are read, known ones and others", () => {
    const counts = new Map<string, number>();
    for (const { entity, facet } of corpus.flatMap(({ text }) => rowOf(text).facets)) {
      const key = `${entity}.${facet}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toMatchObject({
      "job.documentation": 6,
      "job.ownership": 1,
      "job.sourceCodeLocation": 2,
      "job.sql": 163,
      "job.gcp_lineage": 28,
      "job.dbt_node": 40,
      // Two events name a dataset as input and as output; it is described once.
      "dataset.dataSource": 108,
      "dataset.documentation": 12,
      "dataset.datasetType": 4,
      "dataset.ownership": 1,
      "dataset.dbt_model": 79,
      "run.tags": 1,
    });
  });
});
