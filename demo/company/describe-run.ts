import type { JobInput, Run } from "#agent/index.ts";
import type { Job } from "./model.ts";
import type { RunPlan, Touched } from "./plan.ts";

export const companyNamespace = "harbour-finch";

/** What the agent is told of a job. */
export function jobInput(job: Job): JobInput {
  return {
    namespace: companyNamespace,
    name: job.name,
    description: job.description,
    owners: [{ name: job.owner, type: "MAINTAINER" }],
    jobType: {
      processingType: "BATCH",
      integration: job.integration,
      jobType: job.integration === "DBT" ? "MODEL" : "TASK",
    },
    sourceCodeLocation: `https://git.harbour-finch.example/data/blob/main/${job.name.replace(".", "/")}.ts`,
    ...(job.sql !== undefined && { sql: job.sql }),
  };
}

/** Tells a run what it reads. */
export function describeInputs(run: Run, plan: RunPlan): void {
  for (const touched of plan.reads) {
    run.input(nameOf(touched), { ...details(touched), rows: touched.rows, bytes: bytesOf(touched) });
  }
}

/** Tells a run what it wrote, what was checked, and what it cost. */
export function describeOutputs(run: Run, plan: RunPlan): void {
  const { job, writes } = plan;
  run.output(nameOf(writes), {
    ...details(writes),
    rows: writes.rows,
    bytes: bytesOf(writes),
    ...(writes.dataset.type === "FILE" && { files: Math.max(1, Math.ceil(bytesOf(writes) / 64e6)) }),
    ...(job.columns && { columns: job.columns }),
  });
  run.metric(nameOf(writes), { rows: writes.rows, bytes: bytesOf(writes) });
  for (const { usual: _usual, ...result } of plan.checks) run.expect(nameOf(writes), result);
  if (job.cost !== undefined) {
    const { item, unit, quantityPerMillionRows, price } = job.cost;
    const quantity = rounded((writes.rows / 1e6) * quantityPerMillionRows);
    run.cost({ item, unit, quantity, amount: rounded(quantity * price), currency: "EUR" });
  }
}

function nameOf({ dataset }: Touched): { readonly namespace: string; readonly name: string } {
  return { namespace: dataset.namespace, name: dataset.name };
}

function details({ dataset, columns }: Touched) {
  return {
    description: dataset.description,
    type: dataset.type,
    schema: columns,
    owners: [{ name: dataset.owner, type: "OWNER" }],
    ...(dataset.tags && { tags: dataset.tags }),
  };
}

function bytesOf({ dataset, rows }: Touched): number {
  return rows * dataset.bytesPerRow;
}

function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
