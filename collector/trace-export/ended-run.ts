import type { Store } from "#store/store.ts";

/** A run that has ended, as far as a span shows it. */
export interface EndedRun {
  readonly job_namespace: string;
  readonly job_name: string;
  readonly run_id: string;
  readonly state: string;
  /** Microseconds since the epoch. */
  readonly started: string;
  readonly ended: string;
  readonly parent_job_namespace: string;
  readonly parent_job_name: string;
  readonly parent_run_id: string;
  readonly root_run_id: string;
  readonly error: string;
  readonly integration: string;
  readonly job_type: string;
  /** When it was first heard that it had ended, in microseconds. */
  readonly heard: string;
}

const micros = (column: string): string => `toString(toUnixTimestamp64Micro(assumeNotNull(${column})))`;

/**
 * The runs that were heard to have ended from `from` on, the first ones first. Without a START one began
 * with its first event. Which they are is asked of the events, which lie by the time they were received:
 * of all runs that would be all of them.
 */
export async function endedRuns(store: Store, from: bigint, limit: number): Promise<readonly EndedRun[]> {
  const result = await store.client.query({
    query: `
      SELECT job_namespace, job_name, run_id, state,
        ${micros("least(coalesce(started_at, first_event_at, ended_at), ended_at)")} AS started,
        ${micros("ended_at")} AS ended,
        parent_job_namespace, parent_job_name, parent_run_id, root_run_id, error, integration, job_type,
        ${micros("ended_received_at")} AS heard
      FROM tidemark.runs
      WHERE (job_namespace, job_name, run_id) IN (
          SELECT job_namespace, job_name, run_id FROM tidemark.events
          WHERE received_at >= fromUnixTimestamp64Micro({from:Int64}) AND event_type IN ('COMPLETE', 'FAIL', 'ABORT')
        ) AND ended_received_at >= fromUnixTimestamp64Micro({from:Int64}) AND ended_at IS NOT NULL
      ORDER BY ended_received_at, job_namespace, job_name, run_id
      LIMIT {limit:UInt32}`,
    query_params: { from: from.toString(), limit },
    format: "JSONEachRow",
  });
  return result.json<EndedRun>();
}
