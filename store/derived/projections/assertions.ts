import { label, latest, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";
import { observation } from "./observation.ts";

/** The result of a check: one a run, or one an event of a run that goes on. */
export const assertions: Projection = {
  name: "assertions",
  key: {
    dataset_namespace: label,
    dataset_name: "String",
    column: "String",
    assertion: label,
    name: "String",
    job_namespace: label,
    job_name: "String",
    observed_by: "String",
    observed_at: time,
    ordinal: "UInt32",
  },
  states: {
    /** A failure first: of one time with a success it wins. */
    result: latest({ failed: "integer", severity: "text", expected: "text", actual: "text" }, "1"),
    received_at: min("r.received_at", time),
  },
  rows: `
    SELECT
      event_time, received_at, e.job_namespace AS job_namespace, e.job_name AS job_name, ${observation},
      a.dataset_namespace AS dataset_namespace, a.dataset_name AS dataset_name, a.column AS column,
      a.assertion AS assertion, a.name AS name, ordinal,
      NOT a.success AS failed, toString(a.severity) AS severity, a.expected AS expected, a.actual AS actual
    FROM {events} AS e
    ARRAY JOIN
      assertions AS a,
      arrayEnumerateUniq(
        assertions.dataset_namespace, assertions.dataset_name, assertions.column, assertions.assertion, assertions.name
      ) AS ordinal`,
};
