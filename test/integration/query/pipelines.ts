import { facetBase, producer } from "#test/support/events.ts";
import { runEvent as run } from "./shop.ts";

/**
 * Pipelines whose lineage has all that lineage can have:
 *
 * ```
 * raw/orders ──┬─► staging.orders ──┬─► mart.daily ──► dashboard (reads only)
 * raw/feedback ┘        (legacy) ───┼─► mart.legacy
 *      ▲                            │
 *      └──────── mart.daily         │
 * raw/customers ─► staging.customers┘
 * ```
 *
 * Daily runs from the 1st to the 8th of April 2026. From the 9th on the ingestion fails, so that what is made from
 * it is made no more; on the 9th the customers get a column.
 */

export const lake = "s3://lake";
export const warehouse = "postgres://db.example.com:5432";

const rawOrders = { namespace: lake, name: "raw/orders" };
const rawFeedback = { namespace: lake, name: "raw/feedback" };
const rawCustomers = { namespace: lake, name: "raw/customers" };
const orders = { namespace: warehouse, name: "shop.staging.orders" };
const customers = { namespace: warehouse, name: "shop.staging.customers" };
const daily = { namespace: warehouse, name: "shop.mart.daily" };
const legacy = { namespace: warehouse, name: "shop.mart.legacy" };
/** Another engine's name of the customers. */
const customersView = { namespace: "hive://meta", name: "customers_view" };

interface Source {
  readonly namespace: string;
  readonly name: string;
  readonly field: string;
  readonly transformations?: readonly object[];
}

function columnLineage(fields: Readonly<Record<string, readonly Source[]>>, dataset: readonly Source[] = []): object {
  return {
    columnLineage: {
      ...facetBase("ColumnLineageDatasetFacet"),
      fields: Object.fromEntries(Object.entries(fields).map(([field, inputFields]) => [field, { inputFields }])),
      dataset,
    },
  };
}

const indirect = [{ type: "INDIRECT", subtype: "FILTER", masking: false }];
const masked = [{ type: "DIRECT", subtype: "TRANSFORMATION", masking: true }];
const identity = [{ type: "DIRECT", subtype: "IDENTITY", masking: false }];

const ordersColumns = columnLineage(
  {
    order_id: [{ ...rawOrders, field: "id", transformations: identity }],
    email: [{ ...rawOrders, field: "email", transformations: masked }],
  },
  [{ ...rawOrders, field: "country", transformations: indirect }],
);
const dailyColumns = columnLineage({
  orders: [
    { ...orders, field: "order_id", transformations: [{ type: "DIRECT", subtype: "AGGREGATION", masking: false }] },
  ],
  contact: [{ ...orders, field: "email", transformations: identity }],
});

function schemaOf(...columns: readonly string[]): object {
  return { schema: { ...facetBase("SchemaDatasetFacet"), fields: columns.map((name) => ({ name, type: "VARCHAR" })) } };
}

function ownedBy(name: string): object {
  return { ownership: { ...facetBase("OwnershipFacet"), owners: [{ name, type: "OWNER" }] } };
}

interface Done {
  readonly day: number;
  readonly hour: number;
  readonly type?: string;
  readonly job: string;
  readonly namespace?: string;
  readonly inputs?: readonly object[];
  readonly outputs?: readonly object[];
  readonly jobFacets?: object;
  readonly error?: string;
}

let runs = 1000;

function done({ day, hour, type = "COMPLETE", error, ...said }: Done): object {
  const at = `2026-04-${String(day).padStart(2, "0")}T${String(hour).padStart(2, "0")}:00:00Z`;
  const runFacets =
    error === undefined
      ? {}
      : { errorMessage: { ...facetBase("ErrorMessageRunFacet"), message: error, programmingLanguage: "Python" } };
  return run({ ...said, type, at, run: runs++, runFacets });
}

function dayOf(number: number): readonly object[] {
  const fails = number >= 9;
  const ingest = fails
    ? done({ day: number, hour: 1, job: "ingest", type: "FAIL", error: "connection refused", outputs: [rawOrders] })
    : done({ day: number, hour: 1, job: "ingest", outputs: [rawOrders] });
  const newCustomers = number >= 9 ? schemaOf("id", "name", "vip") : schemaOf("id", "name");
  const alwaysThere = [
    ingest,
    done({ day: number, hour: 1, job: "ingest_customers", outputs: [rawCustomers] }),
    done({
      day: number,
      hour: 2,
      job: "stage_customers",
      inputs: [rawCustomers],
      outputs: [{ ...customers, facets: newCustomers }],
    }),
  ];
  if (fails) return alwaysThere;
  return [
    ...alwaysThere,
    done({
      day: number,
      hour: 2,
      job: "stage_orders",
      inputs: [rawOrders, rawFeedback],
      outputs: [{ ...orders, facets: { ...schemaOf("order_id", "email"), ...ordersColumns } }],
    }),
    done({
      day: number,
      hour: 3,
      job: "mart_daily",
      inputs: [orders, customers],
      outputs: [{ ...daily, facets: { ...schemaOf("orders", "contact"), ...dailyColumns, ...ownedBy("team:bi") } }],
    }),
    done({ day: number, hour: 4, job: "feedback", inputs: [daily], outputs: [rawFeedback] }),
    done({
      day: number,
      hour: 5,
      job: "dashboard",
      namespace: "looker",
      inputs: [daily],
      jobFacets: ownedBy("team:sales"),
    }),
    done({ day: number, hour: 5, job: "export", namespace: "looker", inputs: [customersView] }),
  ];
}

export const pipelineEvents: readonly object[] = [
  run({ type: "COMPLETE", at: "2026-01-05T02:00:00Z", run: 1, job: "legacy", inputs: [orders], outputs: [legacy] }),
  {
    eventTime: "2026-04-01T00:00:00Z",
    producer,
    schemaURL: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetEvent",
    dataset: {
      ...customersView,
      facets: {
        symlinks: { ...facetBase("SymlinksDatasetFacet"), identifiers: [{ ...customers, type: "TABLE" }] },
      },
    },
  },
  ...Array.from({ length: 10 }, (_, index) => dayOf(index + 1)).flat(),
];

/** When it is to be asked why: the ingestion has failed twice. */
export const afterwards = "2026-04-10T12:00:00Z";
export const firstFailure = "2026-04-09T01:00:00.000000Z";
