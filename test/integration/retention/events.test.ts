import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readManifest } from "#store/archive/archive-manifest.ts";
import { readEvents } from "#store/archive/read-events.ts";
import { RowEncoder } from "#store/columns.ts";
import { applyRetention } from "#store/retention/apply-retention.ts";
import { listDrops } from "#store/retention/drops.ts";
import { eventsHorizon } from "#store/retention/events-horizon.ts";
import { bringBack, moveOut } from "#store/retention/leaving-month.ts";
import { planRetention } from "#store/retention/retention-plan.ts";
import type { RetentionLimit, RetentionPolicy } from "#store/retention/retention-policy.ts";
import type { Store } from "#store/store.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import { eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
let root: string;
beforeAll(async () => {
  opened = await openTestStore({ derived: false });
});
afterAll(async () => {
  await opened.cleanup();
});

const now = new Date("2026-02-15T00:00:00Z");
const day = 86_400;
const none: RetentionLimit = { maxAgeSeconds: null, maxBytes: null };

function policyOf(limit: Partial<RetentionLimit>, changes: Partial<RetentionPolicy> = {}): RetentionPolicy {
  return {
    limits: { events: { ...none, ...limit }, dead_letters: none, derived: none, operational: none },
    archive: root,
    format: "ndjson",
    ...changes,
  };
}

/** Of the months that are there only November is so old. */
function policyOfAge(): RetentionPolicy {
  return policyOf({ maxAgeSeconds: 60 * day });
}

function at(text: string): number {
  return Date.parse(text) * 1000;
}

function row(id: string, received: string): EventRow {
  return eventRow({
    event_id: id.padEnd(32, "0"),
    event_time: at("2025-11-01T00:00:00Z"),
    received_at: at(received),
    payload: Buffer.from(JSON.stringify({ id })),
  });
}

async function insert(store: Pick<Store, "insert">, ...rows: readonly EventRow[]): Promise<void> {
  const encoder = new RowEncoder(events);
  for (const each of rows) encoder.add(each);
  await store.insert(encoder);
}

async function begin(): Promise<void> {
  root = mkdtempSync(join(tmpdir(), "tidemark-retention-"));
  for (const table of ["events", "retention_log"])
    await opened.store.client.command({ query: `TRUNCATE TABLE tidemark.${table}` });
  await insert(
    opened.store,
    row("november", "2025-11-03T00:00:00Z"),
    row("november2", "2025-11-30T23:59:59Z"),
    row("december", "2025-12-01T00:00:00Z"),
    row("both", "2025-12-05T00:00:00Z"),
    row("january", "2026-01-05T00:00:00Z"),
    row("february", "2026-02-05T00:00:00Z"),
  );
  // Received in November too: another partition, which no merge brings together.
  await insert(opened.store, row("both", "2025-11-20T00:00:00Z"));
}

beforeEach(begin);
afterEach(() => rmSync(root, { recursive: true, force: true }));

function apply(policy: RetentionPolicy, store: Store = opened.store): ReturnType<typeof applyRetention> {
  return applyRetention(store, { policy, now, claim: "test", engine: () => Promise.resolve(opened.store) });
}

async function live(): Promise<readonly string[]> {
  const rows = await opened.rows<{ readonly id: string }>(
    "SELECT trimRight(event_id, '0') AS id FROM tidemark.events FINAL ORDER BY received_at, id",
  );
  return rows.map(({ id }) => id);
}

async function archived(directory: string): Promise<readonly string[]> {
  const ids: string[] = [];
  const manifest = await readManifest(directory);
  for (const { name } of manifest?.files ?? []) {
    const file = { path: join(directory, name), format: "ndjson", compression: "zstd" } as const;
    for await (const rows of readEvents(file, () => Promise.reject(new Error("no engine is needed"))))
      ids.push(...rows.map(({ eventId }) => eventId.replace(/0+$/, "")));
  }
  return ids.toSorted();
}

async function archivedAnywhere(): Promise<readonly string[]> {
  const months = readdirSync(root).includes("events") ? readdirSync(join(root, "events")) : [];
  const ids = await Promise.all(months.map((month) => archived(join(root, "events", month))));
  return ids.flat();
}

const leftovers = (): Promise<readonly unknown[]> =>
  opened.rows("SELECT name FROM system.tables WHERE database = 'tidemark' AND name LIKE 'events_leaving%'");

describe("whole months go", () => {
  test("those that are older, after they were archived; what is left and what is not is known", async () => {
    expect(await eventsHorizon(opened.store)).toMatchObject({
      earliest: "2025-11-03T00:00:00.000000Z",
      dropped: false,
    });
    const policy = policyOf({ maxAgeSeconds: 60 * day });
    const { drops, notes } = await planRetention(opened.store, policy, now);
    expect(drops).toMatchObject([
      {
        class: "events",
        month: "2025-11",
        reason: "age",
        why: "older than 60 days",
        before: "2025-12-01T00:00:00Z",
        rows: 3,
      },
    ]);
    expect(notes).toEqual([]);
    expect((await live()).length).toBe(6);

    expect(await apply(policy)).toMatchObject([{ kind: "dropped", rows: 3, archive: join(root, "events", "2025-11") }]);
    // The event that was received in December again is there as received then.
    expect(await live()).toEqual(["december", "both", "january", "february"]);
    expect(await archived(join(root, "events", "2025-11"))).toEqual(["both", "november", "november2"]);
    expect(await readManifest(join(root, "events", "2025-11"))).toMatchObject({
      complete: true,
      dropped: true,
      rows: 3,
    });
    expect(await listDrops(opened.store)).toMatchObject([
      {
        class: "events",
        table: "tidemark.events",
        part: "2025-11",
        reason: "age",
        rows: 3,
        firstAt: "2025-11-01T00:00:00.000000Z",
      },
    ]);
    expect(await eventsHorizon(opened.store)).toEqual({
      earliest: "2025-12-01T00:00:00.000000Z",
      dropped: true,
      droppedUpTo: "2025-11-30T23:59:59.999999Z",
      archives: [join(root, "events", "2025-11")],
    });
    expect(await leftovers()).toEqual([]);
    expect(await apply(policy)).toEqual([]);
  });

  test("by size, the oldest first, but never the month that is going on", async () => {
    const policy = policyOf({ maxBytes: 1 });
    const { notes } = await planRetention(opened.store, policy, now);
    expect(notes).toEqual([expect.stringContaining("the month that is going on is never dropped")]);
    expect((await apply(policy)).map(({ planned }) => `${planned.month} ${planned.reason}`)).toEqual([
      "2025-11 size",
      "2025-12 size",
      "2026-01 size",
    ]);
    expect(await live()).toEqual(["february"]);
    // With the copy in December, whose event was not there any more when that went.
    expect((await archivedAnywhere()).length).toBe(6);
  });

  test("without an archive, where that is asked for", async () => {
    await apply(policyOf({ maxAgeSeconds: 60 * day }, { archive: null }));
    expect(await live()).toEqual(["december", "both", "january", "february"]);
    expect(await eventsHorizon(opened.store)).toMatchObject({ dropped: true, archives: [] });
    expect(readdirSync(root)).toEqual([]);
  });

  test.each(["parquet", "orc", "avro"] as const)("archived as %s, read back by the engine", async (format) => {
    expect(await apply(policyOf({ maxAgeSeconds: 60 * day }, { format }))).toMatchObject([{ kind: "dropped" }]);
    expect(readdirSync(join(root, "events", "2025-11"))).toContain(`2025-11-03.${format}`);
  });
});

/** The store, with something done before each of its statements. */
function watched(before: (statement: string) => Promise<void>): Store {
  const { store } = opened;
  const client = new Proxy(store.client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (parameters: { readonly query: string }): Promise<unknown> => {
        await before(parameters.query);
        return Reflect.apply(member, target, [parameters]);
      };
    },
  });
  return {
    kind: store.kind,
    client,
    async insert(rows) {
      await before(`INSERT INTO ${rows.table.name}`);
      await store.insert(rows);
    },
    close: () => store.close(),
  };
}

describe("nothing is lost", () => {
  test("an event that comes into the month after it was archived is archived too", async () => {
    let late = 0;
    const store = watched(async (statement) => {
      if (statement.startsWith("CREATE TABLE tidemark.events_leaving") && late++ === 0)
        await insert(opened.store, row("late", "2025-11-15T00:00:00Z"));
    });
    expect(await apply(policyOfAge(), store)).toMatchObject([{ kind: "dropped", rows: 4 }]);
    expect(late).toBe(2);
    expect(await archived(join(root, "events", "2025-11"))).toEqual(["both", "late", "november", "november2"]);
  });

  test("one that comes into the month while it is dropped stays, and goes the next time into a directory of its own", async () => {
    const store = watched(async (statement) => {
      if (statement.startsWith("INSERT INTO tidemark.retention_log"))
        await insert(opened.store, row("late", "2025-11-15T00:00:00Z"));
    });
    await apply(policyOfAge(), store);
    expect(await live()).toEqual(["late", "december", "both", "january", "february"]);
    expect(await apply(policyOfAge())).toMatchObject([{ kind: "dropped", archive: join(root, "events", "2025-11.2") }]);
    expect(await archived(join(root, "events", "2025-11"))).toEqual(["both", "november", "november2"]);
    expect(await archived(join(root, "events", "2025-11.2"))).toEqual(["late"]);
  });

  test("events that never stop coming keep the month, and the newer ones", async () => {
    let late = 0;
    const store = watched(async (statement) => {
      if (statement.startsWith("CREATE TABLE tidemark.events_leaving"))
        await insert(opened.store, row(`late${++late}`, "2025-11-15T00:00:00Z"));
    });
    expect(await apply(policyOf({ maxAgeSeconds: 15 * day }), store)).toMatchObject([
      { kind: "changing", planned: { month: "2025-11" } },
    ]);
    expect((await live()).length).toBe(6 + late);
    expect(await leftovers()).toEqual([]);
  });

  test("killed before any statement: each event is in the store or in an archive, and the next run ends it", async () => {
    const all = [...(await live())].toSorted();
    let whole = false;
    for (let statements = 0; !whole; statements++) {
      let left = statements;
      const store = watched(() => (left-- > 0 ? Promise.resolve() : Promise.reject(new Error("killed"))));
      const outcomes = await apply(policyOfAge(), store).catch(() => undefined);
      whole = outcomes?.every(({ kind }) => kind === "dropped") ?? false;
      await bringBack(opened.store, "test");
      const known = new Set([...(await live()), ...(await archivedAnywhere())]);
      expect([statements, [...known].toSorted()]).toEqual([statements, all]);

      await apply(policyOfAge());
      expect(await live()).toEqual(["december", "both", "january", "february"]);
      expect(await archived(join(root, "events", "2025-11"))).toEqual(["both", "november", "november2"]);
      expect(readdirSync(join(root, "events"))).toEqual(["2025-11"]);
      expect(await listDrops(opened.store)).toMatchObject([{ part: "2025-11", rows: 3 }]);
      expect(await leftovers()).toEqual([]);
      if (!whole) {
        rmSync(root, { recursive: true });
        await begin();
      } else expect(statements).toBeGreaterThan(15);
    }
    // Twenty times from the beginning.
  }, 180_000);

  test("a month that another collector drops is left to it", async () => {
    await moveOut(opened.store, "2025-11", "another");
    await insert(opened.store, row("late", "2025-11-15T00:00:00Z"));
    expect(await apply(policyOfAge())).toMatchObject([{ kind: "busy" }]);
    expect(await bringBack(opened.store, "test")).toEqual([]);
    expect(await bringBack(opened.store, "another")).toEqual(["2025-11"]);
    expect(await live()).toContain("november");
  });

  test("what was taken out before the table got a column comes back too", async () => {
    await moveOut(opened.store, "2025-11", "test");
    await opened.store.client.command({ query: "ALTER TABLE tidemark.events ADD COLUMN another String DEFAULT 'x'" });
    try {
      expect(await bringBack(opened.store, "test")).toEqual(["2025-11"]);
      expect((await live()).length).toBe(6);
    } finally {
      await opened.store.client.command({ query: "ALTER TABLE tidemark.events DROP COLUMN another" });
    }
  });

  test("an archive that cannot be written keeps the month", async () => {
    writeFileSync(join(root, "file"), "");
    const unwritable = policyOf({ maxAgeSeconds: 60 * day }, { archive: join(root, "file") });
    expect(await apply(unwritable)).toMatchObject([{ kind: "failed", error: expect.stringContaining("file/events") }]);
    expect((await live()).length).toBe(6);
  });
});
