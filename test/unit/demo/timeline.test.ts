import { expect, test } from "vitest";
import { jobs } from "#demo/company/jobs.ts";
import { timeline } from "#demo/history/timeline.ts";

const end = Date.parse("2026-11-23T07:00:00Z");
const batches = timeline(14, { end });
const runs = batches.flatMap((batch) => batch.runs);

test("the same story is the same history, run ids included", () => {
  expect(timeline(14, { end })).toEqual(batches);
});

test("no two runs have one id", () => {
  const ids = [...runs, ...batches].map(({ runId }) => runId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u.test(id))).toBe(
    true,
  );
});

test("everything has happened by the end, each run within its batch", () => {
  for (const batch of batches) {
    expect(batch.end).toBeLessThan(end);
    for (const run of batch.runs) {
      expect(run.start).toBeGreaterThanOrEqual(batch.start);
      expect(run.end).toBeGreaterThan(run.start);
      expect(run.end).toBeLessThanOrEqual(batch.end);
    }
  }
});

test("every job ran, some failed, one was aborted, and each was made good", () => {
  expect(new Set(runs.map(({ plan }) => plan.job.name))).toEqual(new Set(jobs.map(({ name }) => name)));
  const outcomes = (kind: string) => runs.filter(({ outcome }) => outcome.kind === kind);
  expect(outcomes("fail").length).toBeGreaterThan(8);
  expect(outcomes("abort")).toHaveLength(1);
  for (const batch of batches) {
    const complete = batch.runs.filter(({ outcome }) => outcome.kind === "complete").map(({ plan }) => plan.job.name);
    expect(complete).toHaveLength(new Set(batch.runs.map(({ plan }) => plan.job.name)).size);
  }
});

test("the shop adds a column in the middle of the history", () => {
  const columns = runs
    .filter(({ plan }) => plan.job.name === "ingest.orders")
    .map(({ plan }) => Object.keys(plan.writes.columns).includes("gift_wrap"));
  const first = columns.indexOf(true);
  expect(first).toBeGreaterThan(24);
  expect(columns.slice(first).every(Boolean)).toBe(true);
});

test("people buy more at the weekend and in the evening", () => {
  const orders = runs.filter(({ plan, outcome }) => plan.job.name === "ingest.orders" && outcome.kind === "complete");
  const average = (when: (date: Date) => boolean): number => {
    const rows = orders.filter(({ start }) => when(new Date(start))).map(({ plan }) => plan.writes.rows);
    return rows.reduce((sum, count) => sum + count, 0) / rows.length;
  };
  expect(average((date) => date.getUTCDay() === 6)).toBeGreaterThan(1.2 * average((date) => date.getUTCDay() === 2));
  expect(average((date) => date.getUTCHours() === 21)).toBeGreaterThan(5 * average((date) => date.getUTCHours() === 4));
});
