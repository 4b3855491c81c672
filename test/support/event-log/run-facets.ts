import * as fc from "fast-check";
import { partial, someOf } from "./facet.ts";
import { eventTime, job, strangeJob, strangeRunId, word } from "./pools.ts";

const run = fc.record({ runId: strangeRunId });
const reference = fc.record({ run, job: fc.oneof(job, strangeJob) });
const parent = fc
  .tuple(reference, fc.option(reference, { nil: undefined }))
  .map(([of, root]) => (root === undefined ? of : { ...of, root }));

const dependency = fc
  .tuple(
    fc.oneof(job, strangeJob),
    partial({
      run,
      dependency_type: fc.constantFrom("DIRECT_INVOCATION", "IMPLICIT_DEPENDENCY"),
      sequence_trigger_rule: fc.constant("FINISH_TO_START"),
      status_trigger_rule: fc.constantFrom("EXECUTE_ON_SUCCESS", "EXECUTE_EVERY_TIME"),
    }),
  )
  .map(([of, details]) => ({ job: of, ...details }));

const checked = partial({
  severity: fc.constantFrom("error", "warn"),
  expected: fc.constantFrom("0", 0, true),
  actual: fc.constantFrom("3", 3),
});

const test = fc
  .tuple(fc.constantFrom("no orphans", "fresh"), fc.constantFrom("pass", "fail", "skip"), checked)
  .map(([name, status, details]) => ({ name, status, type: "custom_sql", ...details }));

const cost = fc
  .tuple(
    fc.constantFrom("warehouse", "storage"),
    fc.constantFrom(0.1, 2, 12.75),
    partial({ quantity: fc.constantFrom(0, 1.5), unit: fc.constantFrom("hour", "GB") }),
  )
  .map(([item, amount, details]) => ({ item, amount, currency: "EUR", ...details }));

const tag = fc.record({ key: fc.constantFrom("team", "tier"), value: word });
const message = fc.constantFrom("disk full", "out of memory");

export const runFacets = someOf({
  parent,
  parentRun: parent,
  nominalTime: fc
    .tuple(eventTime, fc.option(eventTime, { nil: undefined }))
    .map(([nominalStartTime, nominalEndTime]) =>
      nominalEndTime === undefined ? { nominalStartTime } : { nominalStartTime, nominalEndTime },
    ),
  errorMessage: fc.record({ message, programmingLanguage: fc.constant("JAVA") }),
  "spark.exception": fc.record({ message, stackTrace: fc.constant("at …") }),
  extractionError: fc.constant({ totalTasks: 1, failedTasks: 1, errors: [{ errorMessage: "no lineage" }] }),
  processing_engine: fc
    .tuple(fc.constantFrom("3.5.1", "4.0.0"), partial({ name: fc.constantFrom("spark", "Airflow") }))
    .map(([version, name]) => ({ version, ...name })),
  externalQuery: fc.record({
    externalQueryId: fc.constantFrom("q-1", "q-2"),
    source: fc.constantFrom("bigquery", "snowflake"),
  }),
  airflow: fc.constantFrom(1, 2, 3).map((number) => ({ taskInstance: { try_number: number } })),
  tags: fc.array(tag, { maxLength: 3 }).map((tags) => ({ tags })),
  test: fc.array(test, { maxLength: 3 }).map((tests) => ({ tests })),
  jobDependencies: fc.record({
    upstream: fc.array(dependency, { maxLength: 2 }),
    downstream: fc.array(dependency, { maxLength: 1 }),
    trigger_rule: fc.constant("ALL_SUCCESS"),
  }),
  tidemark_cost: fc.array(cost, { maxLength: 3 }).map((costs) => ({ costs })),
  "my-company.run-details": fc.record({ "a.b-c": word }),
});
