import assert from "node:assert/strict";
import { join } from "node:path";
import { freePort } from "#demo/platform/ports.ts";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

export const prefect: Producer = {
  name: "prefect",
  runs: "Prefect 3 (a server, two deployments) with openlineage-prefect's listener: a task that is tried again, a flow that fails",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "openlineage-prefect" },
  async run({ directory, program }) {
    const { port } = await freePort(4200);
    await program("python", ["run.py", String(port)], {
      env: {
        PREFECT_HOME: join(directory, "home"),
        PREFECT_API_URL: `http://127.0.0.1:${port}/api`,
        PREFECT_SERVER_ANALYTICS_ENABLED: "false",
        DO_NOT_TRACK: "1",
        OPENLINEAGE_NAMESPACE: "prefect",
      },
    });
  },
  checks: (workplace) => [
    { title: "flow runs: COMPLETE and FAIL, with time and engine", holds: () => flows(workplace) },
    { title: "task runs: state, and the flow's run as parent", holds: () => tasks(workplace) },
    { title: "datasets told by artifacts are lineage", holds: () => lineage(workplace) },
  ],
};

async function runsOf({ ask }: Workplace, job: string): Promise<readonly RunItem[]> {
  return (await ask<Page<RunItem>>("runs", { job: `prefect/${job}`, stub: "false" })).items;
}

async function flows(workplace: Workplace): Promise<void> {
  for (const [flow, state] of [
    ["orders", "COMPLETE"],
    ["refunds", "FAIL"],
  ] as const) {
    const runs = await runsOf(workplace, flow);
    assert.deepEqual(
      runs.map((run) => [flow, run.state, run.jobType, run.engine, run.engineVersion]),
      [[flow, state, "FLOW", "Prefect", "3.9.1"]],
    );
    assert.ok(runs[0]?.startedAt !== null && runs[0]?.endedAt !== null);
  }
}

async function tasks(workplace: Workplace): Promise<void> {
  for (const [task, flow, state] of [
    ["extract", "orders", "COMPLETE"],
    ["load", "orders", "COMPLETE"],
    ["check", "refunds", "FAIL"],
  ] as const) {
    const [parent] = await runsOf(workplace, flow);
    const runs = await runsOf(workplace, task);
    assert.ok(
      runs.some((run) => run.state === state && run.jobType === "TASK"),
      `${task} is not ${state}`,
    );
    for (const run of runs)
      assert.deepEqual(run.parent, { job: { namespace: "prefect", name: flow }, runId: parent?.runId });
  }
}

async function lineage({ rows }: Workplace): Promise<void> {
  const edges = await rows("SELECT source_namespace, source_name, target_name, job_name FROM tidemark.lineage");
  assert.deepEqual(edges, [
    {
      source_namespace: "postgres://db.example:5432",
      source_name: "orders",
      target_name: "staged_orders",
      job_name: "load",
    },
  ]);
}
