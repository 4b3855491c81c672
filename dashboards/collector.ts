import { evenly } from "./build/grid.ts";
import { pageLink } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { lastEventFigure } from "./panels/last-event.ts";
import { stat } from "./panels/stat.ts";
import { ruleMappings } from "./panels/states.ts";
import { table } from "./panels/table.ts";
import { timeSeries } from "./panels/time-series.ts";

const lastEvent = lastEventFigure();

const stored = stat({
  title: "Events",
  description: "Received in the range, each counted once.",
  unit: "short",
  sql: "SELECT count() AS events FROM tidemark.events FINAL WHERE $__timeFilter(received_at)",
  noValue: "0",
});

const seenAgain = stat({
  title: "Duplicates",
  description:
    "Share of what was stored in the range's whole hours that was a redelivery or a resent event. They do no harm: the effect is once.",
  unit: "percentunit",
  decimals: 2,
  sql: `
    SELECT greatest(0, 1 - (
        SELECT count() FROM tidemark.events FINAL
        WHERE received_at >= toStartOfHour($__fromTime, 'UTC') AND received_at < toStartOfHour($__toTime, 'UTC') + INTERVAL 1 HOUR
      ) / nullIf(sum(rows), 0)) AS share
    FROM tidemark.deliveries WHERE hour >= toStartOfHour($__fromTime, 'UTC') AND hour <= $__toTime`,
  noValue: "no events",
});

const refused = stat({
  title: "Refused",
  description: "Share of what came in the range that became a dead letter.",
  unit: "percentunit",
  decimals: 2,
  sql: `
    WITH (SELECT count() FROM tidemark.dead_letters FINAL WHERE $__timeFilter(received_at)) AS dead
    SELECT dead / nullIf(dead + (SELECT count() FROM tidemark.events FINAL WHERE $__timeFilter(received_at)), 0) AS share`,
  colours: [
    [0.001, "orange"],
    [0.01, "red"],
  ],
  noValue: "nothing came",
});

const open = stat({
  title: "Open dead letters",
  description: "Refused, whenever that was, and not sent through again: `tidemark dlq`.",
  unit: "short",
  sql: "SELECT count() AS dead_letters FROM tidemark.dead_letters FINAL WHERE redriven_at IS NULL",
  colours: [[1, "orange"]],
  noValue: "0",
});

const bent = stat({
  title: "Spec violations",
  description: "Share of the events of the range that were taken though they break the specification.",
  unit: "percentunit",
  decimals: 1,
  sql: `
    SELECT countIf(notEmpty(violations)) / nullIf(count(), 0) AS share
    FROM tidemark.events FINAL WHERE $__timeFilter(received_at)`,
  noValue: "no events",
});

const rules = table({
  title: "Rules",
  description: "When each signal was last evaluated: one that stays behind watches nothing.",
  sql: `
    SELECT rule, if(error != '', 'failed', if(age > 900, 'stopped', 'evaluated')) AS state, evaluated_at,
      greatest(0, dateDiff('second', evaluated_at, now())) AS age, subjects, breaches, duration_ms, newest_data_at, error
    FROM tidemark.rules ORDER BY error = '', age DESC, rule`,
  columns: {
    rule: { title: "Rule", width: 120 },
    state: { title: "State", width: 90, mappings: ruleMappings },
    evaluated_at: { title: "Evaluated", width: 150 },
    age: { title: "Age", unit: "s", width: 80 },
    subjects: { title: "Subjects", unit: "short", width: 80 },
    breaches: { title: "Breaches", unit: "short", width: 80 },
    duration_ms: { title: "Took", unit: "ms", width: 80 },
    newest_data_at: { title: "Newest data", width: 150 },
    error: { title: "Error", long: true },
  },
  noValue: "No rule was ever evaluated: is the watcher off?",
});

const received = timeSeries({
  title: "Events received",
  description: "By type, each counted once, by the log's clock.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  sql: `
    SELECT $__timeInterval(received_at) AS time, if(event_type = '', concat(kind, ' event'), toString(event_type)) AS series,
      count() AS events
    FROM tidemark.events FINAL WHERE $__timeFilter(received_at) GROUP BY time, series ORDER BY time, series`,
  noValue: "No event was received in this range",
});

const deliveries = timeSeries({
  title: "Rows written",
  description: "By hour and source, redeliveries included.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  sql: `
    SELECT $__timeInterval(hour) AS time, toString(source) AS series, sum(rows) AS written
    FROM tidemark.deliveries WHERE $__timeFilter(hour) GROUP BY time, series ORDER BY time, series`,
  noValue: "Nothing was written in this range",
});

const delay = timeSeries({
  title: "Delay",
  description:
    "From when it happened, by the producer's clock, to when the log had it. A backfill and a wrong clock show here.",
  unit: "s",
  draw: "lines",
  names: { median: "median", p99: "99 %" },
  sql: `
    SELECT $__timeInterval(received_at) AS time, quantile(0.5)(delay) AS median, quantile(0.99)(delay) AS p99
    FROM (
      SELECT received_at, greatest(0, dateDiff('millisecond', event_time, received_at)) / 1000 AS delay
      FROM tidemark.events WHERE $__timeFilter(received_at))
    GROUP BY time ORDER BY time`,
  noValue: "No event was received in this range",
});

const deadLetters = timeSeries({
  title: "Dead letters",
  description: "Refused, by reason, whether sent through again since or not.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  sql: `
    SELECT $__timeInterval(received_at) AS time, toString(reason) AS series, count() AS refused
    FROM tidemark.dead_letters FINAL WHERE $__timeFilter(received_at) GROUP BY time, series ORDER BY time, series`,
  noValue: "Nothing was refused in this range",
});

const reasons = table({
  title: "Open dead letters by reason",
  description: "The commonest first, with an example's detail. `tidemark dlq show ID` shows one whole.",
  sql: `
    SELECT reason, stage, source, count() AS open, min(received_at) AS first, max(received_at) AS last,
      argMax(detail, received_at) AS last_detail, argMax(dead_letter_id, received_at) AS last_id
    FROM tidemark.dead_letters FINAL WHERE redriven_at IS NULL
    GROUP BY reason, stage, source ORDER BY open DESC, reason LIMIT 100`,
  columns: {
    reason: { title: "Reason", width: 170 },
    stage: { title: "Stage", width: 90 },
    source: { title: "Source", width: 60 },
    open: { title: "Open", unit: "short", width: 70 },
    first: { title: "First", width: 150 },
    last: { title: "Last", width: 150 },
    last_detail: { title: "Last detail", long: true },
    last_id: { title: "Last id", width: 130 },
  },
  noValue: "No dead letter is open",
});

const producers = table({
  title: "Producers",
  description: "Who sent events in the range, how many, how late, and how many of them break the specification.",
  sql: `
    SELECT producer, count() AS events, uniqExact(job_namespace, job_name) AS jobs, max(received_at) AS last,
      quantile(0.5)(greatest(0, dateDiff('millisecond', event_time, received_at))) AS delay,
      countIf(notEmpty(violations)) / count() AS bent
    FROM tidemark.events FINAL WHERE $__timeFilter(received_at)
    GROUP BY producer ORDER BY events DESC, producer LIMIT 100`,
  columns: {
    producer: { title: "Producer" },
    events: { title: "Events", unit: "short", width: 80 },
    jobs: { title: "Jobs", unit: "short", width: 70 },
    last: { title: "Last", width: 150 },
    delay: { title: "Median delay", unit: "ms", width: 110 },
    bent: { title: "Spec violations", unit: "percentunit", decimals: 1, width: 90 },
  },
  noValue: "No event was received in this range",
});

export const collector = dashboardOf({
  page: "collector",
  title: "Tidemark: collector",
  description: "Whether the platform itself hears, stores and refuses as it should, from what it has stored.",
  from: "now-24h",
  links: [pageLink("Overview", "overview")],
  shelves: [
    evenly(4, [lastEvent, stored, seenAgain, refused, open, bent]),
    evenly(8, [received, deliveries]),
    evenly(8, [delay, deadLetters]),
    evenly(8, [rules]),
    evenly(7, [reasons]),
    evenly(9, [producers]),
  ],
});
