import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { migrations } from "#store/migrations/migrations.ts";
import { RowEncoder } from "#store/columns.ts";
import { openServerStore } from "#store/engines/server.ts";
import type { ServerStore } from "#store/engines/server.ts";
import { migrateDown, migrateUp } from "#store/migrations/migrate.ts";
import { withLockTable } from "#store/migrations/schema-lock.ts";
import { events } from "#store/tables/events.ts";
import { startClickHouseServer } from "#test/support/clickhouse-server.ts";
import type { ClickHouseServer } from "#test/support/clickhouse-server.ts";
import { eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
let server: ClickHouseServer;
let store: ServerStore;
beforeAll(async () => {
  opened = await openTestStore();
  server = await startClickHouseServer(opened.store.engine);
  store = await openServerStore({ url: server.url, user: "collector", password: "secret" });
});
afterEach(() => {
  server.failing = false;
});
afterAll(async () => {
  await store.close();
  await server.close();
  await opened.cleanup();
});

function batch(size: number): RowEncoder<typeof events.columns> {
  const encoder = new RowEncoder(events);
  for (let i = 0; i < size; i++) encoder.add(eventRow({ event_id: `event ${i}`, payload: Buffer.from([0, 255, i]) }));
  return encoder;
}

describe("inserts", () => {
  test("rows go over HTTP as RowBinary", async () => {
    await store.insert(batch(500));
    await store.insert(batch(0));
    expect(
      await opened.rows(
        "SELECT toUInt32(count()) AS n, hex(any(substring(payload, 1, 2))) AS bytes FROM tidemark.events FINAL",
      ),
    ).toEqual([{ n: 500, bytes: "00FF" }]);
  });

  test("one that the server refuses is told", async () => {
    server.failing = true;
    await expect(store.insert(batch(1))).rejects.toThrow();
    server.failing = false;
    await store.insert(batch(1));
  });

  test("one that is acknowledged without all its rows is none", async () => {
    server.forgetRows = 1;
    await expect(store.insert(batch(3))).rejects.toThrow(
      "acknowledged an insert of 3 rows into tidemark.events and wrote 2",
    );
    server.forgetRows = 0;
  });
});

describe("opening", () => {
  test("a server that does not answer is told without its password", async () => {
    const refused = openServerStore({ url: "http://someone:hidden@127.0.0.1:1" });
    await expect(refused).rejects.toThrow(/ClickHouse at http:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED/);
    await expect(refused).rejects.not.toThrow(/hidden/);
  });

  test("a server that is too old is refused", async () => {
    server.version = "25.8.1.1";
    await expect(openServerStore({ url: server.url })).rejects.toThrow("is 25.8.1.1; Tidemark needs 26.3 or newer");
    server.version = undefined;
  });
});

describe("migrations", () => {
  test("run through the same code", async () => {
    expect((await migrateDown(store, 0)).length).toBeGreaterThan(0);
    expect((await migrateUp(store)).length).toBeGreaterThan(0);
    expect(await opened.rows("SELECT name FROM system.tables WHERE name LIKE 'migration_lock%'")).toEqual([]);
  });

  test("several processes that start at once run each step once", async () => {
    await migrateDown(store, 0);
    const others = await Promise.all([1, 2, 3].map(() => openServerStore({ url: server.url })));
    const ran = await Promise.all(others.map((other) => migrateUp(other)));
    expect(
      ran
        .flat()
        .map(({ id }) => id)
        .sort((a, b) => a - b),
    ).toEqual(migrations.map(({ id }) => id));
    await Promise.all(others.map((other) => other.close()));
  });

  test("work under the lock excludes other work", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await store.client.command({ query: "SELECT sleep(0.05)" });
      inside--;
    };
    const options = { expiresAfterMs: 60_000, waitMs: 30_000, pollMs: 10 };
    await Promise.all([1, 2, 3, 4].map(() => withLockTable(store, work, options)));
    expect(most).toBe(1);
  });

  test("a lock whose owner has died is taken over, by one", async () => {
    await store.client.command({
      query: "CREATE TABLE tidemark.migration_lock (`_` UInt8) ENGINE = TinyLog COMMENT 'dead/1/x'",
    });
    let runs = 0;
    const work = async (): Promise<void> => {
      runs++;
      await store.client.command({ query: "SELECT sleep(0.05)" });
    };
    const patient = { expiresAfterMs: 60_000, waitMs: 50, pollMs: 10 };
    await expect(withLockTable(store, work, patient)).rejects.toThrow("Another process changes the schema: dead/1/x");
    const options = { expiresAfterMs: 1000, waitMs: 30_000, pollMs: 50 };
    await Promise.all([1, 2, 3].map(() => withLockTable(store, work, options)));
    expect(runs).toBe(3);
  });

  test("work that has lost its lock stops", async () => {
    const options = { expiresAfterMs: 60_000, waitMs: 1000, pollMs: 10 };
    const lost = withLockTable(
      store,
      async (checkLock) => {
        await checkLock();
        await store.client.command({ query: "DROP TABLE tidemark.migration_lock SYNC" });
        await checkLock();
      },
      options,
    );
    await expect(lost).rejects.toThrow("The lock on the schema was lost");
  });
});
