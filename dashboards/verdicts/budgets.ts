import { ofSignals, secondsFrom, statePeriods, timelySignals } from "./verdicts.ts";

/** Windows over which the error budget's burn rate is told, by the column's name. */
export const burnWindows = {
  burn_1h: { hours: 1, title: "Burn 1 h" },
  burn_6h: { hours: 6, title: "Burn 6 h" },
  burn_1d: { hours: 24, title: "Burn 1 d" },
  burn_3d: { hours: 72, title: "Burn 3 d" },
} as const;

const windows = Object.entries(burnWindows);

/**
 * Each objective (signal `slo`) with the share that is left of its error budget and how fast it burns: the share of the
 * window in which its data was late, by the share that may be; 1 spends the budget just by the objective's window. `which`
 * and `whichHistory`: conditions on verdicts and on their history. Columns: subject_kind, subject_namespace, subject_name, owner, state, met, target,
 * budget_left, burn_1h …, summary.
 */
export function errorBudgets(which = "1", whichHistory = "1"): string {
  const burnt = windows.map(
    ([name, { hours }]) =>
      `sum(${secondsFrom(`$__toTime - INTERVAL ${hours} HOUR`)}) / ${hours * 3600} AS late_${name}`,
  );
  const burns = windows.map(([name]) => `late.late_${name} / nullIf(1 - objective.expected, 0) AS ${name}`);
  return `
    SELECT objective.subject_kind AS subject_kind, objective.subject_namespace AS subject_namespace,
      objective.subject_name AS subject_name, objective.owner AS owner, toString(objective.state) AS state,
      objective.observed AS met, objective.expected AS target,
      1 - (1 - objective.observed) / nullIf(1 - objective.expected, 0) AS budget_left,
      ${burns.join(", ")}, objective.summary AS summary
    FROM (
      SELECT subject_kind, subject_namespace, subject_name, owner, state, observed, expected, summary
      FROM tidemark.signals WHERE signal = 'slo' AND ${which}) AS objective
    LEFT JOIN (
      SELECT subject_kind, subject_namespace, subject_name, ${burnt.join(", ")}
      FROM (${statePeriods(`${ofSignals(timelySignals)} AND ${whichHistory}`)})
      WHERE state = 'breach' GROUP BY subject_kind, subject_namespace, subject_name) AS late
      USING (subject_kind, subject_namespace, subject_name)`;
}
