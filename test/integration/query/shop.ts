import { producer, facetBase, runId } from "#test/support/events.ts";

/** A small company's events, told in an order that is not the one they happened in. */

const url = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs";
export const postgres = "postgres://db.example.com:5432";
/** Whatever could break an address, a statement or a terminal. */
export const oddName = `raw/it's "odd" \\ {v0: String} %2F é😀 [31m; --`;

interface RunSaid {
  readonly type: string;
  readonly at: string;
  readonly run: number | string;
  readonly job: string;
  readonly namespace?: string;
  readonly runFacets?: object;
  readonly jobFacets?: object;
  readonly inputs?: readonly object[];
  readonly outputs?: readonly object[];
}

export function runEvent({
  type,
  at,
  run: id,
  job,
  namespace,
  runFacets,
  jobFacets,
  inputs,
  outputs,
}: RunSaid): object {
  return {
    eventType: type,
    eventTime: at,
    producer,
    schemaURL: `${url}/RunEvent`,
    run: { runId: typeof id === "number" ? runId(id) : id, facets: runFacets ?? {} },
    job: { namespace: namespace ?? "airflow", name: job, facets: jobFacets ?? {} },
    inputs: inputs ?? [],
    outputs: outputs ?? [],
  };
}

function parent(id: number, job: string): object {
  return {
    parent: {
      ...facetBase("ParentRunFacet"),
      run: { runId: runId(id) },
      job: { namespace: "airflow", name: job },
      root: { run: { runId: runId(1) }, job: { namespace: "airflow", name: "shop" } },
    },
  };
}

function schema(columns: Readonly<Record<string, string>>): object {
  const fields = Object.entries(columns).map(([name, type]) => ({ name, type }));
  return { schema: { ...facetBase("SchemaDatasetFacet"), fields } };
}

function assertion(name: string, column: string, success: boolean, severity: string): object {
  return { assertion: name, column, success, severity, expected: "0", actual: success ? "0" : "7" };
}

const orders = { namespace: postgres, name: "shop.public.orders" };
const mart = { namespace: postgres, name: "shop.mart.daily" };
const raw = { namespace: "s3://lake", name: "raw/orders" };

export const shopEvents: readonly object[] = [
  runEvent({
    type: "COMPLETE",
    at: "2026-03-01T02:10:00Z",
    run: 2,
    job: "shop.load_orders",
    inputs: [
      { ...raw, inputFacets: { inputStatistics: { ...facetBase("InputStatistics"), rowCount: 120, size: 9000 } } },
    ],
    outputs: [
      {
        ...orders,
        facets: schema({ order_id: "int", amount: "decimal(10,2)", customer: "struct<name:string>" }),
        outputFacets: {
          outputStatistics: {
            ...facetBase("OutputStatisticsOutputDatasetFacet"),
            rowCount: 120,
            size: 64_000,
            fileCount: 3,
          },
        },
      },
    ],
    runFacets: {
      tidemark_cost: {
        ...facetBase("CostRunFacet"),
        costs: [{ item: "warehouse", amount: 1.25, currency: "EUR", quantity: 0.5, unit: "credit" }],
      },
    },
  }),
  runEvent({ type: "START", at: "2026-03-01T02:00:00Z", run: 1, job: "shop" }),
  runEvent({
    type: "START",
    at: "2026-03-01T02:01:00Z",
    run: 2,
    job: "shop.load_orders",
    runFacets: parent(1, "shop"),
  }),
  runEvent({ type: "START", at: "2026-03-01T02:20:00Z", run: 3, job: "shop.daily", runFacets: parent(1, "shop") }),
  runEvent({
    type: "START",
    at: "2026-03-01T02:21:00Z",
    run: 4,
    job: "shop.daily.query",
    runFacets: parent(3, "shop.daily"),
  }),
  runEvent({
    type: "FAIL",
    at: "2026-03-01T02:25:00Z",
    run: 4,
    job: "shop.daily.query",
    runFacets: {
      errorMessage: { ...facetBase("ErrorMessageRunFacet"), message: "division by zero", programmingLanguage: "SQL" },
    },
    inputs: [
      {
        ...orders,
        inputFacets: {
          dataQualityAssertions: {
            ...facetBase("DataQualityAssertionsDatasetFacet"),
            assertions: [
              assertion("not_null", "order_id", true, "error"),
              assertion("unique", "order_id", false, "error"),
            ],
          },
        },
      },
    ],
    outputs: [mart],
  }),
  runEvent({ type: "FAIL", at: "2026-03-01T02:26:00Z", run: 3, job: "shop.daily" }),
  runEvent({ type: "FAIL", at: "2026-03-01T02:30:00Z", run: 1, job: "shop" }),
  // The next day: the schema has changed, and another company's job has the same name and the same run id.
  runEvent({
    type: "START",
    at: "2026-03-02T02:00:00Z",
    run: 5,
    job: "shop.load_orders",
    jobFacets: {
      documentation: { ...facetBase("DocumentationJobFacet"), description: "Orders from the lake" },
      ownership: { ...facetBase("OwnershipJobFacet"), owners: [{ name: "team:sales", type: "MAINTAINER" }] },
      jobType: { ...facetBase("JobTypeJobFacet"), processingType: "BATCH", integration: "AIRFLOW", jobType: "TASK" },
      tags: { ...facetBase("TagsJobFacet"), tags: [{ key: "tier", value: "gold" }] },
      sql: { ...facetBase("SQLJobFacet"), query: "INSERT INTO orders SELECT * FROM raw" },
      company_cost_center: { ...facetBase("Own"), code: "4711" },
    },
  }),
  runEvent({
    type: "COMPLETE",
    at: "2026-03-02T02:05:00.5Z",
    run: 5,
    job: "shop.load_orders",
    inputs: [raw],
    outputs: [
      {
        ...orders,
        facets: schema({ order_id: "bigint", amount: "decimal(10,2)", customer: "struct<name:string,vip:boolean>" }),
      },
    ],
  }),
  runEvent({
    type: "COMPLETE",
    at: "2026-03-02T03:00:00Z",
    run: 5,
    job: "shop.load_orders",
    namespace: "dagster",
    outputs: [{ namespace: "s3://lake", name: oddName }],
  }),
  runEvent({ type: "START", at: "2026-03-02T04:00:00Z", run: oddName, job: oddName, namespace: "dagster" }),
  {
    eventTime: "2026-03-01T05:00:00Z",
    producer,
    schemaURL: `${url}/DatasetEvent`,
    dataset: {
      ...orders,
      facets: {
        documentation: { ...facetBase("DocumentationDatasetFacet"), description: "One row an order" },
        ownership: { ...facetBase("OwnershipDatasetFacet"), owners: [{ name: "team:sales", type: "OWNER" }] },
        tags: {
          ...facetBase("TagsDatasetFacet"),
          tags: [
            { key: "pii", value: "true" },
            { key: "mask", value: "hash", field: "customer.name" },
          ],
        },
        symlinks: {
          ...facetBase("SymlinksDatasetFacet"),
          identifiers: [{ namespace: "hive://meta", name: "shop.orders_view", type: "TABLE" }],
        },
      },
    },
  },
];
