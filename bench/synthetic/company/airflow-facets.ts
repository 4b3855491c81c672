import type { JsonObject } from "#agent/contract/json.ts";
import { slots } from "../slots.ts";
import { minute } from "./model.ts";

interface Dag {
  readonly name: string;
  readonly owner: string;
  readonly period: number;
}

interface Task {
  readonly id: string;
  readonly operator: string;
}

/** What Airflow says of the run of a DAG, in its facet `airflowDagRun`. */
export function dagFacet(dag: Dag): JsonObject {
  return { dag: ofDag(dag), dagRun: ofDagRun(dag) };
}

/** What Airflow says of the run of a task, in its facet `airflow`. */
export function taskFacet(dag: Dag, { id, operator }: Task): JsonObject {
  return {
    dagRun: ofDagRun(dag),
    task: {
      operator_class: operator,
      owner: dag.owner,
      retries: 2,
      task_id: id,
      trigger_rule: "all_success",
    },
    taskInstance: { pool: "default_pool", try_number: slots.attempt.mark, start_date: slots.startTime.mark },
    taskUuid: slots.runId.mark,
  };
}

function ofDag({ name, owner, period }: Dag): JsonObject {
  return {
    dag_id: name,
    owner,
    schedule_interval: `*/${period / minute} * * * *`,
    tags: "['ingest']",
  };
}

function ofDagRun({ name }: Dag): JsonObject {
  return {
    dag_id: name,
    data_interval_start: slots.nominalStart.mark,
    data_interval_end: slots.nominalEnd.mark,
    run_id: `scheduled__${slots.nominalStart.mark}`,
    run_type: "scheduled",
  };
}
