import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { corpusEvents, hasCorpus } from "#test/support/corpus.ts";
import { runEvent } from "#test/support/gateway.ts";

/** A whole collector in a process of its own: what the gateway answers is what the store then has. */

function post(collector: TestCollector, path: string, body: string | Uint8Array, headers = {}): Promise<Response> {
  return fetch(`${collector.url}${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
}

async function residentBytes({ url }: TestCollector): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^tidemark_process_memory(?:_bytes)? (\d+)/m.exec(text)?.[1]);
}

async function expectStored(collector: TestCollector, events: number, timeout = 20_000): Promise<void> {
  await expect.poll(async () => (await collector.status()).store.events, { timeout, interval: 100 }).toBe(events);
}

describe.each([
  ["over NATS", {}],
  ["without NATS", { TIDEMARK_NATS: "off" }],
] as const)("a collector %s", (_name, env) => {
  let collector: TestCollector;
  beforeAll(async () => {
    collector = await startTestCollector({ env });
  });
  afterAll(async () => {
    expect(await collector.close()).toBe(0);
  });

  test("is ready, and says what it uses", async () => {
    const ready = await fetch(`${collector.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: "ready", dependencies: { log: "up", store: "up" }, evaluation: "off" },
    ]);
    const status = await collector.status();
    expect(status.log.kind).toBe("TIDEMARK_NATS" in env ? "direct" : "nats");
    expect(status.store).toMatchObject({ kind: "embedded", events: 0 });
    expect(status).toMatchObject({ log: { lag: 0 }, deadLetters: { open: 0 }, duplicates: { stored: 0, log: 0 } });
  });

  test("stores an event once, however often and in whatever way it is sent", async () => {
    const event = JSON.stringify(runEvent({ run: { runId: "often" } }));
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(event)).toReversed()), null, 2);
    const before = (await collector.status()).store.events ?? 0;
    for (const body of [event, event, reordered])
      expect((await post(collector, "/api/v1/lineage", body)).status).toBe(201);
    expect((await post(collector, "/api/v1/lineage", gzipSync(event), { "content-encoding": "gzip" })).status).toBe(
      201,
    );
    expect((await post(collector, "/api/v1/lineage/batch", `[${event},${reordered},${event}]`)).status).toBe(200);
    await expectStored(collector, before + 1);
    await expect
      .poll(async () => (await collector.status()).duplicates.stored, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(1);
  });

  test.skipIf(!hasCorpus)(
    "stores every captured event, sent by themselves and then as a batch",
    async () => {
      const events = corpusEvents();
      const identities = new Set(events.map(({ text }) => text));
      const before = (await collector.status()).store.events ?? 0;
      // A few senders at once.
      for (let start = 0; start < events.length; start += 16) {
        const answers = events.slice(start, start + 16).map(async ({ name, text }) => {
          const response = await post(collector, "/api/v1/lineage", text);
          expect([name, response.status]).toEqual([name, 201]);
        });
        await Promise.all(answers);
      }
      const batch = await post(
        collector,
        "/api/v1/lineage/batch",
        gzipSync(`[${events.map(({ text }) => text).join(",")}]`),
        {
          "content-encoding": "gzip",
        },
      );
      expect(await batch.json()).toMatchObject({ status: "success", summary: { received: events.length } });
      await expectStored(collector, before + identities.size);
    },
    60_000,
  );

  test("keeps what is refused, with its bytes, and is unharmed", async () => {
    const before = await residentBytes(collector);
    const refused: readonly (readonly [string, string | Uint8Array, number, Record<string, string>?])[] = [
      ["not JSON", "{nonsense", 400],
      ["deep objects", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, 400],
      ["__proto__", `{"__proto__":{"x":1},"eventTime":"2026-01-31T07:00:00Z"}`, 400],
      ["wrong types", JSON.stringify(runEvent({ job: 5 })), 422],
      ["missing job", JSON.stringify(runEvent({ job: undefined })), 422],
      ["UTF-16", Buffer.from(JSON.stringify(runEvent()), "utf16le"), 400],
      ["latin-1", Buffer.from('{"name":"caf\u00e9"}', "latin1"), 400],
      ["50 MB", Buffer.alloc(50_000_000, 0x20), 413],
      ["a bomb", gzipSync(Buffer.alloc(100_000_000)), 413, { "content-encoding": "gzip" }],
    ];
    for (const [name, body, status, headers] of refused) {
      const response = await post(collector, "/api/v1/lineage", body, headers);
      expect([name, response.status, await response.json()]).toMatchObject([
        name,
        status,
        { code: expect.any(String), message: expect.any(String), action: expect.any(String) },
      ]);
    }
    // Bytes that were never read cannot be kept.
    await expect.poll(async () => (await collector.status()).deadLetters.open, { timeout: 10_000 }).toBe(7);
    expect((await post(collector, "/", JSON.stringify(runEvent({ run: { runId: "after" } })))).status).toBe(201);
    expect((await residentBytes(collector)) - before).toBeLessThan(150_000_000);
  });

  test("redrives dead letters: what is still wrong is open again, with the same id", async () => {
    const open = async (): Promise<
      readonly { readonly id: string; readonly reason: string; readonly redrivenAt: string | null }[]
    > => {
      const response = await fetch(`${collector.url}/api/v1/dead-letters?redriven=true`);
      const page: { items: { id: string; reason: string; redrivenAt: string | null }[] } = JSON.parse(
        await response.text(),
      );
      return page.items;
    };
    const before = await open();
    const response = await post(collector, "/api/v1/dead-letters/redrive", JSON.stringify({ all: true }));
    expect([response.status, await response.json()]).toMatchObject([200, { redriven: 7, impossible: 0, left: 0 }]);
    // Refused again, each after it was marked.
    await expect
      .poll(
        async () =>
          (await open())
            .filter(({ redrivenAt }) => redrivenAt === null)
            .map(({ id }) => id)
            .toSorted(),
        { timeout: 15_000 },
      )
      .toEqual(before.map(({ id }) => id).toSorted());
  });

  test("refuses parameters that it does not know", async () => {
    for (const query of ["limit=0", "limit=x", "since=yesterday", "nonsense=1", "cursor=;DROP"]) {
      const response = await fetch(`${collector.url}/api/v1/dead-letters?${query}`);
      expect([query, response.status]).toEqual([query, 400]);
    }
    const redrive = await post(collector, "/api/v1/dead-letters/redrive", "{}");
    expect([redrive.status, await redrive.json()]).toMatchObject([400, { code: "invalid_parameter" }]);
    const unknown = await fetch(`${collector.url}/api/v1/dead-letters/${"0".repeat(32)}`);
    expect(unknown.status).toBe(404);
  });
});

describe("a second start", () => {
  test("on the same data finds what the first has stored; two at once are refused", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tidemark-second-"));
    const first = await startTestCollector({ dataDirectory });
    await post(first, "/", JSON.stringify(runEvent()));
    await expectStored(first, 1);
    await expect(startTestCollector({ dataDirectory })).rejects.toThrow(/in use by process \d+.*TIDEMARK_DATA/);
    await expect(
      startTestCollector({ env: { TIDEMARK_NATS: "off", TIDEMARK_PORT: new URL(first.url).port } }),
    ).rejects.toThrow(/port \d+ of 127\.0\.0\.1 is in use.*TIDEMARK_PORT/);
    expect(await first.close()).toBe(0);

    const second = await startTestCollector({ dataDirectory });
    await expectStored(second, 1);
    // Killed, with events it has just accepted: the log has them.
    for (let index = 0; index < 50; index++)
      expect((await post(second, "/", JSON.stringify(runEvent({ index })))).status).toBe(201);
    await second.kill();

    const third = await startTestCollector({ dataDirectory });
    // What the killed one had taken and not acknowledged comes again after 30 s.
    await expectStored(third, 51, 60_000);
    expect(await third.close()).toBe(0);
    await rm(dataDirectory, { recursive: true, force: true });
  }, 120_000);

  test("stops with what it has accepted in the store", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tidemark-drain-"));
    const env = { TIDEMARK_NATS: "off" };
    const first = await startTestCollector({ dataDirectory });
    const answers = Array.from({ length: 200 }, (_, index) => post(first, "/", JSON.stringify(runEvent({ index }))));
    const accepted = (await Promise.all(answers)).filter(({ status }) => status === 201).length;
    expect(accepted).toBe(200);
    expect(await first.close()).toBe(0);
    // Without the log: only the store can have them.
    const second = await startTestCollector({ dataDirectory, env });
    await expectStored(second, 200);
    await second.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }, 90_000);
});
