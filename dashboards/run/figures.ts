import { chosen, ofRun } from "../build/sql.ts";
import { stat } from "../panels/stat.ts";
import { stateMappings } from "../panels/states.ts";

export const state = stat({
  title: "State",
  description: "FAIL wins over ABORT over COMPLETE; an end is never undone.",
  unit: "string",
  sql: `SELECT if(state = '', 'unknown', toString(state)) AS state FROM tidemark.runs WHERE ${ofRun}`,
  mappings: stateMappings,
  noValue: "unknown",
});

export const duration = stat({
  title: "Duration",
  description: "From its start to its end.",
  unit: "ms",
  sql: `SELECT duration_ms FROM tidemark.runs WHERE ${ofRun}`,
  noValue: "not ended",
});

export const against = stat({
  title: "Against the median",
  description: "How many times as long as the median of the job's last 50 successful runs before it.",
  unit: "short",
  decimals: 2,
  sql: `
    WITH this AS (SELECT started_at, duration_ms FROM tidemark.runs WHERE ${ofRun})
    SELECT (SELECT any(duration_ms) FROM this) / nullIf(quantileExact(0.5)(duration), 0) AS times
    FROM (
      SELECT assumeNotNull(duration_ms) AS duration FROM tidemark.runs
      WHERE job_namespace = ${chosen("job_namespace")} AND job_name = ${chosen("job")} AND state = 'COMPLETE'
        AND duration_ms IS NOT NULL AND started_at < (SELECT any(started_at) FROM this)
      ORDER BY started_at DESC LIMIT 50)`,
  colours: [
    [1.5, "orange"],
    [3, "red"],
  ],
  noValue: "no history",
});

export const attempt = stat({
  title: "Attempt",
  description: "Its number, from 1, where the producer says it.",
  unit: "short",
  sql: `SELECT attempt FROM tidemark.runs WHERE ${ofRun}`,
  noValue: "not said",
});

export const written = stat({
  title: "Rows written",
  description: "To all its outputs together.",
  unit: "short",
  sql: `SELECT sum(rows) AS written FROM tidemark.run_datasets WHERE ${ofRun} AND role = 'output'`,
  noValue: "not said",
});

export const failedChecks = stat({
  title: "Failed checks",
  description: "Quality checks of this run that did not hold.",
  unit: "short",
  sql: `SELECT countIf(NOT success) AS failed FROM tidemark.quality WHERE ${ofRun}`,
  colours: [[1, "red"]],
  noValue: "0",
});
