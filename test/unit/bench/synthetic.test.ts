import { expect, test } from "vitest";
import { generateRows } from "#bench/synthetic/generate.ts";
import type { EventRow } from "#store/tables/events.ts";
import { rowOf } from "#test/support/pipeline.ts";

const start = Date.UTC(2026, 6, 1) * 1000;

/** The first rows of a company, enough for each of its pipelines to have run. */
function firstRows(count: number, seed = 1): readonly EventRow[] {
  const first: EventRow[] = [];
  for (const row of generateRows({ seed, start })) {
    first.push(row);
    if (first.length === count) break;
  }
  return first;
}

const rows = firstRows(40_000);

test("a row is the one that the collector's pipeline makes of its payload", () => {
  const sample = [...firstOfEachKind(), ...rows.filter((_, index) => index % 40 === 0)];
  expect(sample.length).toBeGreaterThan(1000);
  for (const row of sample) {
    expect(row).toEqual(rowOf(row.payload, { receivedAt: row.received_at, contentType: undefined }));
  }
});

/** A kind is what one producer says of one type of job at one point of its run. */
function firstOfEachKind(): readonly EventRow[] {
  const kinds = new Map(
    rows.toReversed().map((row) => [`${row.producer} ${row.job_type} ${row.event_type} ${row.kind}`, row]),
  );
  expect(kinds.size).toBeGreaterThan(20);
  return [...kinds.values()];
}

test("the same seed gives the same rows, another seed others", () => {
  expect(firstRows(3000)).toEqual(rows.slice(0, 3000));
  expect(firstRows(10, 2)).not.toEqual(rows.slice(0, 10));
});

test("no event is there twice, and they come in the order they are received", () => {
  expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(rows.length);
  expect(rows.every((row, index) => row.received_at >= (rows[index - 1]?.received_at ?? 0))).toBe(true);
});

test("the company has the size and the habits it is said to have", () => {
  const jobs = new Set(rows.map(({ job_namespace, job_name }) => `${job_namespace} ${job_name}`));
  const datasets = new Set(rows.flatMap((row) => row.datasets.map(({ namespace, name }) => `${namespace} ${name}`)));
  const mean = rows.reduce((sum, { payload }) => sum + payload.length, 0) / rows.length;
  expect(jobs.size).toBeGreaterThan(1200);
  expect(datasets.size).toBeGreaterThan(2000);
  expect(mean).toBeGreaterThan(2000);
  expect(mean).toBeLessThan(3000);
  const has = (is: (row: EventRow) => boolean): boolean => rows.some(is);
  const habits = {
    failures: has((row) => row.event_type === "FAIL" && row.error_message !== ""),
    retries: has((row) => row.attempt === 2),
    streams: has((row) => row.processing_type === "STREAMING" && row.event_type === "RUNNING"),
    datasetEvents: has((row) => row.kind === "dataset"),
    parents: has((row) => row.parent_run_id !== "" && row.nominal_start !== null),
    columns: has((row) => row.fields.length > 0 && row.column_edges.length > 0),
    checks: has((row) => row.assertions.length > 0),
    costs: has((row) => row.costs.length > 0),
    partitions: has((row) => row.datasets.some(({ partition }) => partition !== "")),
    symlinks: has((row) => row.aliases.length > 0),
    owners: has((row) => row.facets.some(({ facet }) => facet === "ownership")),
    late: has((row) => row.received_at - row.event_time > 600_000_000),
  };
  expect(Object.entries(habits).filter(([, found]) => !found)).toEqual([]);
  for (const version of [3, 4, 7]) {
    expect(has((row) => new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab]`).test(row.run_id))).toBe(
      true,
    );
  }
});
