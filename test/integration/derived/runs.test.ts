import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EventType } from "#agent/contract/event.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { tell } from "#test/support/event-log/tell.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** What backends get wrong about runs: what is derived of them, through the collector's stages and the engine. */

let db: TestStore;

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(() => db.cleanup());

const base = facetBase("Any");

/** An event of run 1 at a minute after seven. */
function at(minute: number, eventType: EventType, facets: Readonly<Record<string, unknown>> = {}) {
  const eventTime = `2026-01-31T07:${String(minute).padStart(2, "0")}:00Z`;
  return runEvent({ eventType, eventTime, run: { runId: runId(1), facets } });
}

function clock(minute: number): string {
  return `2026-01-31 07:${String(minute).padStart(2, "0")}:00.000000`;
}

/** As a parent facet refers to a run. */
function reference(index: number, name: string) {
  return { run: { runId: runId(index) }, job: { namespace: "airflow", name } };
}

function tagged(...tags: readonly object[]): Readonly<Record<string, unknown>> {
  return { tags: { ...base, tags } };
}

async function runs(columns: string, where = "1") {
  return db.rows<Record<string, unknown>>(`SELECT ${columns} FROM tidemark.runs WHERE ${where} ORDER BY ALL`);
}

describe("`eventType` missing", () => {
  test("the event is kept, and no state is invented", async () => {
    const { eventType: _, ...event } = at(0, "COMPLETE");
    await tell(db.store, [event]);
    expect(await runs("state, started_at, ended_at, first_event_at, stub")).toEqual([
      { state: "", started_at: null, ended_at: null, first_event_at: clock(0), stub: false },
    ]);
  });

  test("it changes none either", async () => {
    const { eventType: _, ...event } = at(9, "COMPLETE");
    await tell(db.store, [at(0, "START"), event]);
    expect(await runs("state, ended_at, last_event_at")).toEqual([
      { state: "RUNNING", ended_at: null, last_event_at: clock(9) },
    ]);
  });
});

describe("OTHER", () => {
  test("before the start and after the end it changes no state", async () => {
    await tell(db.store, [at(0, "OTHER"), at(1, "START"), at(2, "COMPLETE"), at(3, "OTHER")]);
    expect(await runs("state, started_at, ended_at, duration_ms, first_event_at, last_event_at")).toEqual([
      {
        state: "COMPLETE",
        started_at: clock(1),
        ended_at: clock(2),
        duration_ms: 60_000,
        first_event_at: clock(0),
        last_event_at: clock(3),
      },
    ]);
  });

  test("alone it is a run without a state; what it says is known", async () => {
    await tell(db.store, [at(0, "OTHER", { errorMessage: { ...base, message: "odd", programmingLanguage: "JAVA" } })]);
    expect(await runs("state, error")).toEqual([{ state: "", error: "odd" }]);
  });
});

describe("tags", () => {
  test("are those of all events of the run: a client may say its own on each, and the user's only on START", async () => {
    const version = { key: "openlineage_client_version", value: "1.54.0" };
    await tell(db.store, [
      at(1, "COMPLETE", tagged(version, { key: "rows", value: "2" })),
      at(0, "START", tagged(version, { key: "trigger", value: "cron" }, { key: "rows", value: "9" })),
    ]);
    expect(await runs("tags")).toEqual([
      { tags: { openlineage_client_version: "1.54.0", rows: "2", trigger: "cron" } },
    ]);
  });
});

describe("START missing, repeated, late", () => {
  test("missing: the run has ended, and nobody knows for how long it ran", async () => {
    await tell(db.store, [at(5, "COMPLETE")]);
    expect(await runs("state, started_at, ended_at, duration_ms")).toEqual([
      { state: "COMPLETE", started_at: null, ended_at: clock(5), duration_ms: null },
    ]);
  });

  test("repeated and late: the run started with the earliest", async () => {
    await tell(db.store, [at(5, "COMPLETE"), at(2, "START"), at(1, "START"), at(3, "START")]);
    expect(await runs("state, started_at, ended_at, duration_ms")).toEqual([
      { state: "COMPLETE", started_at: clock(1), ended_at: clock(5), duration_ms: 240_000 },
    ]);
  });
});

describe("out of order", () => {
  test.each(["COMPLETE", "ABORT", "FAIL"] as const)("%s is not undone by what comes later", async (end) => {
    await tell(db.store, [at(5, end), at(6, "RUNNING"), at(7, "START"), at(1, "START")]);
    expect(await runs("state, ended_at")).toEqual([{ state: end, ended_at: clock(5) }]);
  });

  test("a failure is not covered by the COMPLETE that Spark sends after it, whichever comes first", async () => {
    const [fail, complete] = [at(5, "FAIL"), at(6, "COMPLETE")];
    await tell(db.store, [at(0, "START"), fail, complete]);
    const failed = await runs("state, ended_at");
    expect(failed).toEqual([{ state: "FAIL", ended_at: clock(5) }]);
    await tell(db.store, [complete, fail, at(0, "START")]);
    expect(await runs("state, ended_at")).toEqual(failed);
  });

  test("of several ends of one state the last is the end", async () => {
    await tell(db.store, [at(9, "COMPLETE"), at(5, "COMPLETE")]);
    expect(await runs("ended_at")).toEqual([{ ended_at: clock(9) }]);
  });

  test("an end before the start has no duration", async () => {
    await tell(db.store, [at(5, "START"), at(1, "COMPLETE")]);
    expect(await runs("started_at, ended_at, duration_ms")).toEqual([
      { started_at: clock(5), ended_at: clock(1), duration_ms: null },
    ]);
  });
});

describe("duplicates", () => {
  test("six identical posts are one run with one of everything", async () => {
    const costs = [{ amount: 2, currency: "EUR", item: "warehouse" }];
    const event = at(0, "COMPLETE", { tidemark_cost: { ...base, costs } });
    await tell(db.store, [event, event, event, event, event, event]);
    expect(await runs("count() AS runs")).toEqual([{ runs: 1 }]);
    expect(await db.rows("SELECT count() AS n, sum(amount) AS total FROM tidemark.costs")).toEqual([
      { n: 1, total: 2 },
    ]);
    expect(await runs("received_at")).toEqual([{ received_at: "2026-02-01 12:00:00.000000" }]);
  });

  test("two events of one run and type that differ in facets both count", async () => {
    await tell(db.store, [
      at(0, "COMPLETE", { externalQuery: { ...base, externalQueryId: "q1", source: "bigquery" } }),
      at(0, "COMPLETE", { errorMessage: { ...base, message: "late data", programmingLanguage: "SQL" } }),
    ]);
    expect(await runs("query_id, error")).toEqual([{ query_id: "q1", error: "late data" }]);
  });
});

describe("parent", () => {
  const parent = { ...base, ...reference(7, "dag.task"), root: reference(8, "dag") };

  test("is sticky: a COMPLETE without it does not forget it", async () => {
    await tell(db.store, [at(0, "START", { parent }), at(1, "COMPLETE")]);
    expect(await runs("parent_job_name, parent_run_id, root_job_name, root_run_id", "NOT stub")).toEqual([
      { parent_job_name: "dag.task", parent_run_id: runId(7), root_job_name: "dag", root_run_id: runId(8) },
    ]);
  });

  test("and its root have stubs until they speak", async () => {
    await tell(db.store, [at(0, "START", { parent })]);
    expect(await runs("job_name, run_id, state, stub", `run_id != '${runId(1)}'`)).toEqual([
      { job_name: "dag", run_id: runId(8), state: "", stub: true },
      { job_name: "dag.task", run_id: runId(7), state: "", stub: true },
    ]);
    const speaks = runEvent({
      eventType: "START",
      run: { runId: runId(8) },
      job: { namespace: "airflow", name: "dag" },
    });
    await tell(db.store, [at(0, "START", { parent }), speaks]);
    expect(await runs("state, stub", "job_name = 'dag'")).toEqual([{ state: "RUNNING", stub: false }]);
  });

  test("under its legacy key", async () => {
    await tell(db.store, [at(0, "START", { parentRun: { ...base, ...reference(7, "dag") } })]);
    expect(await runs("parent_run_id, root_run_id", "NOT stub")).toEqual([
      { parent_run_id: runId(7), root_run_id: "" },
    ]);
  });

  test("makes the hierarchy of jobs", async () => {
    await tell(db.store, [at(0, "START", { parent })]);
    expect(await db.rows("SELECT name, parent_name FROM tidemark.jobs")).toEqual([
      { name: "shop.load_orders", parent_name: "dag.task" },
    ]);
  });
});

describe("run id", () => {
  test("any text is one", async () => {
    const ids = [
      "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
      "42",
      "läuft",
      runId(1),
      "scheduled__2026-01-31T00:00:00+00:00",
    ];
    await tell(
      db.store,
      ids.map((id) => runEvent({ run: { runId: id } })),
    );
    expect((await runs("run_id")).map((row) => row["run_id"])).toEqual(ids.toSorted());
  });

  test("the same in two jobs is two runs, and neither ends the other", async () => {
    const other = { namespace: "airflow", name: "another" };
    await tell(db.store, [at(0, "START"), { ...at(1, "FAIL"), job: other }]);
    expect(await runs("job_name, state")).toEqual([
      { job_name: "another", state: "FAIL" },
      { job_name: "shop.load_orders", state: "RUNNING" },
    ]);
  });
});

describe("time", () => {
  test.each([
    ["no zone", "2026-01-31T07:00:00.5"],
    ["+00:00", "2026-01-31T07:00:00.500+00:00"],
    ["nanoseconds", "2026-01-31T07:00:00.500000999Z"],
    ["Java's zone", "2026-01-31T07:00:00.5Z[Europe/London]"],
    ["another zone", "2026-01-31T12:30:00.5+05:30"],
  ])("%s", async (_name, eventTime) => {
    await tell(db.store, [{ ...at(0, "START"), eventTime }]);
    expect(await runs("started_at")).toEqual([{ started_at: "2026-01-31 07:00:00.500000" }]);
    expect(await db.rows("SELECT event_time_raw AS raw FROM tidemark.events")).toEqual([{ raw: eventTime }]);
  });
});

describe("streaming jobs", () => {
  const facets = { jobType: { ...base, processingType: "STREAMING", integration: "FLINK", jobType: "JOB" } };
  const job = { namespace: "flink", name: "clicks", facets };
  const heartbeat = (minute: number, rowCount: number) => ({
    ...at(minute, "RUNNING"),
    job,
    outputs: [
      {
        namespace: "kafka://broker:9092",
        name: "clicks",
        facets: { dataQualityMetrics: { ...base, rowCount, columnMetrics: {} } },
      },
    ],
  });

  test("run on without an end, and say so", async () => {
    await tell(db.store, [{ ...at(0, "START"), job }, heartbeat(10, 5), heartbeat(20, 7)]);
    expect(await runs("state, processing_type, started_at, ended_at, duration_ms, last_event_at")).toEqual([
      {
        state: "RUNNING",
        processing_type: "STREAMING",
        started_at: clock(0),
        ended_at: null,
        duration_ms: null,
        last_event_at: clock(20),
      },
    ]);
  });

  test("what each heartbeat measures is kept", async () => {
    await tell(db.store, [heartbeat(10, 5), heartbeat(20, 7)]);
    expect(await db.rows("SELECT event_time, value FROM tidemark.metrics ORDER BY event_time")).toEqual([
      { event_time: clock(10), value: 5 },
      { event_time: clock(20), value: 7 },
    ]);
  });
});
