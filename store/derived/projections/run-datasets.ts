import { label, latest, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/**
 * What a run did to a dataset, from the union of its events. What a job event declares stands under a
 * run id of its own (`event:` and the event's identity), so that only what it says together belongs together.
 */
export const runDatasets: Projection = {
  name: "run_datasets",
  key: {
    job_namespace: label,
    job_name: "String",
    run_id: "String",
    role: label,
    dataset_namespace: label,
    dataset_name: "String",
  },
  states: {
    first_seen: min("r.event_time", time),
    last_seen: max("r.event_time", time),
    rows_said: latest({ rows: "integer" }, "r.has_rows"),
    bytes_said: latest({ bytes: "integer" }, "r.has_bytes"),
    files_said: latest({ files: "integer" }, "r.has_files"),
    versioned: latest({ version: "text" }, "r.version != ''"),
    changed: latest({ lifecycle: "text" }, "r.lifecycle != ''"),
    part: latest({ partition: "text" }, "r.partition != ''"),
  },
  rows: `
    SELECT
      event_time, e.job_namespace AS job_namespace, e.job_name AS job_name,
      if(kind = 'job', concat('event:', event_id), e.run_id) AS run_id,
      d.role AS role, d.namespace AS dataset_namespace, d.name AS dataset_name,
      d.rows IS NOT NULL AS has_rows, ifNull(d.rows, 0) AS rows,
      d.bytes IS NOT NULL AS has_bytes, ifNull(d.bytes, 0) AS bytes,
      d.files IS NOT NULL AS has_files, ifNull(d.files, 0) AS files,
      d.version AS version, d.lifecycle AS lifecycle, d.partition AS partition
    FROM {events} AS e
    ARRAY JOIN datasets AS d
    WHERE kind IN ('run', 'job')`,
};
