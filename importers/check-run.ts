import type { RunEvent } from "#agent/contract/event.ts";
import type { Bodies, DatasetBody, EventMaker } from "./event-maker.ts";

/** A run of checks, from its first to its last. */
export interface CheckRun {
  readonly runId: string;
  readonly job: { readonly namespace: string; readonly name: string };
  readonly started: string;
  readonly ended: string;
  /** Why it could not check everything; undefined when it did, whatever the checks found. */
  readonly error: string | undefined;
  /** `GREAT_EXPECTATIONS`, `SODA` … */
  readonly integration: string;
  readonly facets?: Bodies;
  readonly inputs: readonly DatasetBody[];
}

export function checkRunEvents(maker: EventMaker, checks: CheckRun): readonly RunEvent[] {
  const { runId, started, ended, error, integration, facets = {}, inputs } = checks;
  const jobType = { processingType: "BATCH", integration, jobType: "TEST" };
  const job = { ...checks.job, facets: { jobType } };
  const errorMessage = error === undefined ? undefined : { message: error, programmingLanguage: "PYTHON" };
  return [
    maker.run({ eventType: "START", eventTime: started, run: { runId, facets }, job }),
    maker.run({
      eventType: error === undefined ? "COMPLETE" : "FAIL",
      eventTime: ended,
      run: { runId, facets: { ...facets, errorMessage } },
      job,
      inputs,
    }),
  ];
}
