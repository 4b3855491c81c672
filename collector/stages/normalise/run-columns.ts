import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import { count, facet, list, number, object, text, time } from "./json-readers.ts";

type RunColumns = Pick<
  EventRow,
  | "run_id"
  | "parent_job_namespace"
  | "parent_job_name"
  | "parent_run_id"
  | "root_job_namespace"
  | "root_job_name"
  | "root_run_id"
  | "nominal_start"
  | "nominal_end"
  | "engine"
  | "engine_version"
  | "error_message"
  | "attempt"
  | "query_id"
  | "query_source"
>;

/** What the event says of its run and of the runs above it; all of it unsaid without a run. */
export function runColumns(run: JsonObject, runFacets: JsonObject): RunColumns {
  // `parentRun` is what the first clients called it.
  const parent = facet(runFacets, "parent") ?? facet(runFacets, "parentRun") ?? {};
  const parentJob = object(parent["job"]);
  const root = object(parent["root"]);
  const rootJob = object(root["job"]);
  const nominalTime = facet(runFacets, "nominalTime");
  // Prefect's integration writes the key as those of other facets are written.
  const engine = facet(runFacets, "processing_engine") ?? facet(runFacets, "processingEngine");
  // Spark says what failed in a facet of its own.
  const error = facet(runFacets, "errorMessage") ?? facet(runFacets, "spark.exception");
  const query = facet(runFacets, "externalQuery");
  return {
    run_id: text(run["runId"]),
    parent_job_namespace: text(parentJob["namespace"]),
    parent_job_name: text(parentJob["name"]),
    parent_run_id: text(object(parent["run"])["runId"]),
    root_job_namespace: text(rootJob["namespace"]),
    root_job_name: text(rootJob["name"]),
    root_run_id: text(object(root["run"])["runId"]),
    nominal_start: time(nominalTime?.["nominalStartTime"]),
    nominal_end: time(nominalTime?.["nominalEndTime"]),
    engine: text(engine?.["name"]),
    engine_version: text(engine?.["version"]),
    error_message: text(error?.["message"]),
    // As Airflow's provider has it; no facet of the specification counts attempts.
    attempt: count(object(facet(runFacets, "airflow")?.["taskInstance"])["try_number"]),
    query_id: text(query?.["externalQueryId"]),
    query_source: text(query?.["source"]),
  };
}

/** Our own facet `tidemark_cost`. A cost without an amount is none. */
export function costs(runFacets: JsonObject): EventRow["costs"] {
  return list(facet(runFacets, "tidemark_cost")?.["costs"]).flatMap((item) => {
    const { amount, currency, item: billed, quantity, unit } = object(item);
    const known = number(amount);
    if (known === null) return [];
    return [
      { amount: known, currency: text(currency), item: text(billed), quantity: number(quantity), unit: text(unit) },
    ];
  });
}
