import { jobDatasets as projection } from "../projections/job-datasets.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";

export const jobDatasets: View = {
  name: "job_datasets",
  about: "A dataset that a job has read or written, or declares to.",
  columns: {
    job_namespace: [label, "of the job"],
    job_name: ["String", "of the job"],
    dataset_namespace: [label, "of the dataset"],
    dataset_name: ["String", "of the dataset, as this producer says it"],
    role: [label, "`input`: read; `output`: written"],
    first_seen: [instant, "event time of the first event that says so"],
    last_seen: [instant, "event time of the last one"],
  },
  sql: (from) => `
    SELECT job_namespace, job_name, dataset_namespace, dataset_name, role, first_seen, last_seen
    FROM ${from.projection(projection)}`,
};
