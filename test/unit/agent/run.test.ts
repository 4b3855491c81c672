import { expect, onTestFinished, test, vi } from "vitest";
import { createAgent, version } from "#agent/index.ts";
import type { Agent, AgentOptions, Report, RunEvent } from "#agent/index.ts";
import agentPackage from "#agent/package.json" with { type: "json" };
import { ScriptedTransport } from "#test/support/scripted-transport.ts";
import { untyped } from "#test/support/untyped.ts";

interface Fixture {
  readonly agent: Agent;
  readonly transport: ScriptedTransport;
  readonly reports: Report[];
  readonly events: () => Promise<readonly RunEvent[]>;
}

function fixture(options: AgentOptions = {}): Fixture {
  const transport = new ScriptedTransport();
  const reports: Report[] = [];
  const agent = createAgent({
    transport,
    spool: false,
    env: {},
    cwd: "/nowhere",
    onReport: (report) => reports.push(report),
    ...options,
  });
  onTestFinished(async () => {
    await agent.close(0);
  });
  return {
    agent,
    transport,
    reports,
    events: async () => {
      await agent.flush(2000);
      return transport.events;
    },
  };
}

test("a run sends START and COMPLETE, and gives back what the function returns", async () => {
  const { agent, events } = fixture({ namespace: "shop" });
  const result = await agent.run("orders.load", (run) => {
    run.input("s3://lake/orders.csv", { rows: 3, bytes: 120, files: 1 });
    run.output({ namespace: "postgres://db:5432", name: "shop.public.orders" }, { rows: 3 });
    return 42;
  });
  expect(result).toBe(42);
  const [start, complete] = await events();
  expect(start).toMatchObject({ eventType: "START", job: { namespace: "shop", name: "orders.load" }, inputs: [] });
  expect(complete).toMatchObject({
    eventType: "COMPLETE",
    inputs: [
      {
        namespace: "s3://lake",
        name: "orders.csv",
        inputFacets: { inputStatistics: { rowCount: 3, size: 120, fileCount: 1 } },
      },
    ],
    outputs: [
      {
        namespace: "postgres://db:5432",
        name: "shop.public.orders",
        outputFacets: { outputStatistics: { rowCount: 3 } },
      },
    ],
  });
  expect(complete?.run.runId).toBe(start?.run.runId);
  expect(start?.run.runId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(start?.schemaURL).toMatch(/RunEvent$/);
});

test("what a run throws becomes FAIL and is rethrown unchanged", async () => {
  const { agent, events } = fixture();
  const error = new Error("no space left", { cause: new Error("disk full") });
  await expect(agent.run("job", () => Promise.reject(error))).rejects.toBe(error);
  const fail = (await events())[1];
  expect(fail).toMatchObject({ eventType: "FAIL", run: { facets: { errorMessage: { message: "no space left" } } } });
  expect(fail?.run.facets?.errorMessage?.stackTrace).toContain("Caused by: Error: disk full");
});

test.each([["text"], [undefined], [{ code: 1 }]])("also %o can be thrown", async (thrown) => {
  const { agent, events } = fixture();
  await expect(agent.run("job", () => Promise.reject(untyped<Error>(thrown)))).rejects.toBe(thrown);
  expect((await events())[1]).toMatchObject({ eventType: "FAIL" });
});

test("runs started inside a run are its children, over awaits and at once", async () => {
  const { agent, events } = fixture();
  let rootId = "";
  await agent.run("root", async (root) => {
    rootId = root.runId;
    expect(agent.currentRun()?.runId).toBe(rootId);
    await Promise.all(
      ["a", "b"].map(async (name) => {
        await Promise.resolve();
        await agent.run(name, async (middle) => {
          await Promise.resolve();
          await agent.run(`${name}.leaf`, () => undefined);
          expect(agent.currentRun()?.runId).toBe(middle.runId);
        });
      }),
    );
  });
  expect(agent.currentRun()).toBeUndefined();
  const starts = (await events()).filter((event) => event.eventType === "START");
  const byName = new Map(starts.map((event) => [event.job.name, event.run]));
  expect(byName.get("root")?.facets?.parent).toBeUndefined();
  for (const name of ["a", "b"]) {
    expect(byName.get(name)?.facets?.parent).toMatchObject({
      run: { runId: rootId },
      job: { name: "root" },
      root: { run: { runId: rootId } },
    });
    expect(byName.get(`${name}.leaf`)?.facets?.parent).toMatchObject({
      run: { runId: byName.get(name)?.runId },
      job: { name },
      root: { run: { runId: rootId }, job: { name: "root" } },
    });
  }
});

test("a parent outside of the process comes from the environment, and goes to child processes", async () => {
  const { agent, events } = fixture({
    env: { OPENLINEAGE_PARENT_ID: "s3://lake/ns/dag.task/p1", OPENLINEAGE_ROOT_PARENT_ID: "airflow/dag/r1" },
  });
  await agent.run("job", { runId: "mine" }, (run) => {
    expect(run.childEnvironment()).toEqual({
      OPENLINEAGE_PARENT_ID: "default/job/mine",
      OPENLINEAGE_ROOT_PARENT_ID: "airflow/dag/r1",
    });
  });
  expect((await events())[0]?.run.facets?.["parent"]).toMatchObject({
    run: { runId: "p1" },
    job: { namespace: "s3://lake/ns", name: "dag.task" },
    root: { run: { runId: "r1" }, job: { namespace: "airflow", name: "dag" } },
  });
});

test("COMPLETE carries the union of everything said", async () => {
  const { agent, events } = fixture();
  await agent.run("job", (run) => {
    run.output("t", { rows: 1, schema: { id: "int" } });
    run.output("t", { bytes: 5, description: "totals" });
    run.output("u");
    run.facet("custom", { a: 1 });
    run.jobFacet("sql", { query: "select 1" });
  });
  expect((await events())[1]).toMatchObject({
    run: {
      facets: { custom: { a: 1, _producer: expect.any(String), _schemaURL: expect.stringMatching(/RunFacet$/) } },
    },
    job: { facets: { sql: { query: "select 1", _schemaURL: expect.stringContaining("SQLJobFacet") } } },
    outputs: [
      {
        name: "t",
        facets: { schema: { fields: [{ name: "id", type: "int" }] }, documentation: { description: "totals" } },
        outputFacets: { outputStatistics: { size: 5 } },
      },
      { name: "u" },
    ],
  });
});

test("every detail of a dataset becomes its facet", async () => {
  const { agent, events } = fixture({ namespace: "wh" });
  await agent.run("job", (run) => {
    run.output("totals", {
      schema: [{ name: "address", type: "struct", fields: [{ name: "city", type: "text" }] }],
      version: 7,
      owners: ["team:data", { name: "user:x", type: "MAINTAINER" }],
      tags: ["gold", { key: "pii", value: "true", field: "email" }],
      symlinks: [{ namespace: "hive", name: "totals", type: "TABLE" }],
      source: { name: "db", uri: "postgres://db" },
      type: "TABLE",
      lifecycle: { change: "RENAME", previous: { namespace: "wh", name: "old" } },
      subset: { type: "partition", partitions: [{ dimensions: { day: "2026-01-31" } }] },
      columns: {
        total: [
          { dataset: "orders", column: "amount", subtype: "AGGREGATION", masking: false },
          { dataset: { namespace: "n", name: "rates" }, column: "rate" },
        ],
      },
      facets: { own: { x: 1 } },
      outputFacets: { ownOut: { y: 2 } },
    });
  });
  const output = (await events())[1]?.outputs?.[0];
  expect(output?.facets).toMatchObject({
    schema: { fields: [{ name: "address", fields: [{ name: "city" }] }] },
    version: { datasetVersion: "7" },
    ownership: { owners: [{ name: "team:data" }, { name: "user:x", type: "MAINTAINER" }] },
    tags: {
      tags: [
        { key: "gold", value: "true", source: "USER" },
        { key: "pii", field: "email" },
      ],
    },
    symlinks: { identifiers: [{ name: "totals" }] },
    dataSource: { name: "db" },
    datasetType: { datasetType: "TABLE" },
    lifecycleStateChange: { lifecycleStateChange: "RENAME", previousIdentifier: { name: "old" } },
    columnLineage: {
      fields: {
        total: {
          inputFields: [
            {
              namespace: "wh",
              name: "orders",
              field: "amount",
              transformations: [{ type: "DIRECT", subtype: "AGGREGATION", masking: false }],
            },
            { namespace: "n", name: "rates", field: "rate" },
          ],
        },
      },
    },
    own: { x: 1, _schemaURL: expect.stringMatching(/DatasetFacet$/) },
  });
  expect(output?.outputFacets).toMatchObject({
    subset: { outputCondition: { type: "partition" } },
    ownOut: { y: 2 },
  });
});

test("every detail of a job becomes its facet", async () => {
  const { agent, events } = fixture();
  await agent.run(
    {
      namespace: "n",
      name: "j",
      description: "d",
      owners: ["team:data"],
      jobType: { processingType: "STREAMING" },
      sql: "select 1",
      sourceCodeLocation: "https://git/x.sql",
      tags: { domain: "sales" },
      facets: { own: { z: 1 } },
    },
    () => undefined,
  );
  expect((await events())[0]?.job).toMatchObject({
    namespace: "n",
    name: "j",
    facets: {
      documentation: { description: "d" },
      ownership: { owners: [{ name: "team:data" }] },
      jobType: { processingType: "STREAMING", integration: "TIDEMARK" },
      sql: { query: "select 1" },
      sourceCodeLocation: { type: "git", url: "https://git/x.sql" },
      tags: { tags: [{ key: "domain", value: "sales", source: "USER" }] },
      own: { z: 1 },
    },
  });
});

test("expectations and metrics stand beside what was read or written", async () => {
  const { agent, events } = fixture();
  await agent.run("job", (run) => {
    run.output("written");
    run.expect("written", { name: "has rows", success: true, severity: "warn" });
    run.expect("read", {
      name: "no nulls",
      success: false,
      assertion: "not_null",
      column: "id",
      expected: 0,
      actual: 4,
    });
    run.expect("read", { name: "unique", success: true });
    run.metric("read", { rows: 9, columns: { id: { nullCount: 4 } } });
    run.metric("read", { lastUpdated: new Date(0), columns: { id: { distinctCount: 2 }, x: { min: 1 } } });
  });
  const complete = (await events())[1];
  expect(complete?.outputs?.[0]?.facets?.dataQualityAssertions?.assertions).toEqual([
    { assertion: "has rows", name: "has rows", success: true, severity: "warn" },
  ]);
  expect(complete?.inputs?.[0]?.inputFacets).toMatchObject({
    dataQualityAssertions: {
      assertions: [
        { assertion: "not_null", name: "no nulls", success: false, column: "id", expected: "0", actual: "4" },
        { assertion: "unique", success: true },
      ],
    },
    dataQualityMetrics: {
      rowCount: 9,
      lastUpdated: "1970-01-01T00:00:00.000Z",
      columnMetrics: { id: { nullCount: 4, distinctCount: 2 }, x: { min: 1 } },
    },
  });
});

test("costs add up in one facet", async () => {
  const { agent, events } = fixture();
  await agent.run("job", (run) => {
    run.cost({ amount: 1.5, currency: "EUR", item: "warehouse" });
    run.cost([{ amount: 2, currency: "EUR", item: "storage", quantity: 3, unit: "GB" }]);
  });
  expect((await events())[1]?.run.facets?.tidemark_cost?.costs).toEqual([
    { amount: 1.5, currency: "EUR", item: "warehouse" },
    { amount: 2, currency: "EUR", item: "storage", quantity: 3, unit: "GB" },
  ]);
});

test.each([
  [new Date("2026-01-31T00:00:00Z"), { nominalStartTime: "2026-01-31T00:00:00.000Z" }],
  ["2026-01-31T00:00:00Z", { nominalStartTime: "2026-01-31T00:00:00Z" }],
  ["2026-01-31", { nominalStartTime: "2026-01-31T00:00:00Z" }],
  [
    { start: "2026-01-31T00:00:00Z", end: new Date("2026-02-01T00:00:00Z") },
    { nominalStartTime: "2026-01-31T00:00:00Z", nominalEndTime: "2026-02-01T00:00:00.000Z" },
  ],
])("nominal time %o", async (nominalTime, facet) => {
  const { agent, events } = fixture();
  await agent.run("job", { nominalTime, tags: ["nightly"], facets: { own: { a: 1 } } }, () => undefined);
  expect((await events())[0]?.run.facets).toMatchObject({
    nominalTime: facet,
    tags: { tags: [{ key: "nightly", value: "true" }] },
    own: { a: 1 },
  });
});

test("a long run sends RUNNING with what it has said so far, and none after its end", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { agent, events } = fixture({ heartbeatMs: 1000 });
  const run = agent.start("job");
  run.input("a");
  vi.advanceTimersByTime(2000);
  run.complete();
  vi.advanceTimersByTime(5000);
  run.heartbeat();
  const types = (await events()).map((event) => [event.eventType, event.inputs?.length]);
  expect(types).toEqual([
    ["START", 0],
    ["RUNNING", 1],
    ["RUNNING", 1],
    ["COMPLETE", 1],
  ]);
});

test("only the first end of a run counts", async () => {
  const { agent, events, reports } = fixture();
  const run = agent.start("job");
  run.abort("stopped by hand");
  run.complete();
  run.fail(new Error("late"));
  run.input("too late");
  expect((await events()).map((event) => event.eventType)).toEqual(["START", "ABORT"]);
  expect((await events())[1]?.run.facets?.errorMessage?.message).toBe("stopped by hand");
  expect(reports[0]?.message).toContain("has ended");
});

test("the clock of the agent is in event times and run ids", async () => {
  const at = Date.parse("2025-03-04T05:06:07.089Z");
  const { agent, events } = fixture({ now: () => at });
  await agent.run("job", () => undefined);
  const [start] = await events();
  expect(start?.eventTime).toBe("2025-03-04T05:06:07.089Z");
  expect(Number.parseInt(start?.run.runId.replaceAll("-", "").slice(0, 12) ?? "", 16)).toBe(at);
});

test("wrong arguments are reported, and cost no event", async () => {
  const { agent, events, reports } = fixture();
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  await agent.run(untyped<string>(undefined), untyped(null), (run) => {
    run.input(untyped(5));
    run.output({ namespace: "", name: "x" });
    run.output("");
    run.expect("x", untyped({}));
    run.expect("x", { name: "n", success: untyped("yes") });
    run.metric("x", untyped(null));
    run.cost(untyped(undefined));
    run.facet("cyclic", cyclic);
    run.facet("text", untyped("no object"));
    run.facet("none", untyped(undefined));
    run.facet("counted", { rows: 12n });
    run.output("fine");
  });
  agent.emit(untyped(undefined));
  agent.emit(untyped({ big: 1n }));
  const all = await events();
  expect(all.map((event) => event.eventType)).toEqual(["START", "COMPLETE"]);
  expect(all[1]).toMatchObject({ job: { name: "unnamed" }, outputs: [{ name: "fine" }] });
  expect(all[1]?.run.facets).toMatchObject({ counted: { rows: 12 } });
  expect(all[1]?.run.facets?.["cyclic"]).toBeUndefined();
  expect(new Set(reports.map((report) => report.code))).toEqual(new Set(["usage", "event_invalid"]));
  expect(agent.stats()).toMatchObject({ dropped: 2, droppedBy: { invalid: 2 } });
});

test("a run without a function is the caller's bug", async () => {
  const { agent } = fixture();
  await expect(agent.run("job", untyped(undefined))).rejects.toThrow("needs a function");
});

test("a listener for reports that throws harms nobody", async () => {
  const { agent } = fixture({
    onReport: () => {
      throw new Error("broken listener");
    },
  });
  await agent.run("job", (run) => run.input(untyped(5)));
  expect((await agent.flush(1000)).confirmed).toBe(2);
});

test("what is said later does not change with the program's own objects", async () => {
  const { agent, events } = fixture();
  const body = { list: [1] };
  const run = agent.start("job");
  run.facet("own", body);
  body.list.push(2);
  run.complete();
  expect((await events())[1]?.run.facets).toMatchObject({ own: { list: [1] } });
});

test("secrets leave neither in facets nor in errors", async () => {
  const { agent, events } = fixture({ redact: { keys: ["customer email"] } });
  await expect(
    agent.run("job", (run) => {
      run.facet("connection", { password: "hunter2", customerEmail: "a@b.c", url: "postgres://u:hunter2@db/x" });
      throw new Error("cannot reach postgres://u:hunter2@db/x");
    }),
  ).rejects.toThrow("hunter2");
  const text = JSON.stringify(await events());
  expect(text).not.toContain("hunter2");
  expect(text).not.toContain("a@b.c");
  expect(text).toContain("[redacted]");
});

test("redaction can be switched off", async () => {
  const { agent, events } = fixture({ redact: false });
  await agent.run("job", (run) => run.facet("c", { password: "x1" }));
  expect(JSON.stringify(await events())).toContain("x1");
});

test("the version is that of the package", () => {
  expect(version).toBe(agentPackage.version);
});
