import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { toDataset, toIncident, toJob } from "../build/links.ts";
import { datasetOrJob } from "../build/sql.ts";
import { incidentStateMappings, severityMappings, severityRank } from "../panels/incident-states.ts";
import { table } from "../panels/table.ts";

interface IncidentTable {
  readonly title: string;
  readonly description: string;
  /** A condition on rows of `tidemark.incidents`. */
  readonly which: string;
  readonly most: number;
  readonly noValue: string;
}

/** Incidents, the gravest first, each with its cause, whose it is, and how much hangs on it. */
export function incidentTable({ title, description, which, most, noValue }: IncidentTable): PanelBuilder {
  return table({
    title,
    description,
    sql: `
    SELECT incident_id, severity, state, title,
      ${datasetOrJob("cause")},
      owner, opened_at, resolved_at, members, blast_radius
    FROM tidemark.incidents WHERE ${which}
    ORDER BY state = 'resolved', ${severityRank}, opened_at DESC, incident_id LIMIT ${most}`,
    columns: {
      incident_id: { title: "Incident", width: 105, links: [toIncident] },
      severity: { title: "Severity", width: 75, mappings: severityMappings },
      state: { title: "State", width: 100, mappings: incidentStateMappings },
      title: { title: "What", long: true },
      dataset_namespace: { title: "Namespace", width: 80 },
      dataset_name: { title: "Cause: dataset", width: 120, links: [toDataset] },
      job_namespace: { title: "Namespace", width: 80 },
      job_name: { title: "Cause: job", width: 110, links: [toJob] },
      owner: { title: "Owner", width: 80 },
      opened_at: { title: "Opened", width: 135 },
      resolved_at: { title: "Resolved", width: 135 },
      members: { title: "Breaches", unit: "short", width: 60 },
      blast_radius: { title: "Datasets hurt", unit: "short", width: 60 },
    },
    noValue,
  });
}
