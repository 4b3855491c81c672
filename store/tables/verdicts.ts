import { bool, float, integer, label, nullable, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/**
 * What signals said, one row for each state that a signal of a subject was in, with its last numbers. Read it through
 * `tidemark.signals`.
 */
export const verdicts = {
  name: "tidemark.verdicts",
  columns: {
    signal: label,
    /** `dataset`, `job`, `budget`, `platform`. */
    subject_kind: label,
    subject_namespace: label,
    subject_name: string,
    /** Which of several of one signal: a check, `rows`. */
    aspect: string,
    /** `ok`, `at_risk`, `breach`, `learning`, `unknown`, `excused`. */
    state: label,
    /** The subject is judged no more: dropped, disabled, a check that is gone. */
    gone: bool,
    severity: label,
    since: time,
    judged_at: time,
    observed: nullable(float),
    expected: nullable(float),
    lower: nullable(float),
    upper: nullable(float),
    unit: label,
    p: nullable(float),
    deadline: nullable(time),
    history_points: integer,
    history_wanted: integer,
    history_from: nullable(time),
    summary: string,
    owner: label,
    importance: label,
    run_job_namespace: label,
    run_job_name: string,
    run_id: string,
    run_error: string,
    /** All that it can be checked by, as JSON. */
    evidence: string,
  },
} as const satisfies Table<TableColumns>;

export type VerdictRow = Row<typeof verdicts.columns>;
