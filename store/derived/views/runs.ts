import { reader } from "../projection.ts";
import { runs as projection } from "../projections/runs.ts";
import { runOutcome } from "../settled.ts";
import { instant, instantOrNull, label } from "./view.ts";
import type { View } from "./view.ts";

const { said, saidOrNull, saidByKey } = reader(projection);

export const runs: View = {
  name: "runs",
  about: "A run of a job.",
  columns: {
    job_namespace: [label, "of the job"],
    job_name: ["String", "of the job"],
    run_id: ["String", "as the producer says it; the same id may occur in two jobs"],
    state: [
      label,
      "`RUNNING` (also after START), `COMPLETE`, `ABORT`, `FAIL`; empty when none was said. By rank: an end is never undone, FAIL wins over ABORT over COMPLETE",
    ],
    started_at: [instantOrNull, "the earliest START"],
    ended_at: [instantOrNull, "the last event that says the state, when that is an end"],
    duration_ms: ["Nullable(Int64)", "from start to end, when both are known and in that order"],
    nominal_start: [instantOrNull, "start of the interval of data that the run is for"],
    nominal_end: [instantOrNull, "its end"],
    attempt: ["Nullable(Int64)", "the number of the try, from 1"],
    parent_job_namespace: [label, "of the run that started this one"],
    parent_job_name: ["String", "of the run that started this one"],
    parent_run_id: ["String", "the run that started this one"],
    root_job_namespace: [label, "of the run at the top"],
    root_job_name: ["String", "of the run at the top"],
    root_run_id: ["String", "the run at the top"],
    error: ["String", "the last error message"],
    engine: [label, "what ran it: `spark`, `Airflow` …"],
    engine_version: [label, "of the engine"],
    integration: [label, "`SPARK`, `DBT`, `AIRFLOW` …"],
    job_type: [label, "`TASK`, `DAG`, `MODEL`, `QUERY` …"],
    processing_type: [label, "`BATCH` or `STREAMING`; a streaming run is healthy without an end"],
    producer: [label, "URI of the code that sent the events"],
    query_id: ["String", "of the query in the external system"],
    query_source: [label, "that system"],
    tags: ["Map(String, String)", "facet `tags`: of each key the value that an event of the run has said last"],
    stub: ["Bool", "only named, as a parent or root: it never sent an event"],
    first_event_at: [instantOrNull, "event time of its first event"],
    last_event_at: [instantOrNull, "event time of its last event"],
    received_at: [instant, "when it was first heard of"],
    ended_received_at: [instantOrNull, "when it was first heard that it had ended"],
  },
  sql: (from) => `
    SELECT
      job_namespace, job_name, run_id, state, started_at, ended_at,
      if(ended_at >= started_at,
        intDiv(toUnixTimestamp64Micro(ended_at) - toUnixTimestamp64Micro(started_at), 1000), NULL) AS duration_ms,
      nominal_start, nominal_end, attempt,
      parent_job_namespace, parent_job_name, parent_run_id, root_job_namespace, root_job_name, root_run_id,
      error, engine, engine_version, integration, job_type, processing_type, producer, query_id, query_source,
      tags, stub, first_event_at, last_event_at, received_at, ended_received_at
    FROM (
      SELECT
        job_namespace, job_name, run_id, ${runOutcome},
        ${saidOrNull("attempted")} AS attempt,
        ${said("parent", "parent_job_namespace")} AS parent_job_namespace, ${said("parent", "parent_job_name")} AS parent_job_name,
        ${said("parent", "parent_run_id")} AS parent_run_id,
        ${said("root", "root_job_namespace")} AS root_job_namespace, ${said("root", "root_job_name")} AS root_job_name, ${said("root", "root_run_id")} AS root_run_id,
        ${said("failure")} AS error,
        ${said("processing_engine", "engine")} AS engine, ${said("processing_engine", "engine_version")} AS engine_version,
        ${said("job_kind", "integration")} AS integration, ${said("job_kind", "job_type")} AS job_type, ${said("job_kind", "processing_type")} AS processing_type,
        ${said("made_by")} AS producer,
        ${said("external_query", "query_id")} AS query_id, ${said("external_query", "query_source")} AS query_source,
        ${saidByKey("tagged")} AS tags,
        own = 0 AS stub, first_event_at, last_event_at, received_at, ended_received_at
      FROM ${from.projection(projection)})`,
};
