import { facetBase } from "#test/support/events.ts";
import { runEvent } from "../query/shop.ts";

/**
 * Ten days of a small company's hourly and daily runs, told as they happened, up to the 10th of April 2026 at noon:
 * loads of the orders into a lake, a report made from it, both started by a daily pipeline; costs, checks, retries, a
 * schema change, and failures at the end.
 */
export const until = new Date("2026-04-10T12:00:00Z");
const first = Date.parse("2026-04-01T00:00:00Z");
const hour = 3_600_000;

export const warehouse = "postgres://db.example.com:5432";
const raw = { namespace: warehouse, name: `raw/it's "odd" \\\\ {v0: String} %2F é` };
const orders = { namespace: warehouse, name: "shop.public.orders" };
const report = { namespace: warehouse, name: "shop.mart.report" };
/** Another engine's name of the report. */
const reportView = { namespace: "hive://meta", name: "report_view" };

/** The job that loads the orders, the run of it that failed last, and the run of the pipeline that started it. */
export const loadJob = `load "it's" \\ orders`;
export const pipelineRun = id(10_009);
export const failedRun = id(20_000 + 9 * 24 + 11);

function id(number: number): string {
  return `018f2c7c-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

const at = (millis: number): string => new Date(millis).toISOString();

function fields(columns: readonly string[]): object {
  return {
    ...facetBase("SchemaDatasetFacet"),
    fields: columns.map((name) => ({ name, type: "text" })),
  };
}

const owned = {
  ownership: { ...facetBase("OwnershipDatasetFacet"), owners: [{ name: "team:sales", type: "OWNER" }] },
  tags: { ...facetBase("TagsDatasetFacet"), tags: [{ key: "pii", value: "yes", source: "test" }] },
};

/** The pipeline of day `day`. */
function started(day: number): object {
  const facet = { run: { runId: id(10_000 + day) }, job: { namespace: "airflow", name: "shop" } };
  return { parent: { ...facetBase("ParentRunFacet"), ...facet, root: facet } };
}

function load(number: number): readonly object[] {
  const begin = first + number * hour;
  const day = Math.floor(number / 24);
  const failed = number >= 9 * 24 + 9;
  const runFacets = {
    ...started(day),
    nominalTime: { ...facetBase("NominalTimeRunFacet"), nominalStartTime: at(begin - hour), nominalEndTime: at(begin) },
    airflow: { ...facetBase("AirflowRunFacet"), taskInstance: { try_number: 1 + (number % 3) } },
    tidemark_cost: {
      ...facetBase("TidemarkCostRunFacet"),
      costs: [{ amount: 0.5 + (number % 5) / 10, currency: "EUR", item: "warehouse", quantity: 3, unit: "credit" }],
    },
  };
  const said = { run: id(20_000 + number), job: loadJob, runFacets };
  return [
    runEvent({ ...said, type: "START", at: at(begin), inputs: [raw] }),
    runEvent({
      ...said,
      type: failed ? "FAIL" : "COMPLETE",
      at: at(begin + 60_000 + number * 1000),
      runFacets: failed
        ? {
            ...runFacets,
            errorMessage: {
              ...facetBase("ErrorMessageRunFacet"),
              message: "no space left",
              programmingLanguage: "SQL",
            },
          }
        : runFacets,
      inputs: [raw],
      outputs: [
        {
          ...orders,
          facets: {
            ...owned,
            schema: fields(number < 100 ? ["order_id", "amount"] : ["order_id", "amount", "country"]),
            columnLineage: {
              ...facetBase("ColumnLineageDatasetFacet"),
              fields: { amount: { inputFields: [{ ...raw, field: "cents", transformations: [] }] } },
            },
            dataQualityAssertions: {
              ...facetBase("DataQualityAssertionsDatasetFacet"),
              assertions: [
                { assertion: "not_null", column: "order_id", success: true },
                { assertion: "unique", column: "order_id", success: number % 7 !== 0, expected: "0", actual: "3" },
              ],
            },
          },
          outputFacets: {
            outputStatistics: {
              ...facetBase("OutputStatisticsOutputDatasetFacet"),
              rowCount: 1000 + number,
              size: 64_000 + number,
            },
          },
        },
      ],
    }),
  ];
}

function reportOf(day: number): readonly object[] {
  const begin = first + day * 24 * hour + 6 * hour;
  const said = { run: id(30_000 + day), job: "report", runFacets: started(day) };
  return [
    runEvent({ ...said, type: "START", at: at(begin), inputs: [orders] }),
    runEvent({
      ...said,
      type: "COMPLETE",
      at: at(begin + 600_000),
      inputs: [orders],
      outputs: [
        {
          ...report,
          facets: {
            symlinks: { ...facetBase("SymlinksDatasetFacet"), identifiers: [{ ...reportView, type: "TABLE" }] },
          },
        },
      ],
    }),
    runEvent({
      type: "COMPLETE",
      at: at(begin + 700_000),
      run: id(40_000 + day),
      job: "look",
      inputs: [reportView],
      outputs: [raw],
    }),
  ];
}

/** The pipeline itself; today's has not ended. */
function pipeline(day: number): readonly object[] {
  const begin = first + day * 24 * hour;
  const said = { run: id(10_000 + day), job: "shop" };
  const start = runEvent({ ...said, type: "START", at: at(begin) });
  return day === 9 ? [start] : [start, runEvent({ ...said, type: "COMPLETE", at: at(begin + 23 * hour) })];
}

export const companyEvents: readonly object[] = [
  ...Array.from({ length: 10 }, (_, day) => [...pipeline(day), ...reportOf(day)]).flat(),
  ...Array.from({ length: 9 * 24 + 13 }, (_, number) => load(number)).flat(),
].filter((event) => String(Reflect.get(event, "eventTime")) <= until.toISOString());
