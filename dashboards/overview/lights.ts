import { stat } from "../panels/stat.ts";
import { platformMappings } from "../panels/states.ts";
import { errorBudgets } from "../verdicts/budgets.ts";
import { ofSignals, timelySignals } from "../verdicts/verdicts.ts";

/** Verdicts on whether data is there when it is due. */
const timely = ofSignals(timelySignals);

export const late = stat({
  title: "Late datasets",
  description: "Past their deadline, greatest age or usual gap, as the signal freshness says now.",
  unit: "short",
  sql: "SELECT uniqExactIf((subject_namespace, subject_name), state = 'breach') AS datasets FROM tidemark.signals WHERE signal = 'freshness'",
  colours: [[1, "red"]],
  noValue: "0",
});

export const atRisk = stat({
  title: "At risk",
  description: "Datasets and jobs that will miss their deadline by the time that what they wait for still needs.",
  unit: "short",
  sql: `SELECT uniqExactIf((subject_kind, subject_namespace, subject_name), state = 'at_risk') AS subjects FROM tidemark.signals WHERE ${timely}`,
  colours: [[1, "orange"]],
  noValue: "0",
});

export const breaches = stat({
  title: "Breaches",
  description: "Of all signals and all they judge, now: freshness, volume, quality, schema, duration, cost …",
  unit: "short",
  sql: "SELECT countIf(state = 'breach') AS breaches FROM tidemark.signals",
  colours: [[1, "red"]],
  noValue: "0",
});

export const objectives = stat({
  title: "Objectives kept",
  description: "Share of the objectives (slo) with some of their error budget left.",
  unit: "percentunit",
  decimals: 0,
  sql: `SELECT countIf(budget_left > 0) / nullIf(count(budget_left), 0) AS kept FROM (${errorBudgets()})`,
  noValue: "no objectives",
});

export const platform = stat({
  title: "Platform",
  description:
    "Silent: no event for an hour. Unwatched: a rule failed, or was not evaluated for 15 minutes. Refusing: more than 1 % of the last hour's events became dead letters. Up to now, whatever the range.",
  unit: "string",
  sql: `
    WITH
      (SELECT count() FROM tidemark.events WHERE received_at > now() - INTERVAL 1 HOUR) AS heard,
      (SELECT count() FROM tidemark.dead_letters FINAL WHERE received_at > now() - INTERVAL 1 HOUR) AS refused,
      (SELECT countIf(error != '' OR evaluated_at < now() - INTERVAL 15 MINUTE) FROM tidemark.rules) AS asleep
    SELECT multiIf(heard = 0, 'silent', asleep > 0, 'unwatched', refused > 0.01 * heard, 'refusing', 'good') AS state`,
  mappings: platformMappings,
  noValue: "unknown",
});
