import { readdirSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RowEncoder } from "#store/columns.ts";
import { deadLetters } from "#store/tables/dead-letters.ts";
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

async function json<T>(query: string, more: object = {}): Promise<T[]> {
  const result = await opened.store.client.query({ query, format: "JSONEachRow", ...more });
  return result.json<T>();
}

describe("inserts", () => {
  test("rows go in and come out", async () => {
    const encoder = new RowEncoder(deadLetters);
    encoder.add({
      dead_letter_id: "a",
      received_at: 1_767_225_600_000_001,
      source: "http",
      stage: "decode",
      reason: "not_json",
      detail: "",
      raw_bytes: 1,
      raw: Buffer.from([0xff, 0, 10]),
      redriven_at: null,
      updated_at: 1,
    });
    await opened.store.insert(encoder);
    expect(
      await opened.rows(
        "SELECT dead_letter_id, received_at, hex(raw) AS raw, redriven_at FROM tidemark.dead_letters FINAL",
      ),
    ).toEqual([{ dead_letter_id: "a", received_at: "2026-01-01 00:00:00.000001", raw: "FF000A", redriven_at: null }]);
  });

  test("a whole event, with everything nested in it", async () => {
    const dataset = datasetOf({ role: "output", rows: 5, files: 1, version: "v", lifecycle: "CREATE" });
    const encoder = new RowEncoder(events);
    encoder.add(
      eventRow({
        event_id: "nested",
        datasets: [dataset, { ...dataset, role: "input", rows: null }],
        costs: [{ amount: 1.5, currency: "EUR", item: "warehouse", quantity: null, unit: "" }],
        assertions: [
          {
            dataset_namespace: "",
            dataset_name: "",
            column: "c",
            assertion: "not_null",
            name: "",
            success: false,
            severity: "error",
            expected: "0",
            actual: "3",
          },
        ],
        aliases: [
          { dataset_namespace: "s3://lake", dataset_name: "orders", namespace: "hive", name: "o", type: "TABLE" },
        ],
        dependencies: [
          { direction: "upstream", job_namespace: "n", job_name: "j", run_id: "r", type: "", trigger_rule: "ALL_DONE" },
        ],
        facets: [
          { entity: "job", namespace: "n", name: "j", facet: "sql", value: '{"query":"SELECT 1"}', deleted: false },
          { entity: "job", namespace: "n", name: "j", facet: "ownership", value: "", deleted: true },
        ],
        attempt: 2,
        violations: ["a: b"],
        nominal_start: 1_767_225_600_000_000,
      }),
    );
    await opened.store.insert(encoder);
    expect(
      await opened.rows(
        "SELECT datasets.role AS roles, datasets.rows AS rows, costs.amount AS amounts, costs.quantity AS quantities, assertions.success AS success, aliases.type AS alias_types, dependencies.trigger_rule AS rules, facets.value AS facet_values, facets.deleted AS deleted, attempt, violations, nominal_start, nominal_end FROM tidemark.events FINAL WHERE event_id = 'nested'",
      ),
    ).toEqual([
      {
        roles: ["output", "input"],
        rows: [5, null],
        amounts: [1.5],
        quantities: [null],
        success: [false],
        alias_types: ["TABLE"],
        rules: ["ALL_DONE"],
        facet_values: ['{"query":"SELECT 1"}', ""],
        deleted: [false, true],
        attempt: 2,
        violations: ["a: b"],
        nominal_start: "2026-01-01 00:00:00.000000",
        nominal_end: null,
      },
    ]);
  });

  test("a batch is one part, and of many months when it must be", async () => {
    const encoder = new RowEncoder(events);
    const month = 31 * 86_400_000_000;
    for (let i = 0; i < 150; i++)
      encoder.add(eventRow({ event_id: `month ${i}`, received_at: 1_767_225_600_000_000 + i * month }));
    await opened.store.insert(encoder);
    const [row] = await json<{ n: string }>(
      "SELECT toString(count()) AS n FROM tidemark.events FINAL WHERE event_id LIKE 'month %'",
    );
    expect(row?.n).toBe("150");
  });

  test("nothing is left behind, and no batch is no insert", async () => {
    await opened.store.insert(new RowEncoder(events));
    expect(readdirSync(`${opened.path}/inserts`)).toEqual([]);
    const left = readdirSync("/dev/shm").filter((name) => name.startsWith("tidemark-"));
    for (const name of left) expect(statSync(`/dev/shm/${name}`).mode & 0o077).toBe(0);
  });

  test("parallel inserts do not mix", async () => {
    const encoders = Array.from({ length: 6 }, (_, batch) => {
      const encoder = new RowEncoder(events);
      for (let i = 0; i < 20; i++) encoder.add(eventRow({ event_id: `parallel ${batch} ${i}` }));
      return encoder;
    });
    await Promise.all(encoders.map((encoder) => opened.store.insert(encoder)));
    expect(
      await json("SELECT toUInt32(count()) AS n FROM tidemark.events FINAL WHERE event_id LIKE 'parallel %'"),
    ).toEqual([{ n: 120 }]);
  });
});

describe("the client", () => {
  test("parameters of every kind arrive as they are", async () => {
    const text = "tab\t quote' back\\slash \n {x:String} ü 😀";
    const rows = await json(
      "SELECT {text:String} AS text, {list:Array(String)} AS list, {none:Nullable(Int64)} AS none, {at:DateTime64(3, 'UTC')} AS at",
      {
        query_params: { text, list: [text, ""], none: null, at: new Date("2026-01-02T03:04:05.006Z") },
      },
    );
    expect(rows).toEqual([{ text, list: [text, ""], none: null, at: "2026-01-02 03:04:05.006" }]);
  });

  test("parallel queries keep their own parameters and settings", async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        json("SELECT {x:String} AS x, getSetting('max_block_size') AS block, sleep(0.01) AS slept", {
          query_params: { x: `value ${i}` },
          clickhouse_settings: { max_block_size: String(1000 + i) },
        }),
      ),
    );
    expect(answers.flat()).toEqual(
      Array.from({ length: 24 }, (_, i) => ({ x: `value ${i}`, block: 1000 + i, slept: 0 })),
    );
    const [{ block } = { block: "" }] = await json<{ block: string }>(
      "SELECT toString(getSetting('max_block_size')) AS block",
    );
    expect(Number(block)).toBeGreaterThan(2000);
  });

  test("an error has ClickHouse's code", async () => {
    await expect(json("SELECT nosuch")).rejects.toMatchObject({ code: "47", type: "UNKNOWN_IDENTIFIER" });
    await expect(json("SELECT {x:UInt8} AS x", { query_params: { "x = 1, readonly": 1 } })).rejects.toThrow(
      /not a name/,
    );
  });

  test("large answers come in pieces, a reader may stop", async () => {
    const query = "SELECT number FROM numbers(2000000) FORMAT RowBinary";
    const { stream } = await opened.store.client.exec({ query });
    let rows = 0;
    for await (const piece of stream) {
      rows += Buffer.from(piece).length / 8;
      if (rows > 100_000) break;
    }
    expect(rows).toBeLessThan(2_000_000);
    expect(await json("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a query does not hold the thread while the engine plans it", async () => {
    const started = performance.now();
    // A scalar subquery is computed while its query is planned.
    const planned = json("SELECT (SELECT toUInt32(sleep(3))) AS slept");
    await delay(100);
    expect(performance.now() - started).toBeLessThan(2500);
    expect(await planned).toEqual([{ slept: 0 }]);
  });

  test("SHOW, DESCRIBE and formats with a frame are answered too", async () => {
    expect(await json("SHOW TABLES FROM tidemark LIKE 'deliver%'")).toEqual([
      { name: "deliveries" },
      { name: "deliveries_from_events" },
    ]);
    const result = await opened.store.client.query({ query: "SELECT 1 AS one", format: "JSON" });
    expect((await result.json()).data).toEqual([{ one: 1 }]);
  });

  test("an aborted query is killed inside the engine", async () => {
    const abort = new AbortController();
    const query = json("SELECT count() FROM system.numbers", { abort_signal: abort.signal });
    const running =
      "SELECT toUInt32(count()) AS n FROM system.processes WHERE query LIKE '%system.numbers%' AND query NOT LIKE '%processes%'";
    await expect.poll(() => json(running)).toEqual([{ n: 1 }]);
    abort.abort();
    await expect(query).rejects.toMatchObject({ code: "394" });
    await expect.poll(() => json(running)).toEqual([{ n: 0 }]);
  });

  test("rows go by Store.insert, not by the client", async () => {
    await expect(opened.store.client.insert({ table: "tidemark.events", values: [{}] })).rejects.toThrow(
      /Store.insert/,
    );
    expect(await opened.store.client.ping()).toEqual({ success: true });
  });
});

test("memory is capped", async () => {
  const settings = await json(
    "SELECT name, value FROM system.server_settings WHERE name IN ('max_server_memory_usage', 'mark_cache_size') ORDER BY name",
  );
  expect(settings).toEqual([
    { name: "mark_cache_size", value: String(64 * 1024 ** 2) },
    { name: "max_server_memory_usage", value: String(3 * 1024 ** 3) },
  ]);
});

test("answers do not depend on the zone of the host", async () => {
  expect(await json("SELECT timezone() AS zone, toString(toDateTime(0)) AS epoch")).toEqual([
    { zone: "UTC", epoch: "1970-01-01 00:00:00" },
  ]);
});
