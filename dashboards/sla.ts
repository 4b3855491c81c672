import { evenly } from "./build/grid.ts";
import { pageLink, toDataset, toJob } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { chosenOrAll, datasetOrJob } from "./build/sql.ts";
import { choiceOrAll } from "./build/variables.ts";
import { stat } from "./panels/stat.ts";
import { stateLanes } from "./panels/state-lanes.ts";
import { table } from "./panels/table.ts";
import { timeSeries } from "./panels/time-series.ts";
import { verdictStateMappings } from "./panels/verdict-states.ts";
import { burnWindows, errorBudgets } from "./verdicts/budgets.ts";
import { verdictTable } from "./verdicts/verdict-table.ts";
import { ofSignals, secondsFrom, statePeriods, timelySignals } from "./verdicts/verdicts.ts";

const owner = choiceOrAll({
  name: "in_owner",
  label: "Owner",
  description: "Narrows the page to what one owner answers for, by expectations.",
  sql: "SELECT DISTINCT toString(owner) AS owner FROM tidemark.signals ORDER BY owner LIMIT 1000",
});

const owned = chosenOrAll("owner", "in_owner");
/** The history knows no owners. */
const ownedHistory = `(subject_kind, subject_namespace, subject_name) IN (
        SELECT subject_kind, subject_namespace, subject_name FROM tidemark.signals WHERE ${owned})`;
const timely = ofSignals(timelySignals);

const onTime = stat({
  title: "On time now",
  description: "Share of the deadlines, greatest ages and usual gaps that are kept now, of those that can be judged.",
  unit: "percentunit",
  decimals: 1,
  sql: `
    SELECT countIf(state IN ('ok', 'at_risk')) / nullIf(countIf(state IN ('ok', 'at_risk', 'breach')), 0) AS on_time
    FROM tidemark.signals WHERE ${timely} AND ${owned}`,
  noValue: "nothing judged",
});

function nowIn(state: "breach" | "at_risk" | "learning", title: string, description: string, colour?: string) {
  return stat({
    title,
    description,
    unit: "short",
    sql: `SELECT countIf(state = '${state}') AS subjects FROM tidemark.signals WHERE ${timely} AND ${owned}`,
    ...(colour === undefined ? {} : { colours: [[1, colour]] as const }),
    noValue: "0",
  });
}

const late = nowIn("breach", "Late now", "Datasets and jobs past their deadline, greatest age or usual gap.", "red");
const atRisk = nowIn(
  "at_risk",
  "At risk",
  "Will miss their deadline by the time that what they wait for still needs.",
  "orange",
);
const learning = nowIn("learning", "Learning", "Too little history to judge: neither on time nor late.");

/** A delivery in time: what was ok goes on to be ok, or is so for the first time. */
const met = "state = 'ok' AND before != 'breach'";
const missed = "state = 'breach'";
const periods = statePeriods(`${timely} AND ${ownedHistory}`);

const missedInRange = stat({
  title: "Missed",
  description: "Deadlines that were missed in the range, whatever became of them.",
  unit: "short",
  sql: `SELECT countIf(${missed} AND $__timeFilter(since)) AS missed FROM (${periods})`,
  colours: [[1, "orange"]],
  noValue: "0",
});

const timeLate = stat({
  title: "Time late",
  description: "Of all datasets and jobs together, in the range.",
  unit: "s",
  sql: `SELECT sumIf(${secondsFrom("$__fromTime")}, ${missed}) AS late FROM (${periods})`,
  noValue: "0 s",
});

const budgetsSpent = stat({
  title: "Budgets spent",
  description: "Objectives (slo) whose error budget is used up.",
  unit: "short",
  sql: `SELECT countIf(budget_left <= 0) AS spent FROM (${errorBudgets(owned, ownedHistory)})`,
  colours: [[1, "red"]],
  noValue: "0",
});

const leastLeft = stat({
  title: "Least budget left",
  description: "Of all objectives; below zero it is overspent.",
  unit: "percentunit",
  decimals: 0,
  sql: `SELECT min(budget_left) AS budget_left FROM (${errorBudgets(owned, ownedHistory)})`,
  noValue: "no objectives",
});

const overTime = timeSeries({
  title: "Met and missed",
  description: "Deliveries in time, and deadlines that passed without one, by when that was.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  colours: { met: "green", missed: "red" },
  sql: `
    SELECT $__timeInterval(since) AS time, if(${missed}, 'missed', 'met') AS series, count() AS deadlines
    FROM (${periods}) WHERE $__timeFilter(since) AND (${missed} OR ${met})
    GROUP BY time, series ORDER BY time, series`,
  noValue: "Nothing was due in this range",
});

const lanes = stateLanes({
  title: "The most troubled in time",
  description: "States of the twelve with the most misses in the range.",
  lane: "subject_name",
  which: `${timely} AND judged_at >= $__fromTime AND ${ownedHistory}
            AND (subject_kind, subject_namespace, subject_name) IN (
              SELECT subject_kind, subject_namespace, subject_name FROM tidemark.signal_history
              WHERE ${timely} AND state IN ('breach', 'at_risk') AND since <= $__toTime AND judged_at >= $__fromTime)`,
  most: 12,
  noValue: "Nothing was late or at risk in this range",
});

const budgets = table({
  title: "Error budgets",
  description:
    "Objectives (slo), the least left first. Burn rate: how many times as fast as the budget allows, by the share of the window in which the data was late; 14 over 1 h and 6 over 6 h are the usual alarms.",
  sql: `
    SELECT ${datasetOrJob("subject")},
      owner, state, target, met, budget_left, ${Object.keys(burnWindows).join(", ")}, summary
    FROM (${errorBudgets(owned, ownedHistory)}) ORDER BY budget_left, dataset_name, job_name LIMIT 200`,
  columns: {
    dataset_namespace: { title: "Namespace", width: 90 },
    dataset_name: { title: "Dataset", width: 140, links: [toDataset] },
    job_namespace: { title: "Namespace", width: 90 },
    job_name: { title: "Job", width: 120, links: [toJob] },
    owner: { title: "Owner", width: 90 },
    state: { title: "State", width: 75, mappings: verdictStateMappings },
    target: { title: "Target", unit: "percentunit", decimals: 2, width: 70 },
    met: { title: "Met", unit: "percentunit", decimals: 2, width: 70 },
    budget_left: { title: "Budget left", unit: "percentunit", decimals: 0, width: 80 },
    ...Object.fromEntries(
      Object.entries(burnWindows).map(([name, { title }]) => [name, { title, unit: "short", decimals: 1, width: 70 }]),
    ),
    summary: { title: "Summary", long: true },
  },
  noValue: "Nothing has an objective: expectations, key slo",
});

function offenders(kind: "dataset" | "job") {
  const link = kind === "dataset" ? toDataset : toJob;
  return table({
    title: kind === "dataset" ? "Datasets most often late" : "Jobs most often late",
    description: "In the range, with the time that they were late in it, and what they are now.",
    sql: `
    SELECT subject_namespace AS ${kind}_namespace, subject_name AS ${kind}_name,
      countIf(${missed} AND since >= $__fromTime) AS misses, sumIf(${secondsFrom("$__fromTime")}, ${missed}) AS late,
      argMax(toString(state), since) AS verdict
    FROM (${statePeriods(`${timely} AND subject_kind = '${kind}' AND ${ownedHistory}`)})
    GROUP BY subject_namespace, subject_name HAVING late > 0
    ORDER BY late DESC, misses DESC, ${kind}_name LIMIT 20`,
    columns: {
      [`${kind}_namespace`]: { title: "Namespace", width: 130 },
      [`${kind}_name`]: { title: kind === "dataset" ? "Dataset" : "Job", links: [link] },
      misses: { title: "Missed", unit: "short", width: 70 },
      late: { title: "Time late", unit: "s", width: 90 },
      verdict: { title: "Now", width: 75, mappings: verdictStateMappings },
    },
    noValue: "None was late in this range",
  });
}

const troubled = (kind: "dataset" | "job"): string =>
  `${timely} AND subject_kind = '${kind}' AND state IN ('breach', 'at_risk') AND ${owned}`;

const datasetsNow = verdictTable({
  title: "Datasets late or at risk",
  description: "Now, the gravest first.",
  which: troubled("dataset"),
  subjects: "dataset",
  noValue: "Every dataset is on time",
});

const jobsNow = verdictTable({
  title: "Jobs late or at risk",
  description: "Now, the gravest first.",
  which: troubled("job"),
  subjects: "job",
  noValue: "Every job is on time",
});

export const sla = dashboardOf({
  page: "sla",
  title: "Tidemark: SLA",
  description: "Deadlines met, missed and at risk; what is left of the error budgets and how fast it goes.",
  from: "now-7d",
  links: [pageLink("Overview", "overview"), pageLink("Lineage", "lineage")],
  variables: [owner],
  shelves: [
    evenly(4, [onTime, late, atRisk, learning, missedInRange, timeLate, budgetsSpent, leastLeft]),
    evenly(7, [datasetsNow]),
    evenly(6, [jobsNow]),
    {
      height: 9,
      panels: [
        [10, overTime],
        [14, lanes],
      ],
    },
    evenly(8, [budgets]),
    {
      height: 8,
      panels: [
        [12, offenders("dataset")],
        [12, offenders("job")],
      ],
    },
  ],
});
