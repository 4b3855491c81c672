import { label, latest, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";
import { observation } from "./observation.ts";

/** A measured number of a dataset or of one of its columns. */
export const metrics: Projection = {
  name: "metrics",
  key: {
    dataset_namespace: label,
    dataset_name: "String",
    column: "String",
    metric: label,
    job_namespace: label,
    job_name: "String",
    observed_by: "String",
    observed_at: time,
  },
  states: { measured: latest({ value: "real" }, "1"), received_at: min("r.received_at", time) },
  rows: `
    SELECT
      event_time, received_at, e.job_namespace AS job_namespace, e.job_name AS job_name, ${observation},
      m.dataset_namespace AS dataset_namespace, m.dataset_name AS dataset_name, m.column AS column,
      m.metric AS metric, m.value AS value
    FROM {events} AS e
    ARRAY JOIN metrics AS m`,
};
