import type { RuleHeartbeatRow } from "#store/tables/rule-heartbeats.ts";
import type { VerdictRow } from "#store/tables/verdicts.ts";
import type { Expectations } from "../expectations/expectations.ts";
import type { Heartbeat, Verdict } from "../verdict.ts";

export interface Recorded {
  readonly verdict: Verdict;
  /** It is judged no more. */
  readonly gone: boolean;
  readonly judgedAt: number;
  readonly expectations: Expectations | undefined;
}

export function verdictRow({ verdict, gone, judgedAt, expectations }: Recorded): VerdictRow {
  const { signal, subject, aspect, state, severity, since, unit, p, deadline, history, summary, evidence } = verdict;
  const { run } = evidence;
  return {
    signal,
    aspect,
    state,
    gone,
    severity,
    unit,
    summary,
    subject_kind: subject.kind,
    subject_namespace: subject.namespace,
    subject_name: subject.name,
    since: micros(since),
    judged_at: micros(judgedAt),
    observed: finite(verdict.observed),
    expected: finite(verdict.expected),
    lower: finite(verdict.lower),
    upper: finite(verdict.upper),
    p: finite(p),
    deadline: deadline === null ? null : micros(deadline),
    history_points: history.points,
    history_wanted: history.wanted,
    history_from: history.from === null ? null : micros(history.from),
    owner: expectations?.owner ?? "",
    importance: expectations?.importance ?? "normal",
    run_job_namespace: run?.job.namespace ?? "",
    run_job_name: run?.job.name ?? "",
    run_id: run?.runId ?? "",
    run_error: run?.error ?? "",
    evidence: JSON.stringify(evidence),
  };
}

export function heartbeatRow({
  rule,
  at,
  subjects,
  breaches,
  durationMs,
  newestDataAt,
  error,
}: Heartbeat): RuleHeartbeatRow {
  return {
    rule,
    evaluated_at: micros(at),
    subjects,
    breaches,
    duration_ms: durationMs,
    newest_data_at: newestDataAt === null ? null : micros(newestDataAt),
    error: error ?? "",
  };
}

function micros(ms: number): number {
  return Math.round(ms) * 1000;
}

/** JSON and dashboards know no infinity. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
