import { writesOfDataset } from "../build/sql.ts";
import { stat } from "../panels/stat.ts";
import { timeSeries } from "../panels/time-series.ts";
import { ofChosenDataset } from "../verdicts/verdicts.ts";

export const lastRows = stat({
  title: "Last rows",
  description: "As the run that wrote it last says; of a part where it wrote a part.",
  unit: "short",
  sql: `
    SELECT if(count(rows) = 0, NULL, argMax(rows, ended_at)) AS rows_written
    FROM tidemark.run_datasets WHERE ${writesOfDataset} AND ended_at <= $__toTime`,
  noValue: "not said",
});

export const rows = timeSeries({
  title: "Rows",
  description:
    "Of each successful run that wrote it, by its end, against the median of the 20 writes before and the band that the signal volume expected then.",
  unit: "short",
  draw: "points",
  names: { rows_written: "rows", usual: "median of the 20 before", lower: "least expected", upper: "most expected" },
  lines: ["usual", "lower", "upper"],
  band: { lower: "least expected", upper: "most expected" },
  sql: `
    SELECT time, max(rows_written) AS rows_written, max(usual) AS usual, max(lower) AS lower, max(upper) AS upper FROM (
      SELECT toDateTime64(time, 3) AS time, rows_written, usual, CAST(NULL, 'Nullable(Float64)') AS lower,
        CAST(NULL, 'Nullable(Float64)') AS upper
      FROM (${volume("rows", "rows_written")})
      UNION ALL
      SELECT toDateTime64(since, 3) AS time, NULL AS rows_written, NULL AS usual, lower, upper
      FROM tidemark.signal_history
      WHERE signal = 'volume' AND unit = 'rows' AND ${ofChosenDataset} AND $__timeFilter(since)
        AND lower IS NOT NULL AND upper IS NOT NULL)
    GROUP BY time ORDER BY time`,
  noValue: "No run said how many rows",
});

export const bytes = timeSeries({
  title: "Bytes",
  description: "Of each successful run that wrote it, by its end, against the median of the 20 writes before.",
  unit: "bytes",
  draw: "points",
  names: { bytes_written: "bytes", usual: "median of the 20 before" },
  lines: ["usual"],
  sql: volume("bytes", "bytes_written"),
  noValue: "No run said how many bytes",
});

/** What each write says of `column`, as `name`, and the median of the 20 writes before it, as `usual`. */
function volume(column: string, name: string): string {
  return `
    SELECT time, ${name}, usual FROM (
      SELECT assumeNotNull(ended_at) AS time, ${column} AS ${name},
        if(count() OVER before = 0, NULL, quantileExact(0.5)(assumeNotNull(${column})) OVER before) AS usual
      FROM tidemark.run_datasets
      WHERE ${writesOfDataset} AND ${column} IS NOT NULL AND ended_at > $__fromTime - INTERVAL 30 DAY AND ended_at <= $__toTime
      WINDOW before AS (ORDER BY ended_at, run_id, partition ROWS BETWEEN 20 PRECEDING AND 1 PRECEDING))
    WHERE $__timeFilter(time) ORDER BY time`;
}
