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
  runs: "Great Expectations 1 with OpenLineage's action: five expectations of a table in SQLite, three of which do not hold",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "great-expectations" },
  async run({ program }) {
    await program("python", ["validate.py"], { env: { OPENLINEAGE_NAMESPACE: "gx", GX_ANALYTICS_ENABLED: "false" } });
  },
  checks: (workplace) => [
    { title: "an expectation is a quality result", holds: () => expectations(workplace) },
    { title: "what was measured for them: metrics of table and columns", holds: () => metrics(workplace) },
    { title: "the validation is a run, with the run that started it", holds: () => run(workplace) },
    { title: "the table's schema", holds: () => schema(workplace) },
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
