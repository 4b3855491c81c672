import type { EventType } from "#agent/contract/event.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import { aliases } from "./aliases.ts";
import { assertions, runTests, severities } from "./assertions.ts";
import { columnEdges, jobColumnEdges } from "./column-edges.ts";
import { datasetMentions } from "./dataset-mention.ts";
import type { DatasetMention } from "./dataset-mention.ts";
import { datasetColumns } from "./datasets.ts";
import { dependencies } from "./dependencies.ts";
import { describedDatasets } from "./described-datasets.ts";
import { facetRows } from "./facets.ts";
import { jobColumns } from "./job-columns.ts";
import { facet, list, object, text } from "./json-readers.ts";
import { metrics } from "./metrics.ts";
import { costs, runColumns } from "./run-columns.ts";
import { schemaFields } from "./schema-fields.ts";

/** What of the row does not come from the event's content alone. */
export type Envelope = Pick<
  EventRow,
  "event_id" | "kind" | "event_time" | "received_at" | "source" | "violations" | "payload"
>;

/**
 * The event as its row: every typed column, from whatever of it can be read. Rejects nothing. The
 * columns are named one by one, since spreading parts into a row of so many makes more garbage than
 * all that they are read from.
 */
export function normalise(event: JsonObject, envelope: Envelope): EventRow {
  const run = object(event["run"]);
  const runFacets = object(run["facets"]);
  const job = object(event["job"]);
  const jobFacets = object(job["facets"]);
  const ofJob = jobColumns(job, jobFacets);
  const ofRun = runColumns(run, runFacets);
  const ofDatasets = datasetParts(event, job, runFacets, jobFacets);
  return {
    event_id: envelope.event_id,
    kind: envelope.kind,
    event_type: eventType(event["eventType"]),
    event_time: envelope.event_time,
    event_time_raw: text(event["eventTime"]),
    received_at: envelope.received_at,
    source: envelope.source,
    producer: text(event["producer"]),
    schema_url: text(event["schemaURL"]),
    job_namespace: ofJob.job_namespace,
    job_name: ofJob.job_name,
    run_id: ofRun.run_id,
    parent_job_namespace: ofRun.parent_job_namespace,
    parent_job_name: ofRun.parent_job_name,
    parent_run_id: ofRun.parent_run_id,
    root_job_namespace: ofRun.root_job_namespace,
    root_job_name: ofRun.root_job_name,
    root_run_id: ofRun.root_run_id,
    nominal_start: ofRun.nominal_start,
    nominal_end: ofRun.nominal_end,
    processing_type: ofJob.processing_type,
    integration: ofJob.integration,
    job_type: ofJob.job_type,
    engine: ofRun.engine,
    engine_version: ofRun.engine_version,
    error_message: ofRun.error_message,
    attempt: ofRun.attempt,
    query_id: ofRun.query_id,
    query_source: ofRun.query_source,
    datasets: ofDatasets.datasets,
    aliases: ofDatasets.aliases,
    fields: ofDatasets.fields,
    column_edges: ofDatasets.column_edges,
    assertions: ofDatasets.assertions,
    metrics: ofDatasets.metrics,
    costs: costs(runFacets),
    dependencies: dependencies(runFacets),
    facets: ofDatasets.facets,
    violations: envelope.violations,
    truncated: ofDatasets.truncated,
    payload: envelope.payload,
  };
}

type DatasetParts = Pick<
  EventRow,
  "datasets" | "aliases" | "fields" | "column_edges" | "assertions" | "metrics" | "facets" | "truncated"
>;

function datasetParts(event: JsonObject, job: JsonObject, runFacets: JsonObject, jobFacets: JsonObject): DatasetParts {
  const otherNames: EventRow["aliases"][number][] = [];
  const fields: EventRow["fields"][number][] = [];
  const edges: EventRow["column_edges"][number][] = [];
  const results: EventRow["assertions"][number][] = [];
  const numbers: EventRow["metrics"][number][] = [];
  const mentions = datasetMentions(event);
  const described = describedDatasets(mentions);
  for (const dataset of described) {
    aliases(dataset, otherNames);
    schemaFields(dataset, fields);
  }
  const unsaid = severities(runFacets);
  for (const mention of mentions) {
    columnEdges(mention, edges);
    assertions(mention, unsaid, results);
    metrics(mention, numbers);
  }
  jobColumnEdges(jobFacets, edges);
  runTests(runFacets, results);
  return {
    datasets: mentions.map(datasetColumns),
    aliases: otherNames,
    fields,
    column_edges: edges,
    assertions: results,
    metrics: numbers,
    facets: facetRows(job, runFacets, jobFacets, described),
    truncated: truncated(runFacets, jobFacets, mentions),
  };
}

/** Our own facet `tidemark_truncated`, on whatever the event is about. */
function truncated(
  runFacets: JsonObject,
  jobFacets: JsonObject,
  mentions: readonly DatasetMention[],
): readonly string[] {
  const paths: string[] = [];
  addTruncated(runFacets, paths);
  addTruncated(jobFacets, paths);
  for (const { facets } of mentions) addTruncated(facets, paths);
  return paths;
}

function addTruncated(facets: JsonObject, into: string[]): void {
  for (const path of list(facet(facets, "tidemark_truncated")?.["facets"])) {
    if (typeof path === "string" && path !== "") into.push(path);
  }
}

const eventTypes: Readonly<Record<EventType, true>> = {
  START: true,
  RUNNING: true,
  COMPLETE: true,
  ABORT: true,
  FAIL: true,
  OTHER: true,
};

/** Empty for a state the specification does not know: none is invented. */
function eventType(value: unknown): string {
  const said = text(value);
  return Object.hasOwn(eventTypes, said) ? said : "";
}
