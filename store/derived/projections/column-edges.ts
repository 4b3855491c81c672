import { label, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/** Which column comes from which. An empty field is the whole dataset. */
export const columnEdges: Projection = {
  name: "column_edges",
  key: {
    target_namespace: label,
    target_name: "String",
    target_field: "String",
    source_namespace: label,
    source_name: "String",
    source_field: "String",
    type: label,
    subtype: label,
    masking: "Bool",
    job_namespace: label,
    job_name: "String",
  },
  states: { first_seen: min("r.event_time", time), last_seen: max("r.event_time", time) },
  rows: `
    SELECT
      event_time, e.job_namespace AS job_namespace, e.job_name AS job_name,
      c.target_namespace AS target_namespace, c.target_name AS target_name, c.target_field AS target_field,
      c.source_namespace AS source_namespace, c.source_name AS source_name, c.source_field AS source_field,
      c.type AS type, c.subtype AS subtype, c.masking AS masking
    FROM {events} AS e
    ARRAY JOIN column_edges AS c`,
};
