import { reader } from "../projection.ts";
import { metrics as projection } from "../projections/metrics.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";
import { runOfObservation } from "./observation.ts";

const { said, saidAt } = reader(projection);

export const metrics: View = {
  name: "metrics",
  about:
    "A number measured of a dataset or column: the last that a run said of it, or one an event while a run goes on.",
  columns: {
    dataset_namespace: [label, "of the dataset"],
    dataset_name: ["String", "the dataset"],
    column: ["String", "the column; empty for the whole dataset"],
    metric: [label, "`rowCount`, `nullCount`, `quantile_0.5`, `lastUpdated` (seconds since 1970), `iceberg.scan.…` …"],
    value: ["Float64", "the number"],
    job_namespace: [label, "of the job that measured"],
    job_name: ["String", "the job that measured; empty for a dataset event"],
    run_id: ["String", "the run that measured; empty for a dataset event"],
    event_time: [instant, "of the event that says so"],
    received_at: [instant, "when it was first heard of"],
  },
  sql: (from) => `
    SELECT
      dataset_namespace, dataset_name, column, metric, ${said("measured")} AS value,
      job_namespace, job_name, ${runOfObservation} AS run_id, ${saidAt("measured")} AS event_time, received_at
    FROM ${from.projection(projection)}`,
};
