import { greatest, label, latest, latestByKey, max, min, never, time } from "../projection.ts";
import type { Projection } from "../projection.ts";
import { tagMap } from "../tag-map.ts";

/** Most runs have a parent that is the root, or are the root: that names no other run. */
const rootIsAnother = `
        (e.root_run_id != e.parent_run_id OR e.root_job_name != e.parent_job_name OR e.root_job_namespace != e.parent_job_namespace)
        AND (e.root_run_id != e.run_id OR e.root_job_name != e.job_name OR e.root_job_namespace != e.job_namespace)`;

/**
 * A run, told by all its events. Its key is job and run id, since the same id has been seen in two jobs.
 *
 * The state is the one of the highest rank: a terminal state is never undone, and a failure is not
 * covered by the COMPLETE that Spark sends after it. OTHER, and an event without a type, change nothing.
 *
 * A run that is only named, as a parent or root, has a row too; what it said itself is `own`.
 */
export const runs: Projection = {
  name: "runs",
  key: { job_namespace: label, job_name: "String", run_id: "String" },
  states: {
    own: max("r.own", "UInt8"),
    outcome: greatest({ rank: "integer", event_time: "time" }, "r.own AND r.rank > 0"),
    started_at: min("if(r.own AND r.event_type = 'START', r.event_time, NULL)", `Nullable(${time})`),
    first_event_at: min("if(r.own, r.event_time, NULL)", `Nullable(${time})`),
    last_event_at: max("if(r.own, r.event_time, NULL)", `Nullable(${time})`),
    received_at: min("r.received_at", time),
    ended_received_at: min("if(r.own AND r.rank > 1, r.received_at, NULL)", `Nullable(${time})`),
    nominal: latest(
      { nominal_start: "time", nominal_end: "time" },
      `r.own AND (r.nominal_start != ${never} OR r.nominal_end != ${never})`,
    ),
    attempted: latest({ attempt: "integer" }, "r.own AND r.attempt > 0"),
    parent: latest(
      { parent_job_namespace: "text", parent_job_name: "text", parent_run_id: "text" },
      "r.own AND r.parent_run_id != ''",
    ),
    root: latest(
      { root_job_namespace: "text", root_job_name: "text", root_run_id: "text" },
      "r.own AND r.root_run_id != ''",
    ),
    failure: latest({ error_message: "text" }, "r.own AND r.error_message != ''"),
    processing_engine: latest(
      { engine: "text", engine_version: "text" },
      "r.own AND concat(r.engine, r.engine_version) != ''",
    ),
    job_kind: latest(
      { integration: "text", job_type: "text", processing_type: "text" },
      "r.own AND concat(r.integration, r.job_type, r.processing_type) != ''",
    ),
    made_by: latest({ producer: "text" }, "r.own AND r.producer != ''"),
    external_query: latest({ query_id: "text", query_source: "text" }, "r.own AND r.query_id != ''"),
    // Not the last facet: the Python client sends one with its version alone on every event, user's tags often only on START.
    tagged: latestByKey("tags", "r.own"),
  },
  rows: `
    SELECT
      named.1 AS job_namespace, named.2 AS job_name, named.3 AS run_id, named.4 AS own,
      event_time, received_at, event_type, error_message, producer,
      transform(event_type, ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL'], [1, 1, 2, 3, 4], 0) AS rank,
      ifNull(e.nominal_start, ${never}) AS nominal_start, ifNull(e.nominal_end, ${never}) AS nominal_end,
      ifNull(e.attempt, 0) AS attempt,
      parent_job_namespace, parent_job_name, parent_run_id, root_job_namespace, root_job_name, root_run_id,
      engine, engine_version, integration, job_type, processing_type, query_id, query_source,
      arrayFirstIndex((entity, facet) -> entity = 'run' AND facet = 'tags', facets.entity, facets.facet) AS tag_facet,
      ${tagMap("facets.value[tag_facet]")} AS tags
    FROM {events} AS e
    ARRAY JOIN arrayFilter(run -> run.3 != '', [
      (toString(e.job_namespace), e.job_name, e.run_id, 1),
      (toString(e.parent_job_namespace), e.parent_job_name, e.parent_run_id, 0),
      (toString(e.root_job_namespace), e.root_job_name, if(${rootIsAnother}, e.root_run_id, ''), 0)
    ]) AS named
    WHERE kind = 'run'`,
};
