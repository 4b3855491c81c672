import type { EventType } from "#agent/contract/event.ts";
import type { Random } from "../random.ts";
import { makeRunId } from "../run-id.ts";
import { noValues, slots } from "../slots.ts";
import { createVariants } from "../variants.ts";
import { flink } from "../wire.ts";
import { fieldsOf, mention } from "./datasets.ts";
import { gap, volume } from "./fortune.ts";
import { minute } from "./model.ts";
import type { Dataset, Pipeline } from "./model.ts";
import { runEvent } from "./run-event.ts";

export interface StreamPlan {
  readonly namespace: string;
  readonly name: string;
  readonly topic: Dataset;
  readonly target: Dataset;
}

const period = 5 * minute;
/** A stream runs for days, until somebody deploys it again. */
const restart = 1 / 3000;

/** A job without an end: it says every five minutes that it runs, and what it has moved since. */
export function makeStream(random: Random, { namespace, name, topic, target }: StreamPlan): Pipeline {
  const variants = createVariants(flink);
  let runId: string | undefined;
  const event = (type: EventType) => () =>
    runEvent(flink, {
      type,
      job: { namespace, name },
      eventTime: slots.eventTimeMillis.mark,
      runFacets: { processing_engine: { name: "flink", version: "1.20.1", openlineageAdapterVersion: "1.54.0" } },
      jobFacets: {
        jobType: {
          processingType: "STREAMING",
          integration: "FLINK",
          jobType: "JOB",
          emissionPattern: { eventTrigger: "PERIODIC", eventContentMode: "ACCUMULATIVE", windowDuration: 300 },
        },
      },
      inputs: [mention(flink, topic)],
      outputs: [
        {
          ...mention(flink, target, {
            schema: type === "START" ? { fields: fieldsOf(target, target.changes.length) } : undefined,
          }),
          outputFacets: flink.facets("output", {
            outputStatistics: { rowCount: slots.writtenRows.mark, size: slots.writtenBytes.mark },
          }),
        },
      ],
    });
  return {
    period,
    offset: random.below(5) * minute,
    run(tick, emit) {
      const eventTime = tick.at + gap(random);
      const rows = volume(random, target.rows, tick);
      const values = { ...noValues, eventTime, writtenRows: rows, writtenBytes: rows * 210 };
      const type = runId === undefined ? "START" : random.chance(restart) ? "ABORT" : "RUNNING";
      runId ??= makeRunId(7, eventTime, random);
      emit(variants(type, event(type)), { ...values, runId });
      if (type === "ABORT") runId = undefined;
    },
  };
}
