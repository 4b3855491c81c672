import { z } from "zod";
import { relation } from "#store/derived/relation.ts";
import { named } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import { BoundValues } from "../bound-values.ts";
import { rowsByKey, selectPage } from "../list.ts";
import { costItem, costs } from "../lists/costs.ts";
import { qualityItem, quality } from "../lists/quality.ts";
import { runColumns, runItem, runKey, runOf } from "../lists/runs.ts";
import type { RunItem, RunRow } from "../lists/runs.ts";
import type { Named } from "../named.ts";
import { anyOf } from "../resolve.ts";
import { said } from "../said.ts";

const use = z
  .object({
    dataset: named,
    role: z.enum(["input", "output"]),
    rows: z.number().nullable(),
    bytes: z.number().nullable(),
    files: z.number().nullable(),
    version: z.string().nullable(),
    lifecycle: z.string().nullable(),
    partition: z.string().nullable().meta({ description: "the part that was read or written; null: the whole" }),
  })
  .readonly();

export const runDetail = z
  .object({
    ...runItem.unwrap().shape,
    datasets: z.array(use).readonly().meta({ description: "what it read, then what it wrote" }),
    tests: z.array(qualityItem).readonly(),
    costs: z.array(costItem).readonly(),
  })
  .readonly();

export type RunDetail = z.infer<typeof runDetail>;

/** Run ids have collided across jobs: of which job it is may have to be said. */
export type FoundRun =
  | { readonly kind: "found"; readonly run: RunItem }
  | { readonly kind: "unknown" }
  | { readonly kind: "ambiguous"; readonly jobs: readonly Named[] };

/** Finds a run by its id, among some jobs' or all. One that only others name yields to one that spoke. */
export async function findRun(
  ask: Ask,
  runId: string,
  jobs: readonly Named[] | undefined,
  asOf: Date | undefined,
): Promise<FoundRun> {
  const values = new BoundValues();
  const ofJob = jobs === undefined ? "" : `AND ${anyOf(["job_namespace", "job_name"], jobs, values)}`;
  const runs = relation("runs", asOf);
  const wanted = `FROM ${runs} WHERE run_id = ${values.text(runId)} ${ofJob}`;
  const order = "stub, job_namespace, job_name LIMIT 11";
  const rows = await ask<RunRow>(`SELECT ${runColumns} ${rowsByKey(runKey, runs, wanted, order)}`, values);
  const found = rows.map(runOf);
  const spoken = found.filter(({ stub }) => !stub);
  const [run, ...others] = spoken.length === 0 ? found : spoken;
  if (run === undefined) return { kind: "unknown" };
  if (others.length > 0) return { kind: "ambiguous", jobs: [run, ...others].slice(0, 10).map(({ job }) => job) };
  return { kind: "found", run };
}

/** A run with what it read and wrote, what was tested and what it cost: at most 1,000 of each. */
export async function runDetails(ask: Ask, run: RunItem, asOf: Date | undefined): Promise<RunDetail> {
  const ofRun = { jobs: [run.job], runId: run.runId };
  const [datasets, tests, billed] = await Promise.all([
    usesOf(ask, run, asOf),
    selectPage(ask, quality, ofRun, { asOf, limit: most }),
    selectPage(ask, costs, ofRun, { asOf, limit: most }),
  ]);
  return { ...run, datasets, tests: tests.items, costs: billed.items };
}

const most = 1000;

interface UseRow {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
  readonly role: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly files: number | null;
  readonly version: string;
  readonly lifecycle: string;
  readonly partition: string;
}

async function usesOf(
  ask: Ask,
  { job, runId }: RunItem,
  asOf: Date | undefined,
): Promise<readonly z.infer<typeof use>[]> {
  const values = new BoundValues();
  const rows = await ask<UseRow>(
    `SELECT dataset_namespace, dataset_name, role, rows, bytes, files, version, lifecycle, partition
    FROM ${relation("run_datasets", asOf)}
    WHERE ${anyOf(["job_namespace", "job_name"], [job], values)} AND run_id = ${values.text(runId)}
    ORDER BY role, dataset_namespace, dataset_name LIMIT ${most}`,
    values,
  );
  return rows.map((row) => ({
    dataset: { namespace: row.dataset_namespace, name: row.dataset_name },
    role: row.role === "output" ? "output" : "input",
    rows: row.rows,
    bytes: row.bytes,
    files: row.files,
    version: said(row.version),
    lifecycle: said(row.lifecycle),
    partition: said(row.partition),
  }));
}
