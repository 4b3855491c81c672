import type { EventType } from "#agent/contract/event.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { Random } from "../random.ts";
import { makeRunId } from "../run-id.ts";
import { noValues, slots } from "../slots.ts";
import { createVariants } from "../variants.ts";
import { agent } from "../wire.ts";
import { fieldsOf, mention, versionAt } from "./datasets.ts";
import { gap, makeFortune, volume } from "./fortune.ts";
import { minute, second } from "./model.ts";
import type { Dataset, Pipeline } from "./model.ts";
import { runEvent } from "./run-event.ts";
import { errors } from "./words.ts";

/** A job that tells of itself with our own agent: an export, a report, a model's features. */
export interface ScriptPlan {
  readonly namespace: string;
  readonly name: string;
  readonly owner: string;
  readonly period: number;
  readonly sources: readonly Dataset[];
  readonly target: Dataset;
  readonly costs: boolean;
}

/** One run in a thousand is killed and never tells of its end. */
const killed = 0.001;

export function makeScript(random: Random, plan: ScriptPlan): Pipeline {
  const variants = createVariants(agent);
  const fortune = makeFortune(random, plan.period > 10 * minute ? minute : 10 * second);
  const event = (type: EventType, version: number) => () => scriptEvent(plan, type, version);
  return {
    period: plan.period,
    offset: random.below(Math.min(plan.period, 30 * minute) / minute) * minute,
    run(tick, emit) {
      const started = tick.at + gap(random);
      const ended = started + fortune.duration();
      const succeeded = !fortune.fails(tick);
      const rows = volume(random, plan.target.rows, tick);
      const quantity = Math.round(rows / 100) / 1000;
      const values = {
        ...noValues,
        runId: makeRunId(plan.costs ? 7 : 4, started, random),
        externalId: makeRunId(4, started, random),
        nominalStart: tick.at - plan.period,
        nominalEnd: tick.at,
        writtenRows: rows,
        writtenBytes: rows * 75 + random.below(4096),
        found: random.below(1000),
        quantity,
        amount: Math.round(quantity * 310) / 100,
        error: random.pick(errors),
      };
      emit(variants("START", event("START", 0)), { ...values, eventTime: started });
      if (random.chance(killed)) return;
      const version = versionAt(plan.target, tick.day);
      const type = succeeded ? "COMPLETE" : "FAIL";
      emit(variants(`${type} ${version}`, event(type, version)), { ...values, eventTime: ended });
    },
  };
}

function scriptEvent(plan: ScriptPlan, type: EventType, version: number): JsonObject {
  const isEnd = type === "COMPLETE";
  const cost = {
    item: "warehouse",
    currency: "EUR",
    amount: slots.amount.mark,
    quantity: slots.quantity.mark,
    unit: "credit",
  };
  return runEvent(agent, {
    type,
    job: { namespace: plan.namespace, name: plan.name },
    eventTime: slots.eventTimeMillis.mark,
    runFacets: {
      nominalTime: { nominalStartTime: slots.nominalStart.mark, nominalEndTime: slots.nominalEnd.mark },
      externalQuery: isEnd && plan.costs ? { externalQueryId: slots.externalId.mark, source: "snowflake" } : undefined,
      tidemark_cost: isEnd && plan.costs ? { costs: [cost] } : undefined,
      errorMessage: type === "FAIL" ? { message: slots.error.mark, programmingLanguage: "JAVASCRIPT" } : undefined,
      tags: isEnd ? undefined : { tags: [{ key: "environment", value: "production", source: "USER" }] },
    },
    jobFacets: {
      jobType: { processingType: "BATCH", integration: "TIDEMARK", jobType: "TASK" },
      ownership: isEnd ? undefined : { owners: [{ name: plan.owner, type: "MAINTAINER" }] },
      sourceCodeLocation: isEnd
        ? undefined
        : { type: "git", url: `https://git.example.com/data/jobs/blob/main/${plan.name}.ts` },
    },
    inputs: plan.sources.map((source) => mention(agent, source)),
    outputs: isEnd ? [output(plan.target, version)] : [],
  });
}

function output(target: Dataset, version: number): JsonObject {
  const first = fieldsOf(target, version)[1]?.name ?? "id";
  return {
    ...mention(agent, target, {
      schema: { fields: fieldsOf(target, version) },
      dataQualityMetrics: {
        rowCount: slots.writtenRows.mark,
        bytes: slots.writtenBytes.mark,
        columnMetrics: { [first]: { nullCount: slots.found.mark } },
      },
    }),
  };
}
