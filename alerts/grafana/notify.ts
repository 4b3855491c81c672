import type { ContactPoint, MuteTime, Policy, RootPolicy, Template } from "./file-shapes.ts";

const orgId = 1;

/**
 * Who is told, by variables of Grafana's own environment: TIDEMARK_GRAFANA_WEBHOOK_URL, TIDEMARK_GRAFANA_EMAIL. Grafana does not
 * start when one of them is empty.
 */
const onCall = "tidemark-on-call";
const mail = "tidemark-email";

const title = '{{ template "tidemark.title" . }}';
const message = '{{ template "tidemark.message" . }}';

export const contactPoints: readonly ContactPoint[] = [
  {
    orgId,
    name: onCall,
    receivers: [
      {
        uid: "tidemark-on-call",
        type: "webhook",
        settings: { url: "${TIDEMARK_GRAFANA_WEBHOOK_URL}", title, message },
      },
    ],
  },
  {
    orgId,
    name: mail,
    receivers: [
      {
        uid: "tidemark-email",
        type: "email",
        settings: { addresses: "${TIDEMARK_GRAFANA_EMAIL}", subject: title, message },
      },
    ],
  },
];

/** No `$` in it: in other files Grafana would take it for a variable. */
export const templates: readonly Template[] = [
  {
    orgId,
    name: "tidemark",
    template: `{{ define "tidemark.title" }}{{ if eq .Status "firing" }}{{ len .Alerts.Firing }} firing{{ else }}resolved{{ end }}: {{ .GroupLabels.alertname }}{{ end }}

{{ define "tidemark.alert" }}- {{ .Annotations.summary }}
  {{ .Annotations.description }}
  Runbook: {{ .Annotations.runbook_url }}
  {{ if .PanelURL }}Panel: {{ .PanelURL }}{{ end }}
  {{ if .SilenceURL }}Silence: {{ .SilenceURL }}{{ end }}
{{ end }}

{{ define "tidemark.message" }}{{ range .Alerts.Firing }}{{ template "tidemark.alert" . }}{{ end }}
{{ if .Alerts.Resolved }}Resolved:
{{ range .Alerts.Resolved }}- {{ .Annotations.summary }}
{{ end }}{{ end }}{{ end }}
`,
  },
];

const nights = "tidemark-nights-and-weekends";
const always = "tidemark-always";

export const muteTimes: readonly MuteTime[] = [
  {
    orgId,
    name: nights,
    time_intervals: [
      {
        times: [
          { start_time: "00:00", end_time: "07:00" },
          { start_time: "20:00", end_time: "24:00" },
        ],
        location: "UTC",
      },
      { weekdays: ["saturday", "sunday"], location: "UTC" },
    ],
  },
  { orgId, name: always, time_intervals: [{ times: [{ start_time: "00:00", end_time: "24:00" }], location: "UTC" }] },
];

/** What is grave is told at once and at any hour; the rest by mail, by day. */
const bySeverity: readonly Policy[] = [
  { receiver: onCall, object_matchers: [["severity", "=~", "critical|error"]], group_wait: "30s" },
  { receiver: mail, object_matchers: [["severity", "=~", ".*"]], mute_time_intervals: [nights], group_wait: "5m" },
];

/**
 * The watcher of the collector tells of incidents itself. So that nobody is told twice, Grafana tells only of what the watcher
 * cannot, that it or the platform is down, and of the kinds of rules that TIDEMARK_GRAFANA_NOTIFY names (a regular expression:
 * `signal`, `incident`, `signal|incident`). The rest fires in Grafana without a word.
 */
export const policies: readonly RootPolicy[] = [
  {
    orgId,
    receiver: mail,
    group_by: ["tidemark_rule", "alertname"],
    group_wait: "30s",
    group_interval: "5m",
    repeat_interval: "12h",
    routes: [
      { receiver: onCall, object_matchers: [["tidemark_rule", "=~", "watcher|platform"]], routes: bySeverity },
      {
        receiver: onCall,
        object_matchers: [["tidemark_rule", "=~", "${TIDEMARK_GRAFANA_NOTIFY}"]],
        routes: bySeverity,
      },
      { receiver: mail, object_matchers: [["tidemark_rule", "=~", ".+"]], mute_time_intervals: [always] },
    ],
  },
];
