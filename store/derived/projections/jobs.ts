import { label, latest, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/** A job that has spoken: by itself, or by one of its runs. What describes it is in `facets`. */
export const jobs: Projection = {
  name: "jobs",
  key: { namespace: label, name: "String" },
  states: {
    first_seen: min("r.event_time", time),
    last_seen: max("r.event_time", time),
    received_at: min("r.received_at", time),
    kind: latest(
      { integration: "text", job_type: "text", processing_type: "text" },
      "concat(r.integration, r.job_type, r.processing_type) != ''",
    ),
    parent: latest({ parent_job_namespace: "text", parent_job_name: "text" }, "r.parent_job_name != ''"),
  },
  rows: `
    SELECT
      job_namespace AS namespace, job_name AS name, event_time, received_at,
      integration, job_type, processing_type, parent_job_namespace, parent_job_name
    FROM {events}
    WHERE job_name != ''`,
};
