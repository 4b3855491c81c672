import { label, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/** Control flow: which job waits for which, as the runs of either say. */
export const jobDependencies: Projection = {
  name: "job_dependencies",
  key: {
    downstream_namespace: label,
    downstream_name: "String",
    upstream_namespace: label,
    upstream_name: "String",
    type: label,
    trigger_rule: label,
  },
  states: { first_seen: min("r.event_time", time), last_seen: max("r.event_time", time) },
  rows: `
    SELECT
      event_time, d.type AS type, d.trigger_rule AS trigger_rule,
      if(d.direction = 'upstream', d.job_namespace, e.job_namespace) AS upstream_namespace,
      if(d.direction = 'upstream', d.job_name, e.job_name) AS upstream_name,
      if(d.direction = 'upstream', e.job_namespace, d.job_namespace) AS downstream_namespace,
      if(d.direction = 'upstream', e.job_name, d.job_name) AS downstream_name
    FROM {events} AS e
    ARRAY JOIN dependencies AS d
    WHERE kind = 'run'`,
};
