import { reader } from "../projection.ts";
import { assertions } from "../projections/assertions.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";
import { runOfObservation } from "./observation.ts";

const { said, saidAt } = reader(assertions);

export const quality: View = {
  name: "quality",
  about: "The result of a check: the last that a run said of it, or one an event while a run goes on.",
  columns: {
    dataset_namespace: [label, "of the dataset; empty for a test of the run alone"],
    dataset_name: ["String", "the dataset; empty for a test of the run alone"],
    column: ["String", "the column; empty for the whole dataset"],
    assertion: [label, "what is checked: `not_null`, `unique` …"],
    name: ["String", "of the check, where it has one"],
    ordinal: ["UInt32", "from 1, where one event has several that are alike in all this"],
    success: ["Bool", "whether it held"],
    severity: [label, "`error`, `warn`; empty when not said"],
    expected: ["String", "as said"],
    actual: ["String", "as said"],
    job_namespace: [label, "of the job that checked"],
    job_name: ["String", "the job that checked; empty for a dataset event"],
    run_id: ["String", "the run that checked; empty for a dataset event"],
    event_time: [instant, "of the event that says so"],
    received_at: [instant, "when it was first heard of"],
  },
  sql: (from) => `
    SELECT
      dataset_namespace, dataset_name, column, assertion, name, ordinal,
      ${said("result", "failed")} = 0 AS success, ${said("result", "severity")} AS severity,
      ${said("result", "expected")} AS expected, ${said("result", "actual")} AS actual,
      job_namespace, job_name, ${runOfObservation} AS run_id,
      ${saidAt("result")} AS event_time, received_at
    FROM ${from.projection(assertions)}`,
};
