import { failingJobs } from "../questions.ts";
import { lastEventFigure } from "../panels/last-event.ts";
import { stat } from "../panels/stat.ts";
import { asked } from "./in-namespace.ts";

export const runs = stat({
  title: "Runs ended",
  description: "Runs that ended in the range.",
  unit: "short",
  sql: `SELECT count() AS runs FROM tidemark.runs WHERE $__timeFilter(ended_at) AND ${asked}`,
  noValue: "0",
});

export const failedShare = stat({
  title: "Failed",
  description: "Share of the runs that ended in the range with FAIL.",
  unit: "percentunit",
  decimals: 1,
  sql: `
    SELECT countIf(state = 'FAIL') / nullIf(count(), 0) AS failed
    FROM tidemark.runs WHERE $__timeFilter(ended_at) AND ${asked}`,
  colours: [
    [0.01, "orange"],
    [0.05, "red"],
  ],
  noValue: "no runs",
});

export const failing = stat({
  title: "Failing jobs",
  description: "Jobs whose last run that ended, in the 30 days up to the end of the range, failed.",
  unit: "short",
  sql: `SELECT count() AS jobs FROM (${failingJobs(asked)})`,
  colours: [[1, "red"]],
  noValue: "0",
});

export const deadLetters = stat({
  title: "Open dead letters",
  description: "Events that were refused, whenever that was, and have not been sent through again.",
  unit: "short",
  sql: "SELECT count() AS dead_letters FROM tidemark.dead_letters FINAL WHERE redriven_at IS NULL",
  colours: [[1, "orange"]],
  noValue: "0",
});

export const lastEvent = lastEventFigure("Long silence is the platform's, or everybody's.");
