import { label, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/** Which jobs have read and written which datasets. */
export const jobDatasets: Projection = {
  name: "job_datasets",
  key: { dataset_namespace: label, dataset_name: "String", role: label, job_namespace: label, job_name: "String" },
  states: { first_seen: min("r.event_time", time), last_seen: max("r.event_time", time) },
  rows: `
    SELECT
      event_time, e.job_namespace AS job_namespace, e.job_name AS job_name,
      d.role AS role, d.namespace AS dataset_namespace, d.name AS dataset_name
    FROM {events} AS e
    ARRAY JOIN datasets AS d
    WHERE kind IN ('run', 'job')`,
};
