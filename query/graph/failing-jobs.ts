import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { said } from "../said.ts";
import { timeText } from "../sql-fragments.ts";
import { NameMap } from "./name-map.ts";
import { rowsOfNames } from "./named-rows.ts";
import type { Trouble } from "./trouble.ts";

type Failing = Extract<Trouble, { readonly kind: "failing" }>;

interface FailingRow extends Named {
  readonly runId: string;
  readonly state: "FAIL" | "ABORT";
  readonly endedAt: string;
  readonly error: string;
  readonly failingSince: string;
}

/** Those of the jobs whose last finished run has failed. A run that goes on has not failed, nor mended anything yet. */
export async function failingJobs(ask: Ask, jobs: readonly Named[], asOf: Date | undefined): Promise<NameMap<Failing>> {
  const rows = await rowsOfNames<FailingRow>(
    ask,
    jobs,
    (among) => `
      SELECT job_namespace AS namespace, job_name AS name, last.1 AS runId, last.2 AS state, last.3 AS error,
        ${timeText("ended")} AS endedAt, ${timeText("since")} AS failingSince
      FROM (
        SELECT job_namespace, job_name,
          argMax(tuple(run_id, toString(state), error), (assumeNotNull(ended_at), run_id)) AS last,
          max(assumeNotNull(ended_at)) AS ended,
          maxIf(assumeNotNull(ended_at), state = 'COMPLETE') AS mended,
          arrayMin(arrayFilter(failed -> failed >= mended,
            groupArrayIf(assumeNotNull(ended_at), state IN ('FAIL', 'ABORT')))) AS since
        FROM ${relation("runs", asOf)}
        WHERE ${among("job_namespace", "job_name")} AND state IN ('COMPLETE', 'FAIL', 'ABORT') AND ended_at IS NOT NULL
        GROUP BY job_namespace, job_name
        HAVING last.2 != 'COMPLETE')`,
  );
  const byJob = new NameMap<Failing>();
  for (const { namespace, name, runId, state, endedAt, error, failingSince } of rows) {
    const job = { namespace, name };
    byJob.set(job, { kind: "failing", since: failingSince, job, runId, state, endedAt, error: said(error) });
  }
  return byJob;
}
