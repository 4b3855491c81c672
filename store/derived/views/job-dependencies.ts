import { jobDependencies as projection } from "../projections/job-dependencies.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";

export const jobDependencies: View = {
  name: "job_dependencies",
  about: "Control flow: a job that waits for another (facet `jobDependencies`).",
  columns: {
    upstream_namespace: [label, "of the job that goes first"],
    upstream_name: ["String", "the job that goes first"],
    downstream_namespace: [label, "of the job that waits"],
    downstream_name: ["String", "the job that waits"],
    type: [label, "`DIRECT_INVOCATION`, `IMPLICIT_DEPENDENCY` …"],
    trigger_rule: [label, "when the waiting job goes: `FINISH_TO_START`, `EXECUTE_ON_SUCCESS` …"],
    first_seen: [instant, "event time of the first event that says so"],
    last_seen: [instant, "event time of the last one"],
  },
  sql: (from) => `
    SELECT
      upstream_namespace, upstream_name, downstream_namespace, downstream_name, type, trigger_rule, first_seen, last_seen
    FROM ${from.projection(projection)}`,
};
