import { inDaysBefore, namesOfDataset, writesOfDataset } from "../build/sql.ts";
import { stat } from "../panels/stat.ts";
import { timeSeries } from "../panels/time-series.ts";
import { verdictStateMappings } from "../panels/verdict-states.ts";
import { usualGap } from "../questions.ts";
import { ofChosenDataset, stateRank } from "../verdicts/verdicts.ts";

export const health = stat({
  title: "Freshness",
  description: "What the signal freshness says now: by its deadline or greatest age, else by its usual gaps.",
  unit: "string",
  sql: `
    SELECT if(count() = 0, NULL, argMin(toString(state), ${stateRank})) AS state
    FROM tidemark.signals WHERE signal = 'freshness' AND ${ofChosenDataset}`,
  mappings: verdictStateMappings,
  noValue: "not judged",
});

export const due = stat({
  title: "Due",
  description: "The deadline that was missed, or the next one: when it is late, unless it is written before.",
  unit: "dateTimeFromNow",
  sql: `
    SELECT if(count(deadline) = 0, NULL, toUnixTimestamp64Milli(toDateTime64(min(assumeNotNull(deadline)), 3))) AS due
    FROM tidemark.signals WHERE signal = 'freshness' AND ${ofChosenDataset}`,
  noValue: "no deadline",
});

export const age = stat({
  title: "Last written",
  description:
    "How long before the end of the range: the end of the last successful run that wrote it, or a later dataset event.",
  unit: "s",
  sql: `
    SELECT if(count(last_written_at) = 0, NULL, greatest(0, dateDiff('second', max(last_written_at), $__toTime))) AS age
    FROM tidemark.datasets WHERE (namespace, name) IN ${namesOfDataset}`,
  noValue: "never",
});

export const gap = stat({
  title: "Usual gap",
  description: "The median between writes in the 30 days up to the end of the range, of at least three gaps.",
  unit: "s",
  sql: `
    SELECT ${usualGap("groupUniqArray(toUnixTimestamp(assumeNotNull(ended_at)))")} AS gap
    FROM tidemark.run_datasets WHERE ${writesOfDataset} AND ${inDaysBefore("ended_at", 30)}`,
  noValue: "too few writes",
});

export const freshness = timeSeries({
  title: "Age when looked at",
  description:
    "How old the dataset was at each moment: it falls with a write and grows until the next. Allowed: the age from which the signal freshness calls it late, as it says now; without one, the usual gap tells.",
  unit: "s",
  draw: "lines",
  interval: "1m",
  names: { age: "age", usual_gap: "usual gap", allowed: "allowed" },
  colours: { "usual gap": "blue", allowed: "red" },
  sql: `
    WITH
      moments AS (
        SELECT toUInt32(toUnixTimestamp($__fromTime)) + number * greatest(1, toUInt32($__interval_s)) AS moment, 1 AS dataset
        FROM numbers(toUInt64(1 + intDiv(toUnixTimestamp($__toTime) - toUnixTimestamp($__fromTime), greatest(1, toUInt32($__interval_s)))))),
      written AS (
        SELECT DISTINCT toUInt32(toUnixTimestamp(assumeNotNull(ended_at))) AS moment, 1 AS dataset
        FROM tidemark.run_datasets WHERE ${writesOfDataset} AND ended_at > $__fromTime - INTERVAL 30 DAY AND ended_at <= $__toTime)
    SELECT toDateTime(moments.moment, 'UTC') AS time, toInt64(moments.moment) - toInt64(written.moment) AS age,
      (SELECT ${usualGap("groupArray(moment)")} FROM written) AS usual_gap,
      (
        SELECT min(upper) FROM tidemark.signals
        WHERE signal = 'freshness' AND unit = 's' AND upper > 0 AND ${ofChosenDataset}
      ) AS allowed
    FROM moments ASOF INNER JOIN written ON moments.dataset = written.dataset AND moments.moment >= written.moment
    ORDER BY time`,
  noValue: "No successful run wrote it in the 30 days before",
});

export const gaps = timeSeries({
  title: "Gaps between writes",
  description: "At each write, how long it came after the one before.",
  unit: "s",
  draw: "points",
  names: { gap: "gap" },
  sql: `
    SELECT time, gap FROM (
      SELECT time, if(before = 0, NULL, toUnixTimestamp(time) - before) AS gap FROM (
        SELECT time, lagInFrame(toUnixTimestamp(time), 1, 0) OVER (ORDER BY time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before
        FROM (
          SELECT DISTINCT assumeNotNull(ended_at) AS time FROM tidemark.run_datasets
          WHERE ${writesOfDataset} AND ended_at > $__fromTime - INTERVAL 30 DAY AND ended_at <= $__toTime)))
    WHERE gap IS NOT NULL AND $__timeFilter(time) ORDER BY time`,
  noValue: "Written less than twice in this range",
});
