import type { Ask } from "#query/ask.ts";
import { BoundValues } from "#query/bound-values.ts";
import type { Subject } from "#signals/verdict.ts";
import type { Lineage } from "../incidents/lineage.ts";
import type { LastGood } from "../message/build-message.ts";

/** More writers of a dataset than these are not asked for. */
const maxJobs = 100;

interface LastRow {
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
  readonly endedAt: number;
}

/** The last run that ended well of whoever makes it. */
export async function lastGoodRun(ask: Ask, subject: Subject, lineage: Lineage): Promise<LastGood | undefined> {
  const jobs = subject.kind === "job" ? [subject] : subject.kind === "dataset" ? lineage.writers(subject) : [];
  if (jobs.length === 0) return undefined;
  const values = new BoundValues();
  const names = jobs
    .slice(0, maxJobs)
    .map(({ namespace, name }) => `(${values.text(namespace)}, ${values.text(name)})`);
  const [row] = await ask<LastRow>(
    `SELECT job_namespace, job_name, run_id, toUnixTimestamp64Milli(ended_at) AS endedAt
    FROM tidemark.runs
    WHERE (job_namespace, job_name) IN (${names.join(", ")}) AND state = 'COMPLETE' AND ended_at IS NOT NULL
    ORDER BY ended_at DESC
    LIMIT 1`,
    values,
  );
  if (row === undefined) return undefined;
  return { job: { namespace: row.job_namespace, name: row.job_name }, runId: row.run_id, endedAt: row.endedAt };
}
