import type { Ask } from "#query/ask.ts";
import { BoundValues } from "#query/bound-values.ts";
import type { Named } from "#query/named.ts";
import { anyOf } from "#query/resolve.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";
import { countedStartsMs } from "../incidents/lineage.ts";

/** More are not looked at: they are asked for by name. */
const maxJobs = 200;

interface Row {
  readonly parent_job_namespace: string;
  readonly parent_job_name: string;
  readonly job_namespace: string;
  readonly job_name: string;
}

export type StartedJobs = (job: Subject) => readonly Subject[];

/** Which of some jobs have started runs of which others of them in the last week. Asked again only for other jobs. */
export function createStartedJobs(ask: Ask): (among: readonly Named[]) => Promise<StartedJobs> {
  let known: { readonly of: string; readonly started: StartedJobs } = { of: "", started: () => [] };
  return async (among) => {
    const jobs = among.slice(0, maxJobs);
    const of = JSON.stringify(jobs.map(({ namespace, name }) => [namespace, name]));
    if (jobs.length < 2) return () => [];
    if (known.of !== of) known = { of, started: await startedAmong(ask, jobs) };
    return known.started;
  };
}

async function startedAmong(ask: Ask, jobs: readonly Named[]): Promise<StartedJobs> {
  const values = new BoundValues();
  const rows = await ask<Row>(
    `SELECT DISTINCT parent_job_namespace, parent_job_name, job_namespace, job_name
    FROM tidemark.runs
    WHERE ${anyOf(["job_namespace", "job_name"], jobs, values)}
      AND ${anyOf(["parent_job_namespace", "parent_job_name"], jobs, values)}
      AND received_at > now() - INTERVAL ${countedStartsMs / 1000} SECOND`,
    values,
  );
  const started = new Map<string, Subject[]>();
  for (const row of rows) {
    const parent = subjectKey({ kind: "job", namespace: row.parent_job_namespace, name: row.parent_job_name });
    const job: Subject = { kind: "job", namespace: row.job_namespace, name: row.job_name };
    if (subjectKey(job) !== parent) started.set(parent, [...(started.get(parent) ?? []), job]);
  }
  return (job) => started.get(subjectKey(job)) ?? [];
}
