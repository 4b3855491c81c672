import * as fc from "fast-check";

/**
 * What the events of a log speak of. The pools are small, so that events of one log meet: the same run
 * id in two jobs, two names of one dataset, two words at the same time.
 */
export interface Name {
  readonly namespace: string;
  readonly name: string;
}

const jobs: readonly Name[] = [
  { namespace: "airflow", name: "shop" },
  { namespace: "airflow", name: "shop.load_orders" },
  { namespace: "spark", name: "aggregate.execute_insert_into_hadoop" },
  { namespace: "dbt", name: "shop.orders" },
  { namespace: "flink", name: "klickströme" },
];

/** A job's namespace may be a dataset's, and names need not be tables. */
const datasets: readonly Name[] = [
  { namespace: "postgres://db:5432", name: "shop.public.orders" },
  { namespace: "postgres://db:5432", name: "shop.public.orders_old" },
  { namespace: "s3://lake", name: "raw/orders" },
  { namespace: "s3://lake", name: "raw/kunden/größe=𝕏" },
  { namespace: "bigquery", name: "project.shop.orders" },
  { namespace: "airflow", name: "shop" },
  { namespace: "kafka://broker:9092", name: "clicks" },
];

/** Names that no event has as a dataset. */
const otherNames: readonly Name[] = [
  { namespace: "hive://metastore", name: "shop.orders" },
  { namespace: "aws:glue", name: "table/shop/orders" },
];

const runIds = [
  "0198f1c0-7a10-7000-8000-000000000001",
  "0198f1c0-7a10-7000-8000-000000000002",
  "0198f1c0-7a10-7000-8000-000000000003",
  "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
  "6fa459ea-ee8a-3ca4-894e-db77e160355e",
  "886313e1-3b8a-5372-9b90-0c9aee199e5d",
  "scheduled__2026-01-31T00:00:00+00:00",
  "42",
];

export const job = fc.constantFrom(...jobs);
export const dataset = fc.constantFrom(...datasets);
export const anyName = fc.constantFrom(...datasets, ...otherNames);
export const runId = fc.constantFrom(...runIds);
/** Of runs that are only named. */
export const strangeRunId = fc.constantFrom(...runIds.slice(0, 3), "never-seen");
export const strangeJob = fc.constantFrom(...jobs.slice(0, 2), { namespace: "cron", name: "nightly" });
export const column = fc.constantFrom("id", "amount", "city.name");
export const word = fc.constantFrom("alpha", "beta", "émile", "Zeta");

/** Names in a row, each of which is said to be another name of the next. */
export const chainOfNames = fc.shuffledSubarray([...datasets, ...otherNames], { minLength: 4, maxLength: 7 });

const start = Date.UTC(2026, 0, 31, 7);

/** Event times, of which many are the same, as producers write them. */
export const eventTime = fc
  .tuple(fc.nat(24), fc.constantFrom("", "", ".5", ".123456", ".123456789"), fc.nat(5))
  .map(([minutes, decimals, form]) => {
    const written = (millis: number): string => `${new Date(millis).toISOString().slice(0, 19)}${decimals}`;
    const at = start + minutes * 60_000;
    switch (form) {
      case 0:
        return written(at);
      case 1:
        return `${written(at)}+00:00`;
      case 2:
        return `${written(at + 7_200_000)}+02:00`;
      case 3:
        return `${written(at)}Z[Europe/London]`;
      default:
        return `${written(at)}Z`;
    }
  });
