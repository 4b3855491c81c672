import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RowEncoder } from "#store/columns.ts";
import { installDerived, outdated } from "#store/derived/install.ts";
import { runs } from "#store/derived/projections/runs.ts";
import { forgetPrevious, rebuild, rollback } from "#store/derived/rebuild.ts";
import { rereadNewest } from "#store/derived/reread.ts";
import { settle } from "#store/derived/settle.ts";
import { events } from "#store/tables/events.ts";
import { datasetOf, eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.cleanup();
});

const runColumns = [...Object.keys(runs.key), ...Object.keys(runs.states)];
const day = 86_400_000_000;
let stored = 0;

/** A run of `orders` that reads `raw` and writes `clean`: two events, received on the given day. */
async function storeRun(onDay: number): Promise<void> {
  const encoder = new RowEncoder(events);
  const run_id = `run-${++stored}`;
  for (const [index, event_type] of (["START", "COMPLETE"] as const).entries())
    encoder.add(
      eventRow({
        event_id: `${stored}`.padStart(31, "0") + index,
        event_type,
        run_id,
        event_time: 1_767_225_600_000_000 + onDay * day + index,
        received_at: 1_767_225_600_000_000 + onDay * day + index,
        datasets: [datasetOf(index === 0 ? { role: "input", name: "raw" } : { role: "output", name: "clean" })],
      }),
    );
  await opened.store.insert(encoder);
}

const all = async () => ({
  runs: await opened.rows("SELECT * FROM tidemark.runs ORDER BY ALL"),
  runDatasets: await opened.rows("SELECT * FROM tidemark.run_datasets ORDER BY ALL"),
  datasets: await opened.rows("SELECT * FROM tidemark.datasets ORDER BY ALL"),
  lineage: await opened.rows("SELECT * FROM tidemark.lineage ORDER BY ALL"),
});
const states = () => opened.rows("SELECT state, toUInt32(count()) AS runs FROM tidemark.runs GROUP BY state");
const tables = (pattern: string) =>
  opened.rows<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = 'tidemark_derived' AND match(name, {pattern:String})`,
    {
      pattern,
    },
  );

beforeEach(async () => {
  for (const onDay of [0, 1, 2]) await storeRun(onDay);
  await settle(opened.store);
});

describe("rebuild", () => {
  test("gives the same, and tells how far it is", async () => {
    const before = await all();
    const progress: string[] = [];
    const names = await rebuild(opened.store, {
      eventsAtOnce: 2,
      onProgress: ({ name, done, total }) => void progress.push(`${name} ${done}/${total}`),
    });
    expect(await all()).toEqual(before);
    expect(names).toContain("settled_edges");
    expect(progress.filter((line) => line.startsWith("runs "))).toEqual(["runs 2/6", "runs 4/6", "runs 6/6"]);
    expect(await outdated(opened.store)).toEqual([]);
  });

  test("mends what was lost", async () => {
    const before = await all();
    const [{ name } = { name: "" }] = (await tables("^runs_[0-9]+$")).slice(-1);
    await opened.store.engine.run(`TRUNCATE TABLE tidemark_derived.${name}`);
    await rebuild(opened.store, { names: ["runs"] });
    expect(await all()).toEqual(before);
  });

  test("stopped in the middle it goes on where it was, and nobody has seen the half of it", async () => {
    const before = await all();
    const stop = new AbortController();
    const first = rebuild(opened.store, {
      names: ["runs"],
      signal: stop.signal,
      eventsAtOnce: 2,
      onProgress: ({ done }) => done >= 2 && stop.abort(),
    });
    await expect(first).rejects.toThrow();
    expect(await all()).toEqual(before);
    const chunks = async () => (await opened.rows("SELECT chunk FROM tidemark_derived.rebuilt FINAL")).length;
    const done = await chunks();
    expect(done).toBeGreaterThan(0);
    await rebuild(opened.store, { names: ["runs"] });
    expect(await all()).toEqual(before);
  });

  test("loses nothing that arrives while it runs", async () => {
    const rebuilt = new AbortController();
    const arriving = (async () => {
      for (let onDay = 3; !rebuilt.signal.aborted; onDay = 3 + ((onDay + 1) % 5)) {
        await storeRun(onDay);
        await settle(opened.store);
      }
    })();
    await rebuild(opened.store, { names: ["runs", "run_datasets"] });
    rebuilt.abort();
    await arriving;
    await settle(opened.store);
    expect(await states()).toEqual([{ state: "COMPLETE", runs: stored }]);
    expect(await opened.rows("SELECT toUInt32(uniqExact(run_id)) AS runs FROM tidemark.run_datasets")).toEqual([
      { runs: stored },
    ]);
  });

  test("is undone by rollback, which knows what came since; forgetting frees the space", async () => {
    await rebuild(opened.store, { names: ["runs"] });
    expect(await tables("^runs_[0-9]+$")).toHaveLength(2);
    await storeRun(4);
    expect(await rollback(opened.store, ["runs"])).toContain("runs");
    await settle(opened.store);
    expect(await states()).toEqual([{ state: "COMPLETE", runs: stored }]);
    expect(await rollback(opened.store, ["runs"])).toEqual([]);
    await rebuild(opened.store, { names: ["runs"] });
    expect(await forgetPrevious(opened.store)).toContain("runs");
    expect(await tables("^runs_[0-9]+$")).toHaveLength(1);
  });

  test("refuses what there is not, and rebuilds nothing", async () => {
    const before = await tables("_[0-9]+$");
    await expect(rebuild(opened.store, { names: ["runs", "run"] })).rejects.toMatchObject({
      name: "UnknownProjectionError",
      unknown: ["run"],
    });
    expect(await tables("_[0-9]+$")).toEqual(before);
  });
});

describe("an insert that was killed", () => {
  test("before it was derived is derived at the next start", async () => {
    const before = await all();
    // The event is there and its run is not: as a kill between the two leaves it.
    const [{ name } = { name: "" }] = (await tables("^runs_[0-9]+$")).slice(-1);
    await opened.store.engine.run(
      `DELETE FROM tidemark_derived.${name} WHERE (run_id) IN (SELECT run_id FROM tidemark.events ORDER BY received_at DESC LIMIT 1)`,
    );
    expect(await all()).not.toEqual(before);
    await rereadNewest(opened.store);
    await settle(opened.store);
    expect(await all()).toEqual(before);
  });
});

describe("a store with events from before", () => {
  test("is derived from all of them, once it has been rebuilt", async () => {
    const before = await all();
    await opened.store.engine.run("DROP DATABASE tidemark_derived SYNC");
    await installDerived(opened.store);
    expect(await outdated(opened.store)).toContain("runs");
    await rebuild(opened.store, { names: await outdated(opened.store) });
    expect(await outdated(opened.store)).toEqual([]);
    expect(await all()).toEqual(before);
  });

  test("of another type of column starts, answers otherwise as before, and is rebuilt", async () => {
    const before = await all();
    const { engine } = opened.store;
    const [{ name } = { name: "" }] = (await tables("^runs_[0-9]+$")).slice(-1);
    // As it was made by a version whose runs had their tags as text.
    await engine.run(`DROP VIEW tidemark_derived.${name}_feed SYNC`);
    await engine.run(`ALTER TABLE tidemark_derived.${name} DROP COLUMN tagged SETTINGS mutations_sync = 2`);
    await engine.run(`ALTER TABLE tidemark_derived.${name} ADD COLUMN tagged SimpleAggregateFunction(max, String)`);
    await engine.run(
      `CREATE OR REPLACE VIEW tidemark_derived.runs AS SELECT ${runColumns.join(", ")} FROM tidemark_derived.${name} FINAL`,
    );
    await engine.run("CREATE OR REPLACE VIEW tidemark.runs AS SELECT 1 AS before COMMENT 'older'");
    await engine.run(
      "INSERT INTO tidemark_derived.generations (name, generation, digest, filled) SELECT name, max(generation), 'older', true FROM tidemark_derived.generations FINAL WHERE name = 'runs' AND NOT dropped GROUP BY name",
    );
    await installDerived(opened.store);
    await rereadNewest(opened.store);
    expect(await opened.rows("SELECT * FROM tidemark.runs")).toEqual([{ before: 1 }]);
    await rebuild(opened.store, { names: await outdated(opened.store) });
    expect(await all()).toEqual(before);
  });

  test("a definition that has changed is noticed", async () => {
    await opened.store.engine.run(
      "INSERT INTO tidemark_derived.generations (name, generation, digest, filled) SELECT name, max(generation), 'older', true FROM tidemark_derived.generations FINAL WHERE name = 'costs' AND NOT dropped GROUP BY name",
    );
    expect(await outdated(opened.store)).toEqual(["costs"]);
    await rebuild(opened.store, { names: ["costs"] });
    expect(await outdated(opened.store)).toEqual([]);
  });
});

/** As retention leaves it; the tests after this one have fewer events. */
const drop = async () => {
  await opened.store.engine.run("DELETE FROM tidemark.events WHERE toDate(received_at) = '2026-01-01'");
  await opened.store.engine.run(
    "INSERT INTO tidemark.retention_log (drop_id, dropped_at, class) SELECT 'a', now64(6), 'events'",
  );
};

describe("where retention has dropped events", () => {
  test("a rebuild keeps what the table knew of them", async () => {
    const before = await all();
    await drop();
    await rebuild(opened.store, { names: ["runs", "run_datasets"] });
    expect(await all()).toEqual(before);
  });

  test("a table of another definition is not replaced by one that knows less, unless that is asked for", async () => {
    await drop();
    await opened.store.engine.run(
      "INSERT INTO tidemark_derived.generations (name, generation, digest, filled) SELECT name, max(generation), 'older', true FROM tidemark_derived.generations FINAL WHERE name = 'jobs' AND NOT dropped GROUP BY name",
    );
    await expect(rebuild(opened.store, { names: ["jobs"] })).rejects.toThrow(/Retention has dropped events/);
    expect(await outdated(opened.store)).toEqual(["jobs"]);
    await rebuild(opened.store, { names: ["jobs"], forgetDropped: true });
    expect(await outdated(opened.store)).toEqual([]);
    await opened.store.engine.run("TRUNCATE TABLE tidemark.retention_log");
  });
});
