import { evenly } from "./build/grid.ts";
import { pageLink, toDataset, toJob } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { chosen, chosenOrAll, datasetOrJob } from "./build/sql.ts";
import { choiceOrAll, incident } from "./build/variables.ts";
import { incidentTable } from "./incidents/incident-table.ts";
import { notificationStateMappings, severityColours, severityMappings } from "./panels/incident-states.ts";
import { stat } from "./panels/stat.ts";
import { table } from "./panels/table.ts";
import { timeSeries } from "./panels/time-series.ts";
import { verdictStateMappings } from "./panels/verdict-states.ts";

const owner = choiceOrAll({
  name: "in_owner",
  label: "Owner",
  description: "Narrows the lists to what one owner answers for, by expectations.",
  sql: "SELECT DISTINCT toString(owner) AS owner FROM tidemark.incidents ORDER BY owner LIMIT 1000",
});

const owned = chosenOrAll("owner", "in_owner");
const openedInRange = `$__timeFilter(opened_at) AND ${owned}`;
const tellingInRange = `$__timeFilter(requested_at) AND incident_id IN (SELECT incident_id FROM tidemark.incidents WHERE ${owned})`;

const open = stat({
  title: "Open",
  description: "Incidents that last, whatever the range.",
  unit: "short",
  sql: `SELECT countIf(state != 'resolved') AS incidents FROM tidemark.incidents WHERE ${owned}`,
  colours: [[1, "red"]],
  noValue: "0",
});

const unacknowledged = stat({
  title: "Nobody has it",
  description: "Open, neither acknowledged nor snoozed.",
  unit: "short",
  sql: `SELECT countIf(state = 'open') AS incidents FROM tidemark.incidents WHERE ${owned}`,
  colours: [[1, "orange"]],
  noValue: "0",
});

const opened = stat({
  title: "Opened",
  description: "In the range.",
  unit: "short",
  sql: `SELECT count() AS incidents FROM tidemark.incidents WHERE ${openedInRange}`,
  noValue: "0",
});

const perIncident = stat({
  title: "Breaches an incident",
  description: "What would have been that many alerts is one.",
  unit: "short",
  decimals: 1,
  sql: `SELECT avg(members) AS breaches FROM tidemark.incidents WHERE ${openedInRange} HAVING count() > 0`,
  noValue: "none",
});

const timeToTell = stat({
  title: "Time to tell",
  description: "Median from opening to the first notification delivered; what waits downstream is held for its cause.",
  unit: "s",
  sql: `
    SELECT quantileExactIf(0.5)(dateDiff('second', opened_at, assumeNotNull(notified_at)), notified_at >= opened_at) AS seconds
    FROM tidemark.incidents WHERE ${openedInRange} HAVING countIf(notified_at >= opened_at) > 0`,
  noValue: "none told",
});

const timeToResolve = stat({
  title: "Time to resolve",
  description: "Median of those that were opened in the range and are over.",
  unit: "s",
  sql: `
    SELECT quantileExactIf(0.5)(dateDiff('second', opened_at, assumeNotNull(resolved_at)), resolved_at IS NOT NULL) AS seconds
    FROM tidemark.incidents WHERE ${openedInRange} HAVING countIf(resolved_at IS NOT NULL) > 0`,
  noValue: "none resolved",
});

const heldBack = stat({
  title: "Held back",
  description: "Notifications of the range that budgets or quiet hours hold back still.",
  unit: "short",
  sql: `SELECT countIf(state = 'held_back') AS notifications FROM tidemark.notifications WHERE ${tellingInRange}`,
  colours: [[1, "orange"]],
  noValue: "0",
});

const undelivered = stat({
  title: "Not delivered",
  description: "Notifications of the range that a channel refused, or that are being tried again.",
  unit: "short",
  sql: `SELECT countIf(state IN ('failed', 'retrying')) AS notifications FROM tidemark.notifications WHERE ${tellingInRange}`,
  colours: [[1, "red"]],
  noValue: "0",
});

const now = incidentTable({
  title: "Open incidents",
  description: "The gravest first, whatever the range.",
  which: `state != 'resolved' AND ${owned}`,
  most: 200,
  noValue: "No incident is open",
});

const inTime = timeSeries({
  title: "Incidents opened",
  description: "By severity, in the range.",
  unit: "short",
  labelled: true,
  draw: "stacked bars",
  interval: "1h",
  colours: severityColours,
  sql: `
    SELECT $__timeInterval(opened_at) AS time, toString(severity) AS series, count() AS incidents
    FROM tidemark.incidents WHERE ${openedInRange} GROUP BY time, series ORDER BY time, series`,
  noValue: "No incident was opened in this range",
});

const causes = table({
  title: "What causes most",
  description: "In the range. What comes again and again wants mending, or another expectation.",
  sql: `
    SELECT ${datasetOrJob("cause")},
      signal, count() + sum(reopened) AS incidents, sum(members) AS breaches
    FROM tidemark.incidents WHERE ${openedInRange}
    GROUP BY cause_kind, cause_namespace, cause_name, signal ORDER BY incidents DESC, breaches DESC, cause_name LIMIT 20`,
  columns: {
    dataset_namespace: { title: "Namespace", width: 85 },
    dataset_name: { title: "Dataset", links: [toDataset] },
    job_namespace: { title: "Namespace", width: 85 },
    job_name: { title: "Job", links: [toJob] },
    signal: { title: "Signal", width: 85 },
    incidents: { title: "Times", unit: "short", width: 55 },
    breaches: { title: "Breaches", unit: "short", width: 65 },
  },
  noValue: "No incident was opened in this range",
});

const past = incidentTable({
  title: "Incidents of the range",
  description: "Opened in it; those that are over last.",
  which: openedInRange,
  most: 500,
  noValue: "No incident was opened in this range",
});

const ofIncident = `incident_id = ${chosen("incident")}`;

const members = table({
  title: "Breaches of the chosen incident",
  description: "In the order in which they joined; the first is what it was opened for.",
  sql: `
    SELECT joined_at, left_at, left_because, ${datasetOrJob("subject")},
      signal, state, severity, summary
    FROM tidemark.incident_members WHERE ${ofIncident} ORDER BY joined_at, subject_name, signal LIMIT 500`,
  columns: {
    joined_at: { title: "Joined", width: 135 },
    left_at: { title: "Over", width: 135 },
    left_because: { title: "Because", width: 80 },
    dataset_namespace: { title: "Namespace", width: 90 },
    dataset_name: { title: "Dataset", width: 140, links: [toDataset] },
    job_namespace: { title: "Namespace", width: 90 },
    job_name: { title: "Job", width: 120, links: [toJob] },
    signal: { title: "Signal", width: 85 },
    state: { title: "State", width: 70, mappings: verdictStateMappings },
    severity: { title: "Severity", width: 75, mappings: severityMappings },
    summary: { title: "Summary", long: true },
  },
  noValue: "No such incident",
});

const notifications = table({
  title: "Who was told of the chosen incident",
  description: "Each notice on each channel, and what became of it.",
  sql: `
    SELECT requested_at, channel, notice, state, held_back_because, delivered_at, attempts, retry_at, error, title
    FROM tidemark.notifications WHERE ${ofIncident} ORDER BY requested_at, channel, notice LIMIT 500`,
  columns: {
    requested_at: { title: "Decided", width: 135 },
    channel: { title: "Channel", width: 100 },
    notice: { title: "Notice", width: 90 },
    state: { title: "State", width: 80, mappings: notificationStateMappings },
    held_back_because: { title: "Held back by", width: 90 },
    delivered_at: { title: "Delivered", width: 135 },
    attempts: { title: "Attempts", unit: "short", width: 65 },
    retry_at: { title: "Next try", width: 135 },
    error: { title: "Error", long: true },
    title: { title: "Title", long: true },
  },
  noValue: "Nobody was told",
});

export const incidents = dashboardOf({
  page: "incidents",
  title: "Tidemark: incidents",
  description: "What is wrong, by cause; who was told, and what comes again and again.",
  from: "now-7d",
  links: [pageLink("Overview", "overview"), pageLink("SLA", "sla"), pageLink("Lineage", "lineage")],
  variables: [owner, incident],
  shelves: [
    evenly(4, [open, unacknowledged, opened, perIncident, timeToTell, timeToResolve, heldBack, undelivered]),
    evenly(8, [now]),
    evenly(7, [members]),
    evenly(6, [notifications]),
    {
      height: 8,
      panels: [
        [11, inTime],
        [13, causes],
      ],
    },
    evenly(9, [past]),
  ],
});
