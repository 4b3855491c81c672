import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bytesOf } from "#store/archive/ndjson-lines.ts";
import { RowEncoder } from "#store/columns.ts";
import { settle } from "#store/derived/settle.ts";
import { applyRetention } from "#store/retention/apply-retention.ts";
import { listDrops } from "#store/retention/drops.ts";
import { planRetention } from "#store/retention/retention-plan.ts";
import type { RetentionLimit, RetentionPolicy, TableClass } from "#store/retention/retention-policy.ts";
import { deadLetters } from "#store/tables/dead-letters.ts";
import type { DeadLetterRow } from "#store/tables/dead-letters.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import { datasetOf, eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
let root: string;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.cleanup();
});
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "tidemark-retention-"));
  await opened.store.client.command({ query: "TRUNCATE TABLE tidemark.retention_log" });
  return () => rmSync(root, { recursive: true, force: true });
});

const now = new Date("2026-02-15T00:00:00Z");
const day = 86_400;
const none: RetentionLimit = { maxAgeSeconds: null, maxBytes: null };

function policyOf(of: TableClass, limit: Partial<RetentionLimit>): RetentionPolicy {
  const limits = { events: none, dead_letters: none, derived: none, operational: none };
  return { limits: { ...limits, [of]: { ...none, ...limit } }, archive: root, format: "ndjson" };
}

function apply(policy: RetentionPolicy): ReturnType<typeof applyRetention> {
  return applyRetention(opened.store, { policy, now, claim: "test", engine: noEngine });
}

function noEngine(): Promise<never> {
  return Promise.reject(new Error("no engine is needed"));
}

function at(time: string): number {
  return Date.parse(time) * 1000;
}

async function insertEvents(...rows: readonly EventRow[]): Promise<void> {
  const encoder = new RowEncoder(events);
  for (const row of rows) encoder.add(row);
  await opened.store.insert(encoder);
}

/** The one archive, as rows of JSON. */
async function archivedRows(name: string): Promise<readonly unknown[]> {
  const [directory = "", ...others] = readdirSync(join(root, name));
  expect(others).toEqual([]);
  const lines = await text(Readable.from(bytesOf(join(root, name, directory, `${name}.ndjson.zst`), "zstd")));
  return lines
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

const letter = (id: string, received: string, changes: Partial<DeadLetterRow> = {}): DeadLetterRow => ({
  dead_letter_id: id,
  received_at: at(received),
  source: "http",
  stage: "decode",
  reason: "not_json",
  detail: "",
  raw_bytes: 3,
  raw: Buffer.from([0xff, 0x00, 0x0a]),
  redriven_at: null,
  updated_at: at(received),
  ...changes,
});
const ids = async (): Promise<readonly string[]> =>
  (
    await opened.rows<{ readonly id: string }>(
      "SELECT dead_letter_id AS id FROM tidemark.dead_letters FINAL ORDER BY received_at",
    )
  ).map(({ id }) => id);

const runs = async (view: string): Promise<readonly string[]> =>
  (await opened.rows<{ readonly id: string }>(`SELECT DISTINCT run_id AS id FROM tidemark.${view} ORDER BY id`)).map(
    ({ id }) => id,
  );

describe("dead letters", () => {
  beforeEach(async () => {
    await opened.store.client.command({ query: "TRUNCATE TABLE tidemark.dead_letters" });
    const encoder = new RowEncoder(deadLetters);
    encoder.add(letter("old", "2025-12-01T00:00:00Z"));
    encoder.add(
      letter("redriven", "2025-12-31T23:59:59Z", {
        redriven_at: at("2026-02-01T00:00:00Z"),
        updated_at: at("2026-02-01T00:00:00Z"),
      }),
    );
    encoder.add(letter("again", "2025-12-02T00:00:00Z"));
    encoder.add(letter("new", "2026-02-01T00:00:00Z", { raw_bytes: 100_000 }));
    await opened.store.insert(encoder);
    encoder.reset();
    // Refused again: received later now.
    encoder.add(letter("again", "2026-02-02T00:00:00Z"));
    await opened.store.insert(encoder);
  });

  test("go by age, by their newest state, with their bytes in the archive", async () => {
    const policy = policyOf("dead_letters", { maxAgeSeconds: 45 * day });
    expect((await planRetention(opened.store, policy, now)).drops).toMatchObject([
      { class: "dead_letters", before: "2026-01-01T00:00:00Z", reason: "age", rows: 2 },
    ]);
    expect(await apply(policy)).toMatchObject([{ kind: "dropped", rows: 2 }]);
    expect(await ids()).toEqual(["new", "again"]);
    expect(await opened.rows("SELECT count() AS n FROM tidemark.dead_letters")).toEqual([{ n: expect.anything() }]);
    expect(await archivedRows("dead-letters")).toEqual([
      expect.objectContaining({ dead_letter_id: "old", raw_base64: "/wAK", redriven_at: null }),
      expect.objectContaining({ dead_letter_id: "redriven", redriven_at: "2026-02-01T00:00:00.000000Z" }),
    ]);
    expect(await listDrops(opened.store)).toMatchObject([
      { class: "dead_letters", rows: 2, lastAt: "2025-12-31T23:59:59.000000Z" },
    ]);
    expect(await apply(policy)).toEqual([]);
  });

  test("go by size, the oldest first, by the size of what came", async () => {
    const bytes = (await planRetention(opened.store, policyOf("dead_letters", {}), now)).usage.dead_letters.bytes;
    expect(bytes).toBeGreaterThan(100);
    // The new one alone is nearly all of it.
    expect(await apply(policyOf("dead_letters", { maxBytes: Math.floor(bytes * 0.995) }))).toMatchObject([
      { kind: "dropped", rows: 2, planned: { reason: "size" } },
    ]);
    expect(await ids()).toEqual(["new", "again"]);
    expect(await apply(policyOf("dead_letters", { maxBytes: bytes * 10 }))).toEqual([]);
  });
});

describe("what is derived of single runs", () => {
  const dataset = { dataset_namespace: "s3://lake", dataset_name: "orders" };
  const run = (runId: string, time: string): EventRow =>
    eventRow({
      event_id: runId.padEnd(32, "0"),
      run_id: runId,
      event_type: "COMPLETE",
      event_time: at(time),
      received_at: at(time),
      datasets: [datasetOf({ role: "input" }), datasetOf({ role: "output", name: `of ${runId}`, rows: 5 })],
      metrics: [{ ...dataset, column: "", metric: "rowCount", value: 5 }],
      assertions: [
        {
          ...dataset,
          column: "",
          assertion: "unique",
          name: "",
          success: true,
          severity: "",
          expected: "",
          actual: "",
        },
      ],
      costs: [{ amount: 1, currency: "EUR", item: "warehouse", quantity: null, unit: "" }],
    });
  beforeAll(async () => {
    await opened.store.client.command({ query: "TRUNCATE TABLE tidemark.events" });
    const late = run("long", "2026-02-10T00:00:00Z");
    await insertEvents(
      run("november", "2025-11-10T00:00:00Z"),
      run("december", "2025-12-10T00:00:00Z"),
      run("february", "2026-02-01T00:00:00Z"),
      // Began long ago and was heard of lately.
      { ...run("long", "2025-11-01T00:00:00Z"), event_id: "l".repeat(32), event_type: "START" },
      late,
    );
    while ((await settle(opened.store)) > 0);
  });

  test("goes by age in whole months; the events, and what is known of jobs and datasets, stay", async () => {
    const lineage = await opened.rows("SELECT * FROM tidemark.lineage ORDER BY ALL");
    const datasets = await opened.rows("SELECT namespace, name FROM tidemark.datasets ORDER BY ALL");
    const policy = policyOf("derived", { maxAgeSeconds: 45 * day });
    expect((await planRetention(opened.store, policy, now)).drops).toMatchObject([
      { class: "derived", before: "2026-01-01T00:00:00Z", rows: 2, reason: "age" },
    ]);
    expect(await apply(policy)).toMatchObject([{ kind: "dropped", rows: 2, archive: "" }]);
    for (const view of ["runs", "run_datasets", "quality", "metrics", "costs"])
      expect.soft([view, await runs(view)]).toEqual([view, ["february", "long"]]);
    expect(await opened.rows("SELECT * FROM tidemark.lineage ORDER BY ALL")).toEqual(lineage);
    expect(await opened.rows("SELECT namespace, name FROM tidemark.datasets ORDER BY ALL")).toEqual(datasets);
    expect(await opened.rows("SELECT toUInt32(count()) AS n FROM tidemark.events FINAL")).toEqual([{ n: 5 }]);
    expect(await apply(policy)).toEqual([]);
  });

  test("goes by size, the oldest months first", async () => {
    expect(await apply(policyOf("derived", { maxBytes: 1 }))).toEqual([]);
    const { notes } = await planRetention(opened.store, policyOf("derived", { maxBytes: 1 }), now);
    expect(notes).toEqual([expect.stringContaining("runs of this month, and what is known of jobs")]);
    const march = new Date("2026-03-15T00:00:00Z");
    const { drops } = await planRetention(opened.store, policyOf("derived", { maxBytes: 1 }), march);
    expect(drops).toMatchObject([{ before: "2026-03-01T00:00:00Z", rows: 2, reason: "size" }]);
  });
});

test("counts of deliveries go by age", async () => {
  await opened.store.client.command({ query: "TRUNCATE TABLE tidemark.events" });
  await opened.store.client.command({ query: "TRUNCATE TABLE tidemark.deliveries" });
  const old = eventRow({ received_at: at("2025-12-01T10:30:00Z") });
  await insertEvents(old, old, old, eventRow({ event_id: "2".repeat(32), received_at: at("2026-02-01T00:00:00Z") }));
  expect(await apply(policyOf("operational", { maxAgeSeconds: 45 * day }))).toMatchObject([
    { kind: "dropped", rows: 3 },
  ]);
  expect(await opened.rows("SELECT toUInt32(sum(rows)) AS n FROM tidemark.deliveries")).toEqual([{ n: 1 }]);
  expect(await archivedRows("deliveries")).toEqual([{ hour: "2025-12-01T10:00:00Z", source: "nats", rows: 3 }]);
});
