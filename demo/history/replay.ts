import type { Agent, OpenRun } from "#agent/index.ts";
import { companyNamespace, describeInputs, describeOutputs, jobInput } from "../company/describe-run.ts";
import type { PastBatch, PastRun } from "./timeline.ts";

/** Something that the agent does at a moment of the past. Moments come in order. */
export interface Moment {
  readonly at: number;
  readonly act: (agent: Agent) => void;
}

/** The moments of a history: each run and each batch starts and ends, one event each. */
export function moments(batches: readonly PastBatch[]): readonly Moment[] {
  return batches.flatMap(momentsOf).toSorted((a, b) => a.at - b.at);
}

function momentsOf(batch: PastBatch): readonly Moment[] {
  const name = `${batch.stage}.${batch.schedule}`;
  const nominalTime = { start: new Date(batch.nominal.start), end: new Date(batch.nominal.end) };
  let open: OpenRun | undefined;
  return [
    {
      at: batch.start,
      act: (agent) => {
        open = agent.start(batchJob(name), { runId: batch.runId, nominalTime });
      },
    },
    ...batch.runs.flatMap((run) =>
      momentsOfRun(run, { namespace: companyNamespace, name, runId: batch.runId }, nominalTime),
    ),
    { at: batch.end, act: () => open?.complete() },
  ];
}

export function batchJob(name: string) {
  return {
    namespace: companyNamespace,
    name,
    description: `The ${name.replace(".", " jobs, ")}`,
    owners: [{ name: "team:data-platform", type: "MAINTAINER" }],
    jobType: { processingType: "BATCH", integration: "TIDEMARK", jobType: "DAG" },
  } as const;
}

function momentsOfRun(
  run: PastRun,
  parent: { readonly namespace: string; readonly name: string; readonly runId: string },
  nominalTime: { readonly start: Date; readonly end: Date },
): readonly Moment[] {
  let open: OpenRun | undefined;
  return [
    {
      at: run.start,
      act: (agent) => {
        open = agent.start(jobInput(run.plan.job), { runId: run.runId, parent, nominalTime });
        describeInputs(open, run.plan);
      },
    },
    { at: run.end, act: () => end(open, run) },
  ];
}

function end(open: OpenRun | undefined, { outcome, plan }: PastRun): void {
  if (open === undefined) return;
  if (outcome.kind === "complete") {
    describeOutputs(open, plan);
    open.complete();
  } else if (outcome.kind === "abort") open.abort(outcome.why);
  else open.fail(errorOf(outcome.why, plan.job.name));
}

/** With the stack that the pipeline would have, which is the same on every machine. */
function errorOf(message: string, job: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}\n    at run (/srv/pipelines/${job.replace(".", "/")}.ts:41:11)`;
  return error;
}
