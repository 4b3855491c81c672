import type { EventType } from "#agent/contract/event.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { Random } from "../random.ts";
import { makeRunId } from "../run-id.ts";
import type { RunIdVersion } from "../run-id.ts";
import { noValues, slots } from "../slots.ts";
import type { EventValues } from "../slots.ts";
import { createVariants } from "../variants.ts";
import { airflow } from "../wire.ts";
import { dagFacet, taskFacet } from "./airflow-facets.ts";
import { fieldsOf, mention, versionAt } from "./datasets.ts";
import { gap, makeFortune, volume } from "./fortune.ts";
import { minute } from "./model.ts";
import type { Dataset, Emit, Pipeline, Tick } from "./model.ts";
import { parentFacet, runEvent } from "./run-event.ts";
import { errors } from "./words.ts";

/** Copies tables of a domain into the lake: a sensor, then a task a table, then one that publishes. */
export interface DagPlan {
  readonly namespace: string;
  readonly name: string;
  readonly owner: string;
  readonly period: number;
  readonly runIds: RunIdVersion;
  /** What each copying task reads and writes. */
  readonly copies: readonly { readonly sources: readonly Dataset[]; readonly target: Dataset }[];
}

/** How a run of a task went. */
interface Outcome {
  readonly ended: number;
  readonly succeeded: boolean;
}

type RunTask = (tick: Tick, start: number, values: EventValues, emit: Emit) => Outcome;

export function makeDag(random: Random, plan: DagPlan): Pipeline {
  const sensor = makeTask(random, plan, { id: "wait_for_source", operator: "ExternalTaskSensor" });
  const copies = plan.copies.map(({ sources, target }) => {
    const table = target.name.split("/").at(-1) ?? "";
    return makeTask(random, plan, { id: `copy_${table}`, operator: "SQLToS3Operator", sources, target });
  });
  const publish = makeTask(random, plan, { id: "publish", operator: "PythonOperator" });
  const variants = createVariants(airflow);
  const dagEvent = (type: EventType) => () =>
    runEvent(airflow, {
      type,
      job: { namespace: plan.namespace, name: plan.name },
      eventTime: slots.eventTime.mark,
      runFacets: { ...commonFacets, airflowDagRun: dagFacet(plan) },
      jobFacets: {
        jobType: { processingType: "BATCH", integration: "AIRFLOW", jobType: "DAG" },
        ownership: owners(plan),
      },
    });
  return {
    period: plan.period,
    offset: random.below(10) * minute,
    run(tick, emit) {
      const started = tick.at + gap(random);
      const rootRunId = makeRunId(plan.runIds, started, random);
      const nominal = { nominalStart: tick.at - plan.period, nominalEnd: tick.at, startTime: started };
      const ofDag = { ...noValues, ...nominal, runId: rootRunId };
      const ofTasks = { ...noValues, ...nominal, parentRunId: rootRunId, rootRunId };
      emit(variants("START", dagEvent("START")), { ...ofDag, eventTime: started });
      const waited = sensor(tick, started, ofTasks, emit);
      const copied = waited.succeeded ? copies.map((task) => task(tick, waited.ended, ofTasks, emit)) : [waited];
      const slowest = Math.max(...copied.map(({ ended }) => ended));
      const whole = copied.every(({ succeeded }) => succeeded);
      const published = whole ? publish(tick, slowest, ofTasks, emit) : { ended: slowest, succeeded: false };
      const type = published.succeeded ? "COMPLETE" : "FAIL";
      emit(variants(type, dagEvent(type)), { ...ofDag, eventTime: published.ended + gap(random) });
    },
  };
}

interface TaskPlan {
  readonly id: string;
  readonly operator: string;
  readonly sources?: readonly Dataset[];
  readonly target?: Dataset;
}

const retries = 2;

function makeTask(random: Random, dag: DagPlan, task: TaskPlan): RunTask {
  const variants = createVariants(airflow);
  const fortune = makeFortune(random, task.target === undefined ? minute / 3 : 2 * minute);
  const event = (type: EventType, version: number) => () => taskEvent(dag, task, type, version);
  return (tick, due, values, emit) => {
    let ended = due;
    for (let attempt = 1; attempt <= retries + 1; attempt++) {
      const started = ended + gap(random) + (attempt - 1) * 5 * minute;
      ended = started + fortune.duration();
      const succeeded = !fortune.fails(tick);
      const written = task.target === undefined ? 0 : volume(random, task.target.rows, tick);
      const version = task.target === undefined ? 0 : versionAt(task.target, tick.day);
      const ofRun: EventValues = {
        ...values,
        runId: makeRunId(dag.runIds, started, random),
        attempt,
        startTime: started,
        writtenRows: written,
        writtenBytes: written * 143 + random.below(4096),
        error: succeeded ? "" : random.pick(errors),
      };
      emit(variants("START", event("START", 0)), { ...ofRun, eventTime: started });
      const type = succeeded ? "COMPLETE" : "FAIL";
      emit(variants(`${type} ${version}`, event(type, version)), { ...ofRun, eventTime: ended });
      if (succeeded) return { ended, succeeded };
    }
    return { ended, succeeded: false };
  };
}

const commonFacets = {
  nominalTime: { nominalStartTime: slots.nominalStart.mark, nominalEndTime: slots.nominalEnd.mark },
  processing_engine: { name: "Airflow", version: "3.3.2", openlineageAdapterVersion: "2.20.3" },
} as const;

function taskEvent(dag: DagPlan, task: TaskPlan, type: EventType, version: number): JsonObject {
  // Most operators know what they read and wrote when they have done it.
  const { sources = [], target } = type === "START" ? {} : task;
  const schema = type === "COMPLETE" && target !== undefined ? { fields: fieldsOf(target, version) } : undefined;
  const statistics = { rowCount: slots.writtenRows.mark, size: slots.writtenBytes.mark };
  return runEvent(airflow, {
    type,
    job: { namespace: dag.namespace, name: `${dag.name}.${task.id}` },
    eventTime: slots.eventTime.mark,
    runFacets: {
      ...commonFacets,
      parent: parentFacet({ namespace: dag.namespace, name: dag.name }),
      airflow: taskFacet(dag, task),
      errorMessage: type === "FAIL" ? { message: slots.error.mark, programmingLanguage: "python" } : undefined,
    },
    jobFacets: {
      jobType: { processingType: "BATCH", integration: "AIRFLOW", jobType: "TASK" },
      sql: sources[0] === undefined ? undefined : { query: selectAll(sources[0]) },
    },
    inputs: sources.map((source) => mention(airflow, source)),
    outputs:
      target === undefined
        ? []
        : [
            {
              ...mention(airflow, target, { schema }),
              ...(schema !== undefined && { outputFacets: airflow.facets("output", { outputStatistics: statistics }) }),
            },
          ],
  });
}

function owners({ owner }: DagPlan): JsonObject {
  return { owners: [{ name: owner, type: "MAINTAINER" }] };
}

function selectAll({ name, fields }: Dataset): string {
  return `SELECT ${fields.map((field) => field.name).join(", ")} FROM ${name} WHERE updated_at >= %(data_interval_start)s`;
}
