import { around } from "./chance.ts";
import type { Check, Dataset, Job } from "./model.ts";
import { columnsOf } from "./story.ts";
import type { Mishap, Story } from "./story.ts";
import type { Volume } from "./volume.ts";

export interface CheckResult extends Check {
  readonly success: boolean;
  readonly actual: string;
}

export interface Touched {
  readonly dataset: Dataset;
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: number;
}

/** What a run of a job will do and find, decided before it runs, so that history and live runs are told alike. */
export interface RunPlan {
  readonly job: Job;
  readonly reads: readonly Touched[];
  readonly writes: Touched;
  readonly checks: readonly CheckResult[];
}

interface Circumstances {
  readonly volume: Volume;
  readonly at: number;
  readonly story: Story;
  readonly mishap?: Mishap | undefined;
}

/** Of the orders after the rename, those of the app no longer come. */
const shareWithoutApp = 0.59;

export function planRun(job: Job, { volume, at, story, mishap }: Circumstances): RunPlan {
  const renamed = story.renamedAt !== undefined && at >= story.renamedAt;
  const share = renamed && job.name === "ingest.orders" ? shareWithoutApp * around(`lost ${at}`, 0.03) : 1;
  const rows = Math.round(job.rows(volume) * share);
  const touched = (dataset: Dataset, count: number): Touched => ({
    dataset,
    rows: count,
    columns: columnsOf(dataset, at, story),
  });
  return {
    job,
    reads: job.reads.map((dataset) => touched(dataset, rows)),
    writes: touched(job.writes, rows),
    checks: job.checks.map((check) => outcome(check, job, renamed, mishap)),
  };
}

function outcome(check: Check, job: Job, renamed: boolean, mishap: Mishap | undefined): CheckResult {
  if (renamed && job.name === "transform.stg_orders" && check.assertion === "row_count_matches_source") {
    return { ...check, success: false, actual: `${Math.round(shareWithoutApp * 100)} %` };
  }
  if (mishap?.kind === "warn" && mishap.check === check.name)
    return { ...check, success: false, actual: mishap.actual };
  return { ...check, success: true, actual: check.usual };
}

/** The check that stops the run, if one does. */
export function blockingCheck(plan: RunPlan): CheckResult | undefined {
  return plan.checks.find(({ success, severity }) => !success && severity === "error");
}
