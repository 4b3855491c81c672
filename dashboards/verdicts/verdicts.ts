import type { SignalName, VerdictState } from "#signals/verdict.ts";
import { chosen, inWords, namesOfDataset } from "../build/sql.ts";

/** Signals that say whether data is there when it is due. */
export const timelySignals: readonly SignalName[] = ["freshness", "completeness", "completion"];

/** A condition on `signal`. */
export function ofSignals(signals: readonly SignalName[]): string {
  return `signal IN (${signals.map((signal) => `'${signal}'`).join(", ")})`;
}

/** Verdicts about the dataset that is chosen; they are told under its canonical name. */
export const ofChosenDataset = `subject_kind = 'dataset' AND (subject_namespace, subject_name) IN ${namesOfDataset}`;

/** Verdicts about the job that is chosen. */
export const ofChosenJob = `subject_kind = 'job' AND subject_namespace = ${chosen("job_namespace")} AND subject_name = ${chosen("job")}`;

/** From the one to be seen first. */
const byWeight: readonly VerdictState[] = ["breach", "at_risk", "unknown", "learning", "excused", "ok"];

/** Orders states: what is in breach first. */
export const stateRank = `indexOf([${byWeight.map((state) => `'${state}'`).join(", ")}], toString(state))`;

/** The columns that make one signal of one subject. */
const identity = "signal, subject_kind, subject_namespace, subject_name, aspect";

/** What is not ok is said again every ten minutes: so long after the last word it is not known any more. */
const knownFor = "INTERVAL 15 MINUTE";

/**
 * Each state that signals were in, up to the end of the range: the columns of `signal_history`, `ended`, and `before`, the
 * state before it (empty: none). `which`: a condition on the history. What is `ok` is said again once a day only, so it
 * holds until something else is said.
 */
export function statePeriods(which: string): string {
  const order = `PARTITION BY ${identity} ORDER BY since, judged_at ROWS BETWEEN`;
  return `
      SELECT *, least(coalesce(next_since, if(state = 'ok', $__toTime, judged_at + ${knownFor})), $__toTime) AS ended
      FROM (
        SELECT *, leadInFrame(toNullable(since)) OVER (${order} CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_since,
          lagInFrame(toString(state), 1, '') OVER (${order} 1 PRECEDING AND CURRENT ROW) AS before
        FROM tidemark.signal_history WHERE since <= $__toTime AND ${which})`;
}

/** Of a period, its seconds from a moment on. */
export function secondsFrom(moment: string): string {
  return `greatest(0, dateDiff('second', greatest(since, ${moment}), ended))`;
}

/** A number of a verdict as a text, in its unit; empty where there is none. */
export function valueText(column: string): string {
  const value = `assumeNotNull(${column})`;
  return `multiIf(${column} IS NULL, '',
        unit = 's', if(${value} < 0, concat('-', ${inWords(`-${value}`)}), ${inWords(value)}),
        unit = 'share', concat(toString(round(100 * ${value}, 2)), ' %'),
        unit = 'bytes', formatReadableDecimalSize(${value}),
        unit IN ('rows', 'files', 'count', ''), if(abs(${value}) < 1e6, toString(round(${value}, 2)), formatReadableQuantity(${value})),
        concat(toString(round(${value}, 2)), ' ', unit))`;
}

/** What is in order, as a text: `<= 5 h`, `>= 1000`, `900 – 1100`; of a deadline, which nothing may be after: nothing. */
export const boundsText = `multiIf(
        unit = 's' AND upper = 0, '',
        lower IS NULL AND upper IS NULL, ${valueText("expected")},
        lower IS NULL, concat('<= ', ${valueText("upper")}),
        upper IS NULL, concat('>= ', ${valueText("lower")}),
        concat(${valueText("lower")}, ' – ', ${valueText("upper")}))`;
