import type {
  DatasetEvent,
  EventType,
  InputDataset,
  JobEvent,
  OutputDataset,
  RunEvent,
} from "#agent/contract/event.ts";

/** Realistic events, valid by the specification. The same arguments make the same event. */

export const producer = "https://github.com/OpenLineage/OpenLineage/tree/1.54.0";
const schemaURL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs";

/** What every facet has beside its own members. */
export function facetBase(schema: string): { readonly _producer: string; readonly _schemaURL: string } {
  return { _producer: producer, _schemaURL: `https://openlineage.io/spec/facets/1-0-0/${schema}.json` };
}

/** A UUID of version 7 that is the same for the same number. */
export function runId(index: number): string {
  return `0198f1c0-7a10-7000-8000-${index.toString(16).padStart(12, "0")}`;
}

export function runEvent(changes: Partial<RunEvent> = {}): RunEvent {
  return {
    eventType: "COMPLETE",
    eventTime: "2026-01-31T07:00:00.123456Z",
    producer,
    schemaURL: `${schemaURL}/RunEvent`,
    run: { runId: runId(1) },
    job: { namespace: "airflow", name: "shop.load_orders" },
    ...changes,
  };
}

export function jobEvent(changes: Partial<JobEvent> = {}): JobEvent {
  return {
    eventTime: "2026-01-31T07:00:00Z",
    producer,
    schemaURL: `${schemaURL}/JobEvent`,
    job: { namespace: "airflow", name: "shop.load_orders" },
    ...changes,
  };
}

export function datasetEvent(changes: Partial<DatasetEvent> = {}): DatasetEvent {
  return {
    eventTime: "2026-01-31T07:00:00Z",
    producer,
    schemaURL: `${schemaURL}/DatasetEvent`,
    dataset: { namespace: "postgres://db.example.com:5432", name: "shop.public.orders" },
    ...changes,
  };
}

const columns = ["order_id", "customer_id", "amount"];
const types: readonly EventType[] = ["START", "COMPLETE"];

/**
 * A run event as a warehouse job sends it (parent, schemas, column lineage, statistics) whose JSON has
 * exactly that many bytes, at least 2,000. Events of different `index` differ; two make a run.
 */
export function eventOfSize(bytes: number, index = 0): RunEvent {
  const run = Math.floor(index / 2);
  const event = (filler: string): RunEvent =>
    runEvent({
      eventType: types[index % 2] ?? "START",
      eventTime: new Date(Date.UTC(2026, 0, 31, 7) + index * 1000).toISOString(),
      run: { runId: runId(run), facets: runFacets(run) },
      job: { namespace: "airflow", name: `shop.load_orders_${run % 50}`, facets: jobFacets(filler) },
      inputs: [source(run)],
      outputs: [target(run)],
    });
  const missing = bytes - JSON.stringify(event("")).length;
  if (missing < 0) throw new RangeError(`the smallest such event has ${bytes - missing} bytes`);
  return event("x".repeat(missing));
}

function runFacets(run: number): NonNullable<RunEvent["run"]["facets"]> {
  return {
    parent: {
      ...facetBase("ParentRunFacet"),
      run: { runId: runId(run + 1_000_000) },
      job: { namespace: "airflow", name: "shop" },
    },
  };
}

function jobFacets(filler: string): NonNullable<RunEvent["job"]["facets"]> {
  return {
    jobType: { ...facetBase("JobTypeJobFacet"), processingType: "BATCH", integration: "SPARK", jobType: "TASK" },
    sql: { ...facetBase("SQLJobFacet"), query: `INSERT INTO mart.orders SELECT * FROM raw.orders -- ${filler}` },
  };
}

function source(run: number): InputDataset {
  return { namespace: "s3://lake", name: `raw/orders_${run % 100}` };
}

function target(run: number): OutputDataset {
  const field = columns[0] ?? "";
  const inputFields = [{ namespace: "s3://lake", name: `raw/orders_${run % 100}`, field }];
  return {
    namespace: "postgres://db.example.com:5432",
    name: `shop.mart.orders_${run % 100}`,
    facets: {
      schema: { ...facetBase("SchemaDatasetFacet"), fields: columns.map((name) => ({ name, type: "VARCHAR" })) },
      columnLineage: { ...facetBase("ColumnLineageDatasetFacet"), fields: { [field]: { inputFields } } },
    },
    outputFacets: {
      outputStatistics: { ...facetBase("OutputStatisticsOutputDatasetFacet"), rowCount: 1000 + run, size: 64_000 },
    },
  };
}
