import type { EventType } from "#agent/contract/event.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { Random } from "../random.ts";
import { makeRunId } from "../run-id.ts";
import { noValues, slots } from "../slots.ts";
import type { EventValues } from "../slots.ts";
import { createVariants } from "../variants.ts";
import { dbt } from "../wire.ts";
import { columnLineage, fieldsOf, mention, named, versionAt } from "./datasets.ts";
import { gap, makeFortune, volume } from "./fortune.ts";
import { minute, second } from "./model.ts";
import type { Dataset, Emit, Pipeline, Tick } from "./model.ts";
import { parentFacet, runEvent } from "./run-event.ts";
import type { JobName } from "./run-event.ts";

/** A project: its models, layer by layer, then its tests. */
export interface DbtPlan {
  readonly namespace: string;
  readonly project: string;
  readonly period: number;
  readonly models: readonly DbtModel[];
  /** Models with tests of their own jobs. */
  readonly tested: readonly Dataset[];
}

export interface DbtModel {
  readonly sources: readonly Dataset[];
  readonly target: Dataset;
  readonly layer: number;
}

type RunNode = (tick: Tick, start: number, values: EventValues, emit: Emit) => Outcome;

interface Outcome {
  readonly ended: number;
  readonly succeeded: boolean;
}

export function makeDbtProject(random: Random, plan: DbtPlan): Pipeline {
  const layers = [...new Set(plan.models.map(({ layer }) => layer))].toSorted((a, b) => a - b);
  const steps = [
    ...layers.map((layer) =>
      plan.models.filter((model) => model.layer === layer).map((one) => makeModel(random, plan, one)),
    ),
    plan.tested.map((dataset) => makeTest(random, plan, dataset)),
  ];
  const variants = createVariants(dbt);
  const event = (type: EventType) => () => projectEvent(plan, type);
  return {
    period: plan.period,
    offset: 12 * minute,
    run(tick, emit) {
      const started = tick.at + gap(random);
      const rootRunId = makeRunId(7, started, random);
      const externalId = makeRunId(4, started, random);
      const ofNodes = { ...noValues, parentRunId: rootRunId, rootRunId, externalId };
      const ofProject = { ...noValues, runId: rootRunId, externalId };
      emit(variants("START", event("START")), { ...ofProject, eventTime: started });
      let ended = started;
      let failed = 0;
      for (const nodes of steps) {
        const done = nodes.map((node) => node(tick, ended, ofNodes, emit));
        ended = Math.max(...done.map((one) => one.ended));
        failed += done.filter(({ succeeded }) => !succeeded).length;
      }
      const type = failed === 0 ? "COMPLETE" : "FAIL";
      emit(variants(type, event(type)), {
        ...ofProject,
        eventTime: ended + gap(random),
        error: `${failed} of the nodes failed`,
      });
    },
  };
}

function makeModel(random: Random, plan: DbtPlan, { sources, target }: DbtModel): RunNode {
  const variants = createVariants(dbt);
  const fortune = makeFortune(random, 20 * second);
  const job = { namespace: plan.namespace, name: `model.${plan.project}.${lastPart(target)}` };
  const event = (type: EventType, version: number) => () =>
    nodeEvent(plan, {
      type,
      job,
      kind: "MODEL",
      sql: `select ${fieldsOf(target, version)
        .map(({ name }) => name)
        .join(", ")} from {{ ref('${sources.map(lastPart).join("') }} join {{ ref('")}') }}`,
      inputs: sources.map((source) => mention(dbt, source)),
      outputs: [modelOutput(target, version, sources, type)],
    });
  return (tick, due, values, emit) => {
    const started = due + gap(random);
    const ended = started + fortune.duration();
    const succeeded = !fortune.fails(tick);
    const version = versionAt(target, tick.day);
    const rows = volume(random, target.rows, tick);
    const ofRun = {
      ...values,
      runId: makeRunId(7, started, random),
      writtenRows: rows,
      writtenBytes: rows * 97 + random.below(4096),
      error: succeeded ? "" : "Database Error: 002003 (42S02): Object does not exist or not authorized",
    };
    emit(variants("START", event("START", 0)), { ...ofRun, eventTime: started });
    const type = succeeded ? "COMPLETE" : "FAIL";
    emit(variants(`${type} ${version}`, event(type, version)), { ...ofRun, eventTime: ended });
    return { ended, succeeded };
  };
}

function modelOutput(target: Dataset, version: number, sources: readonly Dataset[], type: EventType): JsonObject {
  if (type !== "COMPLETE") return mention(dbt, target);
  const statistics = { rowCount: slots.writtenRows.mark, size: slots.writtenBytes.mark };
  return {
    ...mention(dbt, target, {
      schema: { fields: fieldsOf(target, version) },
      columnLineage: columnLineage(target, version, sources),
    }),
    outputFacets: dbt.facets("output", { outputStatistics: statistics }),
  };
}

const checks = ["not_null", "unique", "accepted_values", "relationships"] as const;

/** A job that checks one model, with a result a check. */
function makeTest(random: Random, plan: DbtPlan, dataset: Dataset): RunNode {
  const variants = createVariants(dbt);
  const fortune = makeFortune(random, 6 * second);
  const columns = fieldsOf(dataset, 0).slice(0, checks.length);
  const job = { namespace: plan.namespace, name: `test.${plan.project}.${lastPart(dataset)}` };
  const event = (type: EventType, broken: number) => () =>
    nodeEvent(plan, {
      type,
      job,
      kind: "TEST",
      inputs: [
        type === "START"
          ? mention(dbt, dataset)
          : mention(dbt, dataset, {
              dataQualityAssertions: {
                assertions: columns.map((column, index) => result(dataset, column.name, index, index === broken)),
              },
            }),
      ],
    });
  return (tick, due, values, emit) => {
    const started = due + gap(random);
    const ended = started + fortune.duration();
    const succeeded = !fortune.fails(tick);
    const broken = succeeded ? -1 : random.below(columns.length);
    const found = succeeded ? 0 : random.below(500) + 1;
    const ofRun = {
      ...values,
      runId: makeRunId(7, started, random),
      found,
      error: succeeded ? "" : `Got ${found} results, configured to fail if != 0`,
    };
    emit(variants("START", event("START", -1)), { ...ofRun, eventTime: started });
    const type = succeeded ? "COMPLETE" : "FAIL";
    emit(variants(`${type} ${broken}`, event(type, broken)), { ...ofRun, eventTime: ended });
    return { ended, succeeded };
  };
}

function result(dataset: Dataset, column: string, index: number, broken: boolean): JsonObject {
  const assertion = checks[index] ?? "not_null";
  return {
    assertion,
    column,
    name: `${assertion}_${lastPart(dataset)}_${column}`,
    severity: index % 3 === 2 ? "warn" : "error",
    expected: "0",
    actual: broken ? String(slots.found.mark) : "0",
    success: !broken,
  };
}

interface NodeParts {
  readonly type: EventType;
  readonly job: JobName;
  readonly kind: string;
  readonly sql?: string;
  readonly inputs: readonly JsonObject[];
  readonly outputs?: readonly JsonObject[];
}

function nodeEvent(plan: DbtPlan, { type, job, kind, sql, inputs, outputs = [] }: NodeParts): JsonObject {
  return runEvent(dbt, {
    type,
    job,
    eventTime: slots.eventTime.mark,
    runFacets: {
      ...projectFacets(plan),
      parent: parentFacet(projectJob(plan)),
      errorMessage: type === "FAIL" ? { message: slots.error.mark, programmingLanguage: "sql" } : undefined,
    },
    jobFacets: {
      jobType: { processingType: "BATCH", integration: "DBT", jobType: kind },
      sql: sql === undefined ? undefined : { query: sql, dialect: "snowflake" },
    },
    inputs,
    outputs,
  });
}

function projectEvent(plan: DbtPlan, type: EventType): JsonObject {
  return runEvent(dbt, {
    type,
    job: projectJob(plan),
    eventTime: slots.eventTime.mark,
    runFacets: {
      ...projectFacets(plan),
      errorMessage: type === "FAIL" ? { message: slots.error.mark, programmingLanguage: "sql" } : undefined,
    },
    jobFacets: { jobType: { processingType: "BATCH", integration: "DBT", jobType: "JOB" } },
  });
}

function projectJob({ namespace, project }: DbtPlan): JobName {
  return { namespace, name: `dbt-run-${project}` };
}

function projectFacets({ project }: DbtPlan): Readonly<Record<string, JsonObject>> {
  return {
    dbt_run: {
      dbt_runtime: "core",
      invocation_id: slots.externalId.mark,
      profile_name: project,
      project_name: project,
      project_version: "1.4.0",
    },
    processing_engine: { name: "dbt", version: "1.10.4", openlineageAdapterVersion: "1.54.0" },
  };
}

function lastPart(dataset: Dataset): string {
  return named(dataset).name.split(/[./]/).at(-1)?.toLowerCase() ?? "";
}
