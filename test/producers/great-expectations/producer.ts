import assert from "node:assert/strict";
import type { Page } from "#query/list.ts";
import type { MetricItem } from "#query/lists/metrics.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

export const greatExpectations: Producer = {
  name: "great-expectations",
  runs: "Great Expectations 1 with OpenLineage's action, and a checkpoint with `tidemark import gx`: expectations of a table in SQLite, some of which do not hold",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "great-expectations" },
  async run({ program, tidemark }) {
    const env = { OPENLINEAGE_NAMESPACE: "gx", GX_ANALYTICS_ENABLED: "false" };
    await program("python", ["validate.py"], { env });
    await program("python", ["checkpoint.py"], { env });
    const results = ["import", "gx", "gx/uncommitted/validations/", "--dataset-namespace", "postgres://db:5432"];
    const imported = [...results, "--table-prefix", "shop.public", "--namespace", "gx-import"];
    for (let time = 0; time < 2; time++) await tidemark(imported);
  },
  checks: (workplace) => [
    { title: "an expectation is a quality result", holds: () => expectations(workplace) },
    { title: "what was measured for them: metrics of table and columns", holds: () => metrics(workplace) },
    { title: "the validation is a run, with the run that started it", holds: () => run(workplace) },
    { title: "the table's schema", holds: () => schema(workplace) },
    { title: "imported: a result each, with severity, expected and actual", holds: () => importedResults(workplace) },
    { title: "imported: the validation is a run, imported twice or not; rows", holds: () => importedRun(workplace) },
  ],
};

async function expectations({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<QualityItem>>("quality", { job: "gx/orders.validate" });
  assert.deepEqual(
    items
      .map(({ assertion, column, success, dataset }) => [dataset?.name, assertion, column, success].join(" "))
      .toSorted(),
    [
      "orders expect_column_max_to_be_between total true",
      "orders expect_column_values_to_be_in_set status false",
      "orders expect_column_values_to_not_be_null id true",
      "orders expect_column_values_to_not_be_null total false",
      "orders expect_table_row_count_to_be_between  false",
    ],
  );
}

async function metrics({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<MetricItem>>("metrics", { job: "gx/orders.validate" });
  const told = new Map(items.map(({ column, metric, value }) => [`${column ?? ""}.${metric}`, value]));
  assert.deepEqual(
    [told.get(".rowCount"), told.get("id.nullCount"), told.get("total.nullCount"), told.get("total.max")],
    [3, 0, 1, 12.5],
  );
}

async function run({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { job: "gx/orders.validate" });
  assert.deepEqual(
    items.map(({ state, parent }) => [state, parent?.job.name, parent?.runId]),
    [["COMPLETE", "nightly.validate", "0194b8a4-7f00-7000-8000-0000000000aa"]],
  );
}

async function schema({ ask }: Workplace): Promise<void> {
  const dataset = await ask<DatasetDetail>("datasets/sqlite/orders");
  assert.deepEqual(
    dataset.schema?.fields.map(({ path, type }) => `${path} ${type}`),
    ["id INTEGER", "total REAL", "status TEXT"],
  );
}

const table = "postgres://db:5432/shop.public.orders";

async function importedResults({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<QualityItem>>("quality", { dataset: table });
  assert.deepEqual(
    items
      .map(({ name, success, severity, expected, actual }) =>
        [name, success ? "pass" : severity, expected, actual].join("; "),
      )
      .toSorted(),
    [
      'expect_column_max_to_be_between(total); pass; {"max_value":100,"min_value":1}; 12.5',
      'expect_column_values_to_be_in_set(status); error; {"value_set":["paid","open"]}; 33.3333 % unexpected',
      "expect_column_values_to_not_be_null(id); pass; 0 % unexpected; 0 % unexpected",
      "expect_column_values_to_not_be_null(total); warn; 0 % unexpected; 33.3333 % unexpected",
      'expect_table_row_count_to_be_between; error; {"max_value":10,"min_value":5}; 3',
    ],
  );
}

async function importedRun({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { job: "gx-import/gx.orders" });
  assert.deepEqual(
    items.map(({ state, jobType, engine, engineVersion, error }) => [state, jobType, engine, engineVersion, error]),
    // An expectation of a column that is not there has no result.
    [["FAIL", "TEST", "great_expectations", "1.24.1", "1 of 6 expectations could not be evaluated"]],
  );
  const { items: measured } = await ask<Page<MetricItem>>("metrics", { dataset: table });
  assert.deepEqual(
    measured.map(({ metric, value }) => `${metric} ${value}`),
    ["rowCount 3"],
  );
}
