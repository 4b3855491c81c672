import { instant, instantOrNull, label } from "./view.ts";
import type { View } from "./view.ts";

export const runDatasets: View = {
  name: "run_datasets",
  about: "What a run did to a dataset, from the union of its events, and what became of the run.",
  columns: {
    job_namespace: [label, "of the run's job"],
    job_name: ["String", "of the run's job"],
    run_id: ["String", "the run"],
    dataset_namespace: [label, "of the dataset"],
    dataset_name: ["String", "of the dataset, as this producer says it"],
    role: [label, "`input`: read; `output`: written"],
    rows: ["Nullable(Int64)", "read or written"],
    bytes: ["Nullable(Int64)", "read or written"],
    files: ["Nullable(Int64)", "read or written"],
    version: ["String", "of the dataset: a snapshot's id"],
    lifecycle: [label, "what it did to the dataset itself: `OVERWRITE`, `TRUNCATE` …"],
    partition: ["String", "the part of the dataset, where the run says one; a part's rows are not the whole's"],
    state: [label, "of the run, as in `runs`"],
    started_at: [instantOrNull, "of the run"],
    ended_at: [instantOrNull, "of the run"],
    nominal_start: [instantOrNull, "start of the interval of data that the run is for"],
    nominal_end: [instantOrNull, "its end"],
    first_seen: [instant, "event time of the run's first event that names the dataset so"],
    last_seen: [instant, "event time of the last one"],
  },
  sql: (from) => `
    SELECT
      job_namespace, job_name, run_id, dataset_namespace, dataset_name, role, rows, bytes, files, version, lifecycle,
      partition, state, started_at, ended_at, nominal_start, nominal_end, first_seen, last_seen
    FROM ${from.runDatasets}
    WHERE NOT startsWith(run_id, 'event:')`,
};
