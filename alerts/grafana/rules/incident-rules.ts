import { panelOf } from "../panel-of.ts";
import type { AlertRule } from "../rule.ts";
import { subject, subjectsOf } from "./subjects.ts";

const causes =
  "SELECT cause_kind, cause_namespace, cause_name FROM tidemark.incidents WHERE state IN ('open', 'acknowledged')";

/** One alert a cause, as the watcher tells it; for those whose contact points are Grafana's. */
export const incidentRule: AlertRule = {
  uid: "tidemark-incident-open",
  title: "Incident",
  kind: "incident",
  sql: subjectsOf("1", `toFloat64((toString(subject_kind), toString(subject_namespace), subject_name) IN (${causes}))`),
  above: 0,
  summary: `${subject} is the cause of {{ humanize .Values.A.Value }} open incident; its owner is {{ .Labels.owner }}`,
  description: "Something is in breach and nothing upstream of it is. What it breaks downstream is in the incident.",
  runbook: "incidents.md",
  panel: panelOf("incidents", "Open incidents"),
  holds: "0s",
  noData: "OK",
  onError: "KeepLast",
};

/** What the watcher cannot say, since it is what does not get through. */
export const deliveryRule: AlertRule = {
  uid: "tidemark-watcher-undelivered",
  title: "Notifications are not delivered",
  kind: "watcher",
  sql: `
    SELECT 'notifications' AS what,
      toFloat64(countIf(state = 'failed' OR (state IN ('retrying', 'sending') AND requested_at < $__toTime - INTERVAL 10 MINUTE))) AS value
    FROM tidemark.notifications WHERE requested_at > $__toTime - INTERVAL 6 HOUR AND requested_at <= $__toTime`,
  above: 0,
  summary:
    "{{ if .Labels.what }}{{ humanize .Values.A.Value }} notifications of the last six hours did not reach their channel{{ else }}Tidemark's store does not answer{{ end }}",
  description: "A channel refuses, or has not answered for ten minutes. Why: the column error of the panel.",
  runbook: "incidents.md#a-notification-was-not-delivered",
  panel: panelOf("incidents", "Not delivered"),
  holds: "0s",
  noData: "Alerting",
  onError: "KeepLast",
  labels: { severity: "critical" },
};
