import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { toDataset, toJob } from "../build/links.ts";
import { table } from "../panels/table.ts";
import type { Column } from "../panels/table.ts";
import { verdictStateMappings } from "../panels/verdict-states.ts";
import { boundsText, stateRank, valueText } from "./verdicts.ts";

export interface VerdictTable {
  readonly title: string;
  readonly description: string;
  /** A condition on rows of `tidemark.signals`. */
  readonly which: string;
  /** Whose they are, with links: on pages that are about many. */
  readonly subjects?: "dataset" | "job";
  readonly noValue: string;
}

const subjectColumns: Readonly<Record<"dataset" | "job", Readonly<Record<string, Column>>>> = {
  dataset: {
    dataset_namespace: { title: "Namespace", width: 110 },
    dataset_name: { title: "Dataset", width: 170, links: [toDataset] },
    owner: { title: "Owner", width: 100 },
  },
  job: {
    job_namespace: { title: "Namespace", width: 110 },
    job_name: { title: "Job", width: 170, links: [toJob] },
    owner: { title: "Owner", width: 100 },
  },
};

/** What signals say now, what is in breach first, each with its numbers. */
export function verdictTable({ title, description, which, subjects, noValue }: VerdictTable): PanelBuilder {
  const names =
    subjects === undefined
      ? ""
      : `subject_namespace AS ${subjects}_namespace, subject_name AS ${subjects}_name, owner, `;
  // Deadlines of many: one each.
  const aspects = subjects === undefined;
  return table({
    title,
    description,
    sql: `
    SELECT ${names}signal, ${aspects ? "aspect, " : ""}state, severity, since, deadline,
      ${valueText("observed")} AS seen,
      ${boundsText} AS allowed,
      summary
    FROM tidemark.signals WHERE ${which}
    ORDER BY ${stateRank}, indexOf(['critical', 'error', 'warning', 'info'], toString(severity)), since LIMIT 200`,
    columns: {
      ...(subjects === undefined ? {} : subjectColumns[subjects]),
      signal: { title: "Signal", width: 90 },
      ...(aspects ? { aspect: { title: "Of", width: 110 } } : {}),
      state: { title: "State", width: 75, mappings: verdictStateMappings },
      severity: { title: "Severity", width: 75 },
      since: { title: "Since", width: 150 },
      deadline: { title: "Deadline", width: 150 },
      seen: { title: "Observed", width: 80 },
      allowed: { title: "Allowed", width: 110 },
      summary: { title: "Summary", long: true },
    },
    noValue,
  });
}
