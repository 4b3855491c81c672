import assert from "node:assert/strict";
import type { Page } from "#query/list.ts";
import type { MetricItem } from "#query/lists/metrics.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { JobDetail } from "#query/things/job.ts";
import type { RunDetail } from "#query/things/run.ts";
import type { Check } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

/** Each facet of the client, where a user sees it. `name` is the pipeline's argument. */
export function facetChecks({ ask, rows }: Workplace, name: string): readonly Check[] {
  const job = { namespace: "python", name: `orders.${name}` };
  const source = { namespace: "postgres://db.example:5432", name: `shop.public.orders_${name}` };
  const target = { namespace: "s3://lake.example", name: `orders/${name}` };
  const dataset = (of: typeof source): Promise<DatasetDetail> =>
    ask(`datasets/${encodeURIComponent(of.namespace)}/${encodeURIComponent(of.name)}`);
  return [
    check("job: type, description, owner, code, query, tags", async () => {
      const said = await ask<JobDetail>(`jobs/${job.namespace}/${job.name}`);
      assert.deepEqual(
        [said.jobType, said.integration, said.processingType, said.description, said.owners, said.tags],
        [
          "SCRIPT",
          "PYTHON",
          "BATCH",
          "Orders into the lake",
          [{ name: "team:shop", type: "MAINTAINER" }],
          { tier: "gold" },
        ],
      );
      // Its text need not be read for lineage: it tells its own.
      assert.equal(said.sql?.query, "SELECT id, total FROM orders");
      assert.equal(said.sql?.dialect, "postgres");
      assert.deepEqual(said.source, {
        type: "git",
        url: "https://git.example/shop/blob/main/load.py",
        path: "load.py",
        version: "abc123",
      });
    }),
    check("run: engine, query, tests", async () => {
      const { items } = await ask<Page<RunItem>>("runs", { job: job.name });
      const run = await ask<RunDetail>(`runs/${items[0]?.runId}`);
      assert.deepEqual(
        [run.engine, run.engineVersion, run.queryId, run.querySource],
        ["Python", "3.11", "query-7", "postgres"],
      );
      const test = run.tests.find(({ dataset: of }) => of === null);
      assert.deepEqual([test?.name, test?.assertion, test?.success], ["source_is_there", "exists", true]);
    }),
    check("control flow: the job waits for another", async () => {
      const found = await rows(`SELECT upstream_name, type, trigger_rule FROM tidemark.job_dependencies
        WHERE downstream_name = '${job.name}'`);
      assert.deepEqual(found, [
        { upstream_name: "export", type: "DIRECT_INVOCATION", trigger_rule: "FINISH_TO_START" },
      ]);
    }),
    check("input: schema, source, description, owner, tags of it and its fields, type, hierarchy", async () => {
      const said = await dataset(source);
      assert.deepEqual(
        said.schema?.fields.map(({ path, type }) => `${path} ${type}`),
        ["id bigint", "address struct", "address.city text", "total numeric"],
      );
      assert.deepEqual(said.source, { name: "shop", uri: "postgres://db.example:5432/shop" });
      assert.deepEqual(
        [said.description, said.owners, said.tags, said.fieldTags, said.type, said.subtype],
        [
          "What customers ordered",
          [{ name: "team:sales", type: null }],
          { domain: "sales" },
          [{ field: "address", key: "pii", value: "true" }],
          "TABLE",
          "HEAP",
        ],
      );
      assert.ok("hierarchy" in said.facets);
    }),
    check("output: version, change, other name, storage, catalog", async () => {
      const said = await dataset(target);
      assert.deepEqual([said.version, said.lifecycle], ["7", "OVERWRITE"]);
      assert.deepEqual(said.aliases, [{ namespace: "glue://eu", name: `lake.orders_${name}`, type: "TABLE" }]);
      assert.ok("storage" in said.facets && "catalog" in said.facets);
    }),
    check("volume and part of what was read and written", async () => {
      const used = await rows(`SELECT role, rows, bytes, files, partition FROM tidemark.run_datasets
        WHERE job_name = '${job.name}' ORDER BY role`);
      assert.deepEqual(used, [
        { role: "input", rows: 120, bytes: 4000, files: 1, partition: "day=2026-01-30" },
        { role: "output", rows: 118, bytes: 2048, files: 2, partition: "day=2026-01-30" },
      ]);
    }),
    check("lineage of datasets and of columns, from both facets", async () => {
      const columns = await rows<{ source_field: string; target_field: string }>(`SELECT source_field, target_field
        FROM tidemark.column_lineage WHERE job_name = '${job.name}' AND source_field != '' ORDER BY 1`);
      assert.deepEqual(columns, [
        { source_field: "id", target_field: "order_id" },
        { source_field: "total", target_field: "total" },
      ]);
      const edges = await rows(`SELECT DISTINCT source_name FROM tidemark.lineage WHERE job_name = '${job.name}'`);
      assert.deepEqual(edges, [{ source_name: source.name }]);
    }),
    check("quality: expected and actual, severity, name", async () => {
      const { items } = await ask<Page<QualityItem>>("quality", { job: job.name, dataset: source.name });
      assert.deepEqual(
        items.map((item) => [
          item.assertion,
          item.column,
          item.success,
          item.severity,
          item.name,
          item.expected,
          item.actual,
        ]),
        [
          ["row_count", null, false, "warn", null, "200", "120"],
          ["not_null", "id", true, "error", "id_is_there", null, null],
        ],
      );
    }),
    check("metrics of the dataset and its columns", async () => {
      const { items } = await ask<Page<MetricItem>>("metrics", { job: job.name });
      const told = new Map(items.map(({ column, metric, value }) => [`${column ?? ""}.${metric}`, value]));
      const expected = { ".rowCount": 120, ".bytes": 4096, "id.distinctCount": 120, "total.quantile_0.5": 8 };
      for (const [metric, value] of Object.entries(expected)) assert.equal(told.get(metric), value, metric);
      assert.equal(told.get(".lastUpdated"), Date.parse("2026-01-31T06:30:00Z") / 1000);
    }),
  ];
}

function check(title: string, holds: Check["holds"]): Check {
  return { title, holds };
}
