import type { EventType } from "#agent/contract/event.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { Random } from "../random.ts";
import { makeRunId } from "../run-id.ts";
import { noValues, slots } from "../slots.ts";
import type { EventValues } from "../slots.ts";
import { createVariants } from "../variants.ts";
import { spark } from "../wire.ts";
import { columnLineage, dataSource, fieldsOf, mention, versionAt } from "./datasets.ts";
import { gap, makeFortune, volume } from "./fortune.ts";
import { minute } from "./model.ts";
import type { Dataset, Emit, Pipeline, Tick } from "./model.ts";
import { parentFacet, runEvent } from "./run-event.ts";
import type { JobName } from "./run-event.ts";
import { errors } from "./words.ts";

/** An application that runs one query after the other, each writing an Iceberg table. */
export interface SparkPlan {
  readonly namespace: string;
  readonly application: string;
  readonly period: number;
  readonly queries: readonly { readonly sources: readonly Dataset[]; readonly target: Dataset }[];
}

interface Outcome {
  readonly ended: number;
  readonly succeeded: boolean;
}

type RunQuery = (tick: Tick, start: number, values: EventValues, emit: Emit) => Outcome;

export function makeSparkApplication(random: Random, plan: SparkPlan): Pipeline {
  const queries = plan.queries.map(({ sources, target }) => makeQuery(random, plan, sources, target));
  const variants = createVariants(spark);
  const event = (type: EventType) => () =>
    runEvent(spark, {
      type,
      job: applicationJob(plan),
      eventTime: slots.eventTimeMillis.mark,
      runFacets: {
        ...applicationFacets(plan),
        tidemark_cost: type === "START" ? undefined : { costs: [clusterCost] },
        errorMessage: type === "FAIL" ? failure : undefined,
      },
      jobFacets: { jobType: { processingType: "NONE", integration: "SPARK", jobType: "APPLICATION" } },
    });
  return {
    period: plan.period,
    offset: random.below(15) * minute,
    run(tick, emit) {
      const started = tick.at + gap(random);
      const rootRunId = makeRunId(7, started, random);
      const externalId = `application_17290972454${random.below(90) + 10}_${String(random.below(10_000)).padStart(4, "0")}`;
      const shared = { ...noValues, externalId, nominalStart: tick.at - plan.period };
      emit(variants("START", event("START")), { ...shared, runId: rootRunId, eventTime: started });
      let last: Outcome = { ended: started, succeeded: true };
      for (const query of queries) {
        if (!last.succeeded) break;
        last = query(tick, last.ended, { ...shared, parentRunId: rootRunId, rootRunId }, emit);
      }
      const ended = last.ended + gap(random);
      const type = last.succeeded ? "COMPLETE" : "FAIL";
      const quantity = Math.round((ended - started) / 3600) / 1000;
      const cost = { quantity, amount: Math.round(quantity * 214) / 100 };
      emit(variants(type, event(type)), {
        ...shared,
        ...cost,
        runId: rootRunId,
        eventTime: ended,
        error: random.pick(errors),
      });
    },
  };
}

const clusterCost = {
  item: "cluster",
  currency: "EUR",
  amount: slots.amount.mark,
  quantity: slots.quantity.mark,
  unit: "hour",
};
const failure = { message: slots.error.mark, programmingLanguage: "JAVA" };

function makeQuery(random: Random, plan: SparkPlan, sources: readonly Dataset[], target: Dataset): RunQuery {
  const variants = createVariants(spark);
  const fortune = makeFortune(random, 1.5 * minute);
  // A small query is told of by its end alone.
  const isShort = random.chance(0.2);
  const progress = isShort ? 0 : 1 + random.below(3);
  const event = (type: EventType, version: number) => () => queryEvent(plan, sources, target, type, version);
  return (tick, due, values, emit) => {
    const started = due + gap(random);
    const ended = started + fortune.duration();
    const succeeded = !fortune.fails(tick);
    const read = volume(random, sources[0]?.rows ?? 1, tick);
    const written = volume(random, target.rows, tick);
    const ofRun = {
      ...values,
      runId: makeRunId(7, started, random),
      readRows: read,
      readBytes: read * 61 + random.below(4096),
      writtenRows: written,
      writtenBytes: written * 48 + random.below(4096),
      files: Math.ceil(written / 50_000),
      error: succeeded ? "" : random.pick(errors),
    };
    if (!isShort) emit(variants("START", event("START", 0)), { ...ofRun, eventTime: started });
    for (let i = 1; i <= progress; i++) {
      const eventTime = started + Math.floor(((ended - started) * i) / (progress + 1));
      emit(variants("RUNNING", event("RUNNING", 0)), { ...ofRun, eventTime });
    }
    const version = versionAt(target, tick.day);
    const type = succeeded ? "COMPLETE" : "FAIL";
    emit(variants(`${type} ${version}`, event(type, version)), { ...ofRun, eventTime: ended });
    return { ended, succeeded };
  };
}

/** START names the inputs, RUNNING nothing, COMPLETE all of it. */
function queryEvent(
  plan: SparkPlan,
  sources: readonly Dataset[],
  target: Dataset,
  type: EventType,
  version: number,
): JsonObject {
  const isEnd = type === "COMPLETE";
  const table = target.name.replaceAll("/", "_");
  return runEvent(spark, {
    type,
    job: { namespace: plan.namespace, name: `${plan.application}.atomic_replace_table_as_select.${table}` },
    eventTime: slots.eventTimeMillis.mark,
    runFacets: {
      parent: parentFacet(applicationJob(plan)),
      ...applicationFacets(plan),
      errorMessage: type === "FAIL" ? failure : undefined,
    },
    jobFacets: { jobType: { processingType: "BATCH", integration: "SPARK", jobType: "SQL_JOB" } },
    inputs: type === "RUNNING" ? [] : sources.map((source, index) => input(source, isEnd && index === 0)),
    outputs: isEnd ? [output(target, version, sources)] : [],
  });
}

function input(source: Dataset, measured: boolean): JsonObject {
  const statistics = { rowCount: slots.readRows.mark, size: slots.readBytes.mark };
  return {
    ...mention(spark, source),
    ...(measured && { inputFacets: spark.facets("input", { inputStatistics: statistics }) }),
  };
}

function output(target: Dataset, version: number, sources: readonly Dataset[]): JsonObject {
  const partition = { type: "partition", partitions: [{ dimensions: { day: slots.day.mark } }] };
  return {
    ...mention(spark, target, {
      dataSource: dataSource(target),
      schema: { fields: fieldsOf(target, version) },
      columnLineage: columnLineage(target, version, sources),
      symlinks: { identifiers: [glueTable(target)] },
    }),
    outputFacets: spark.facets("output", {
      outputStatistics: {
        rowCount: slots.writtenRows.mark,
        size: slots.writtenBytes.mark,
        fileCount: slots.files.mark,
      },
      subset: { outputCondition: partition },
    }),
  };
}

function glueTable({ name }: Dataset): JsonObject {
  const [, schema = "", table = ""] = name.split("/");
  return { namespace: "arn:aws:glue:eu-west-1:123456789012", name: `table/${schema}/${table}`, type: "TABLE" };
}

function applicationJob({ namespace, application }: SparkPlan): JobName {
  return { namespace, name: application };
}

function applicationFacets({ application }: SparkPlan): Readonly<Record<string, JsonObject>> {
  return {
    processing_engine: { version: "3.5.1", name: "spark", openlineageAdapterVersion: "1.54.0" },
    spark_properties: { properties: { "spark.app.id": slots.externalId.mark, "spark.app.name": application } },
  };
}
