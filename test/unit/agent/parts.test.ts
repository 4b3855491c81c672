import { describe, expect, test } from "vitest";
import { datasetName } from "#agent/contract/dataset-ref.ts";
import { withoutFacets } from "#agent/client/without-facets.ts";
import { backoffMs } from "#agent/delivery/backoff.ts";
import { Circuit } from "#agent/delivery/circuit.ts";
import type { Entry } from "#agent/delivery/entry.ts";
import { MemoryQueue } from "#agent/delivery/memory-queue.ts";
import { StallBudget } from "#agent/delivery/spool/stall-budget.ts";
import { Reporter } from "#agent/delivery/reporter.ts";
import type { Report } from "#agent/delivery/reporter.ts";
import { restoreEntry } from "#agent/delivery/restore-entry.ts";
import { untyped } from "#test/support/untyped.ts";

describe("names of datasets", () => {
  test.each([
    ["orders", { namespace: "ns", name: "orders" }],
    ["postgres://db:5432/shop.public.orders", { namespace: "postgres://db:5432", name: "shop.public.orders" }],
    ["s3://lake/a/b.csv", { namespace: "s3://lake", name: "a/b.csv" }],
    ["kafka://broker:9092/topic", { namespace: "kafka://broker:9092", name: "topic" }],
    ["/data/x.csv", { namespace: "file", name: "/data/x.csv" }],
    ["file:///data/x.csv", { namespace: "file", name: "/data/x.csv" }],
    [
      { namespace: "bigquery", name: "p.d.t" },
      { namespace: "bigquery", name: "p.d.t" },
    ],
  ])("%o", (ref, expected) => {
    expect(datasetName(ref, "ns")).toEqual(expected);
  });

  test.each([[""], [" "], [{ namespace: "", name: "x" }], [{ name: "x" }], [null], [5]])("%o names none", (ref) => {
    expect(() => datasetName(untyped<string>(ref), "ns")).toThrow(TypeError);
  });
});

const entry = (bytes: number): Entry => ({
  payload: "",
  bytes,
  envelope: {},
  segment: undefined,
  onSettled: undefined,
});

describe("queue in memory", () => {
  test("is bounded in bytes and events, but takes any one event", () => {
    const queue = new MemoryQueue(100, 3);
    expect(queue.offer(entry(500))).toBe(true);
    expect(queue.offer(entry(1))).toBe(false);
    queue.take({ maxEvents: 9, maxBytes: 1, inFlight: 1 });
    expect([entry(50), entry(40), entry(20), entry(5), entry(5)].map((e) => queue.offer(e))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect([queue.length, queue.bytes, queue.isLow]).toEqual([3, 95, false]);
  });

  test("gives events in order, within limits, at least one", () => {
    const queue = new MemoryQueue(1e9, 1e9);
    const entries = Array.from({ length: 5000 }, (_, n) => entry(n));
    for (const e of entries) queue.push(e);
    const taken: Entry[] = [];
    while (queue.length > 0) taken.push(...queue.take({ maxEvents: 7, maxBytes: 3000, inFlight: 1 }));
    expect(taken).toEqual(entries);
    expect([queue.bytes, queue.isLow]).toEqual([0, true]);
  });
});

describe("circuit", () => {
  test("pauses after a failure, then lets one probe through, then all", () => {
    let now = 0;
    const circuit = new Circuit(
      () => now,
      () => 1,
    );
    expect([circuit.permits(5), circuit.state]).toEqual([true, "closed"]);
    for (const pause of [100, 200, 400, 800]) {
      circuit.failed();
      circuit.failed();
      expect(circuit.waitMs).toBe(pause);
      expect(circuit.permits(0)).toBe(false);
      now += pause;
      expect([circuit.permits(0), circuit.permits(1)]).toEqual([true, false]);
    }
    expect(circuit.state).toBe("half-open");
    circuit.failed(60_000);
    expect([circuit.state, circuit.waitMs]).toEqual(["open", 60_000]);
    circuit.hurry();
    expect(circuit.permits(0)).toBe(true);
    circuit.succeeded();
    expect([circuit.permits(5), circuit.failures]).toEqual([true, 0]);
  });

  test("asks nobody's patience for more than five minutes", () => {
    const circuit = new Circuit(() => 0);
    circuit.failed(1e9);
    expect(circuit.waitMs).toBe(300_000);
  });

  test("backoff grows to 30 s, half of it random", () => {
    expect([1, 2, 3, 20, 1000].map((n) => backoffMs(n, () => 0))).toEqual([50, 100, 200, 15_000, 15_000]);
    expect([1, 20, 1000].map((n) => backoffMs(n, () => 1))).toEqual([100, 30_000, 30_000]);
  });
});

test("the spool may hold the pipeline up for a second at once, and a tenth of the time", () => {
  const budget = new StallBudget(1000);
  expect([10, 50, 900, 100].map((ms) => budget.spend(ms, 0))).toEqual([false, false, false, false]);
  expect(budget.spend(200, 0)).toBe(true);
  expect(budget.spend(1050, 0)).toBe(false);
  expect(budget.spend(60, 10_000)).toBe(false);
  expect(budget.spend(1045, 10_000)).toBe(true);
  for (let now = 20_000; now < 1e6; now += 500) expect(budget.spend(95, now)).toBe(false);
});

test("each kind of report is told once an interval, with how often it happened", () => {
  let now = 0;
  const told: Report[] = [];
  const reporter = new Reporter(
    (report) => told.push(report),
    1000,
    () => now,
  );
  for (let n = 0; n < 5; n++) reporter.report("spool_full", "full");
  reporter.report("closed", "closed");
  now = 1000;
  reporter.report("spool_full", "full");
  expect(told).toEqual([
    { code: "spool_full", message: "full", count: 1 },
    { code: "closed", message: "closed", count: 1 },
    { code: "spool_full", message: "full", count: 5 },
  ]);
});

test("facets that are switched off go, wherever they are and however they are written", () => {
  const strip = withoutFacets(["spark_unknown", "processingEngine"]);
  const facets = { spark_unknown: {}, processing_engine: {}, kept: {} };
  expect(
    strip({
      run: { runId: "r", facets },
      job: { name: "j" },
      inputs: [{ name: "i", facets, inputFacets: facets }, 5],
      outputs: "none",
      other: facets,
    }),
  ).toEqual({
    run: { runId: "r", facets: { kept: {} } },
    job: { name: "j" },
    inputs: [{ name: "i", facets: { kept: {} }, inputFacets: { kept: {} } }, 5],
    outputs: "none",
    other: facets,
  });
  const event = { run: {} };
  expect(withoutFacets([])(event)).toBe(event);
});

test("a line of the spool becomes an entry again, a damaged one does not", () => {
  const line = '{"eventType":"START","run":{"runId":"ä"},"job":{}}';
  expect(restoreEntry(line, undefined)).toMatchObject({
    payload: line,
    bytes: Buffer.byteLength(line),
    envelope: { run: { runId: "ä" }, eventType: "START" },
  });
  expect(restoreEntry('{"dataset":{}}', undefined)?.envelope).toEqual({ dataset: {} });
  for (const damaged of ["", "{", "5", "null", "\0\0"]) expect(restoreEntry(damaged, undefined)).toBeUndefined();
});
