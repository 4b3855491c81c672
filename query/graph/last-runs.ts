import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { timeText } from "../sql-fragments.ts";
import { NameMap } from "./name-map.ts";
import { rowsOfNames } from "./named-rows.ts";

/** The run of a job that started last. */
export interface LastRun {
  readonly job: Named;
  readonly runId: string;
  /** UNKNOWN when no event has said one. */
  readonly state: RunState;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export const runStates = ["RUNNING", "COMPLETE", "ABORT", "FAIL", "UNKNOWN"] as const;
type RunState = (typeof runStates)[number];

interface LastRunRow extends Named {
  readonly runId: string;
  readonly state: RunState;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** When a run started, as far as is known. */
const startTime = "coalesce(started_at, first_event_at)";

export async function lastRuns(ask: Ask, jobs: readonly Named[], asOf: Date | undefined): Promise<NameMap<LastRun>> {
  const rows = await rowsOfNames<LastRunRow>(
    ask,
    jobs,
    (among) => `
      SELECT job_namespace AS namespace, job_name AS name, last.1 AS runId, if(last.2 = '', 'UNKNOWN', last.2) AS state,
        ${timeText("last.3")} AS startedAt, ${timeText("last.4")} AS endedAt
      FROM (
        SELECT job_namespace, job_name,
          argMax(tuple(run_id, toString(state), started_at, ended_at), (${startTime}, run_id)) AS last
        FROM ${relation("runs", asOf)}
        WHERE ${among("job_namespace", "job_name")} AND NOT stub
        GROUP BY job_namespace, job_name)`,
  );
  const byJob = new NameMap<LastRun>();
  for (const { namespace, name, runId, state, startedAt, endedAt } of rows) {
    const job = { namespace, name };
    byJob.set(job, { job, runId, state, startedAt, endedAt });
  }
  return byJob;
}
