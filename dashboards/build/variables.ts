import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { dataSource, oneIndent } from "./query.ts";
import { chosen, everything } from "./sql.ts";

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** One column of text; ordered, as it is shown. Without time macros: it is asked when the page is opened. */
  readonly sql: string;
}

/** A list to choose one from, read when the page is opened or a variable that it names changes. */
function choice({ name, label, description, sql }: Choice): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(dataSource)
    .query(oneIndent(sql))
    .definition(oneIndent(sql))
    .refresh(VariableRefresh.OnDashboardLoad)
    .sort(VariableSort.Disabled)
    .allowCustomValue(true);
}

/** The same, with everything as the first choice. */
export function choiceOrAll(given: Choice): QueryVariableBuilder {
  return choice(given).includeAll(true).allValue(everything).current({ selected: true, text: "All", value: "$__all" });
}

export const jobNamespace = choice({
  name: "job_namespace",
  label: "Job namespace",
  description: "Where the job runs: the first part of its name.",
  sql: "SELECT DISTINCT namespace FROM tidemark.jobs ORDER BY namespace LIMIT 1000",
});

export const job = choice({
  name: "job",
  label: "Job",
  description: "Jobs of the namespace, those that spoke last first.",
  sql: `SELECT name FROM tidemark.jobs WHERE namespace = ${chosen("job_namespace")} ORDER BY last_seen DESC, name LIMIT 5000`,
});

export const run = choice({
  name: "run",
  label: "Run",
  description: "Runs of the job, the newest first. An older one can be typed, and comes by links.",
  sql: `
    SELECT run_id FROM tidemark.runs
    WHERE job_namespace = ${chosen("job_namespace")} AND job_name = ${chosen("job")}
    ORDER BY coalesce(started_at, first_event_at, received_at) DESC, run_id LIMIT 1000`,
});

export const datasetNamespace = choice({
  name: "namespace",
  label: "Dataset namespace",
  description: "Where the dataset lies: the first part of its name.",
  sql: "SELECT DISTINCT namespace FROM tidemark.datasets ORDER BY namespace LIMIT 1000",
});

export const dataset = choice({
  name: "dataset",
  label: "Dataset",
  description: "Datasets of the namespace, under each of their names.",
  sql: `SELECT name FROM tidemark.datasets WHERE namespace = ${chosen("namespace")} ORDER BY deleted, name LIMIT 5000`,
});

export const incident = choice({
  name: "incident",
  label: "Incident",
  description: "Those that last first, then the newest. An older one can be typed, and comes by links.",
  sql: "SELECT incident_id FROM tidemark.incidents ORDER BY state = 'resolved', opened_at DESC, incident_id LIMIT 1000",
});

export const traces = new TextBoxVariableBuilder("traces")
  .label("Traces at")
  .description("What comes before the id in the address of a trace: of Jaeger as it is set up, unless changed here.")
  .defaultValue("http://127.0.0.1:16686/trace/");

export const hops = new CustomVariableBuilder("hops")
  .label("Hops")
  .description("How far to walk from the dataset, up and down.")
  .values("1,2,3,4,5,6")
  .current({ selected: true, text: "2", value: "2" });
