import { panelOf } from "../panel-of.ts";
import type { AlertRule } from "../rule.ts";

const always = { noData: "Alerting", onError: "Alerting", labels: { severity: "critical" } } as const;

/** What tells that the watcher itself is asleep: nobody else can, when it is. */
export const watcherRules: readonly AlertRule[] = [
  {
    uid: "tidemark-watcher-asleep",
    title: "Rules are not evaluated",
    kind: "watcher",
    sql: `
    SELECT toString(rule) AS rule, toFloat64(greatest(0, dateDiff('second', evaluated_at, $__toTime))) AS value
    FROM tidemark.rules ORDER BY rule`,
    above: 900,
    summary:
      "{{ if .Labels.rule }}Tidemark has not evaluated the rule {{ .Labels.rule }} for {{ humanizeDuration .Values.A.Value }}{{ else }}Tidemark evaluates no rule, or its store does not answer{{ end }}: what it watches is not watched",
    description: "The watcher is off, stopped or stuck. No data: it has never run, or the store does not answer.",
    runbook: "watcher.md",
    panel: panelOf("collector", "Rules"),
    holds: "0s",
    ...always,
  },
  {
    uid: "tidemark-watcher-failing",
    title: "Rules fail",
    kind: "watcher",
    sql: "SELECT toString(rule) AS rule, toFloat64(error != '') AS value FROM tidemark.rules ORDER BY rule",
    above: 0,
    summary:
      "Tidemark cannot evaluate {{ if .Labels.rule }}the rule {{ .Labels.rule }}{{ else }}its rules{{ end }}: see the collector's page",
    description: "The evaluation ended with an error.",
    runbook: "watcher.md",
    panel: panelOf("collector", "Rules"),
    holds: "5m",
    ...always,
  },
];

/**
 * Whether the platform hears, stores and takes what comes. The collector is down: with the embedded engine nothing answers,
 * which is an error and alerts; with a ClickHouse server nothing is received, and no rule is evaluated.
 */
export const platformRules: readonly AlertRule[] = [
  {
    uid: "tidemark-platform-silent",
    title: "No events are received",
    kind: "platform",
    // An hour more than twice the longest silence of two weeks: nights and weekends are no outage.
    sql: `
    WITH (
      SELECT arrayMax(arrayPushBack(arrayDifference(arraySort(groupUniqArray(toInt64(toUnixTimestamp(hour))))), 0))
      FROM tidemark.deliveries WHERE hour > $__toTime - INTERVAL 14 DAY AND hour <= $__toTime) AS longest,
    (SELECT max(received_at) FROM tidemark.events WHERE received_at > $__toTime - INTERVAL 30 DAY AND received_at <= $__toTime) AS last
    SELECT 'events' AS what,
      toFloat64(if(last < toDateTime('2000-01-01', 'UTC'), 2592000, greatest(0, dateDiff('second', last, $__toTime) - 3600 - 2 * longest))) AS value`,
    above: 0,
    summary:
      "Tidemark{{ if .Labels.what }} has received no event for {{ humanizeDuration .Values.A.Value }} longer than is usual{{ else }}'s store does not answer{{ end }}",
    description:
      "The collector or the broker is down, or all producers are. No data or an error: the store does not answer.",
    runbook: "collector.md",
    panel: panelOf("collector", "Last event"),
    holds: "5m",
    ...always,
  },
  {
    uid: "tidemark-platform-refusing",
    title: "Many events are refused",
    kind: "platform",
    sql: `
    WITH
      (SELECT count() FROM tidemark.dead_letters FINAL WHERE received_at > $__toTime - INTERVAL 1 HOUR AND received_at <= $__toTime) AS dead,
      (SELECT count() FROM tidemark.events WHERE received_at > $__toTime - INTERVAL 1 HOUR AND received_at <= $__toTime) AS taken
    SELECT 'events' AS what, toFloat64(dead / greatest(1, dead + taken)) AS value`,
    above: 0.05,
    summary: "{{ humanizePercentage .Values.A.Value }} of the events of the last hour became dead letters",
    description: "A producer sends what cannot be taken: see the reasons.",
    runbook: "collector.md#dead-letters",
    panel: panelOf("collector", "Refused"),
    holds: "10m",
    noData: "Alerting",
    onError: "KeepLast",
    labels: { severity: "warning" },
  },
];
