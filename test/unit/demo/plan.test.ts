import { expect, test } from "vitest";
import { jobs } from "#demo/company/jobs.ts";
import { blockingCheck, planRun } from "#demo/company/plan.ts";
import type { RunPlan } from "#demo/company/plan.ts";
import { volumeOfHour } from "#demo/company/volume.ts";

const at = Date.parse("2026-11-23T12:00:00Z");
const volume = volumeOfHour(at);

function planOf(name: string, renamedAt?: number): RunPlan {
  const job = jobs.find((one) => one.name === name);
  if (job === undefined) throw new Error(`no job ${name}`);
  return planRun(job, { volume, at, story: { end: at, ...(renamedAt !== undefined && { renamedAt }) } });
}

test("on a usual day every check holds", () => {
  expect(jobs.map(({ name }) => blockingCheck(planOf(name)))).toEqual(jobs.map(() => undefined));
});

test("after the rename the ingest writes some 40 % fewer rows, and a check of the next job stops it", () => {
  const before = planOf("ingest.orders");
  const after = planOf("ingest.orders", at);
  expect(after.writes.rows / before.writes.rows).toBeCloseTo(0.59, 1);
  expect(Object.keys(after.reads[0]?.columns ?? {})).toContain("sales_channel");
  expect(Object.keys(after.reads[0]?.columns ?? {})).not.toContain("channel");
  expect(blockingCheck(after)).toBeUndefined();
  expect(blockingCheck(planOf("transform.stg_orders", at))?.name).toBe("rows match the source");
  expect(blockingCheck(planOf("transform.stg_orders", at + 1))).toBeUndefined();
});

test("each job reads what another writes, or a source of the shop's", () => {
  const written = new Set(jobs.map(({ writes }) => writes.name));
  const sources = new Set(
    jobs.flatMap(({ stage, reads }) => (stage === "ingest" ? reads.map(({ name }) => name) : [])),
  );
  for (const job of jobs) {
    for (const { name } of job.reads)
      expect(written.has(name) || sources.has(name), `${job.name} reads ${name}`).toBe(true);
  }
});

test("columns are said to come from columns that are there", () => {
  for (const job of jobs) {
    for (const [column, sources] of Object.entries(job.columns ?? {})) {
      expect(Object.keys(job.writes.columns), job.name).toContain(column);
      for (const source of sources) {
        const name = typeof source.dataset === "string" ? source.dataset : source.dataset.name;
        const dataset = job.reads.find((read) => read.name === name);
        expect(Object.keys(dataset?.columns ?? {}), `${job.name}: ${name}`).toContain(source.column);
      }
    }
  }
});
