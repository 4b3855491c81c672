import { inDaysBefore, ofJob } from "../build/sql.ts";
import { stat } from "../panels/stat.ts";
import { stateMappings } from "../panels/states.ts";

export const lastState = stat({
  title: "Last run",
  description: "State of the last run that started up to the end of the range.",
  unit: "string",
  sql: `
    SELECT if(count() = 0, NULL, argMax(if(state = '', 'unknown', toString(state)), started_at)) AS state
    FROM tidemark.runs WHERE ${ofJob} AND started_at <= $__toTime`,
  mappings: stateMappings,
  noValue: "never ran",
});

export const lastSuccess = stat({
  title: "Last success",
  description: "How long before the end of the range a run last ended with success.",
  unit: "s",
  sql: `
    SELECT if(count() = 0, NULL, dateDiff('second', max(assumeNotNull(ended_at)), $__toTime)) AS age
    FROM tidemark.runs WHERE ${ofJob} AND state = 'COMPLETE' AND ended_at <= $__toTime`,
  noValue: "none",
});

export const success = stat({
  title: "Succeeded",
  description: "Share of the runs that ended in the range.",
  unit: "percentunit",
  decimals: 1,
  sql: `
    SELECT countIf(state = 'COMPLETE') / nullIf(count(), 0) AS succeeded
    FROM tidemark.runs WHERE ${ofJob} AND $__timeFilter(ended_at)`,
  noValue: "no runs",
});

export const usual = stat({
  title: "Median duration",
  description: "Of successful runs that started in the 30 days up to the end of the range.",
  unit: "ms",
  sql: `
    SELECT if(count() = 0, NULL, quantileExact(0.5)(assumeNotNull(duration_ms))) AS duration
    FROM tidemark.runs
    WHERE ${ofJob} AND state = 'COMPLETE' AND duration_ms IS NOT NULL AND ${inDaysBefore("started_at", 30)}`,
  noValue: "no runs",
});

export const retries = stat({
  title: "Retries",
  description: "Runs of the range that were not the first attempt.",
  unit: "short",
  sql: `SELECT countIf(attempt > 1) AS retries FROM tidemark.runs WHERE ${ofJob} AND $__timeFilter(started_at)`,
  noValue: "0",
});

export const running = stat({
  title: "Running",
  description: "Runs that started in the range and have not ended.",
  unit: "short",
  sql: `SELECT count() AS runs FROM tidemark.runs WHERE ${ofJob} AND state = 'RUNNING' AND $__timeFilter(started_at)`,
  noValue: "0",
});
