import { DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";
import { pages } from "./pages.ts";
import type { Page } from "./pages.ts";

/** A link of a cell or point, as the field option `links` has it. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

/** To a page, about what the row says: `variables` names the column for each variable. The time range goes along. */
export function rowLink(title: string, page: Page, variables: Readonly<Record<string, string>>): DataLink {
  const values = Object.entries(variables).map(
    ([variable, column]) => `var-${variable}=\${__data.fields.${column}:percentencode}`,
  );
  return { title, url: `${address(page)}?${[...values, "${__url_time_range}"].join("&")}`, targetBlank: false };
}

/** To the job, run or dataset in the columns that the tables of all pages call so. */
export const toJob = rowLink("The job", "job", { job_namespace: "job_namespace", job: "job_name" });
export const toRun = rowLink("The run", "run", { job_namespace: "job_namespace", job: "job_name", run: "run_id" });
export const toDataset = rowLink("The dataset", "dataset", {
  namespace: "dataset_namespace",
  dataset: "dataset_name",
});
export const toIncident = rowLink("The incident", "incidents", { incident: "incident_id" });
export const toLineage = rowLink("Its lineage", "lineage", {
  namespace: "dataset_namespace",
  dataset: "dataset_name",
});

/** To where `TIDEMARK_TRACES_URL` sends runs as traces: what shows them is not Grafana's to know. */
export const toTrace: DataLink = {
  title: "Its trace",
  url: "${traces:raw}${__data.fields.trace_id:percentencode}",
  targetBlank: true,
};

/** In a page's head: to another page, about the same things (`variables`), or about none. */
export function pageLink(title: string, page: Page, variables: readonly string[] = []): DashboardLinkBuilder {
  const values = variables.map((variable) => `var-${variable}=\${${variable}:percentencode}`);
  const query = values.length === 0 ? "" : `?${values.join("&")}`;
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .icon("dashboard")
    .url(`${address(page)}${query}`)
    .keepTime(true);
}

function address(page: Page): string {
  return `/d/${pages[page]}`;
}
