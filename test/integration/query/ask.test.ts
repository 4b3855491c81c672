import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AskFailure, createAsking } from "#query/ask.ts";
import type { Ask, AskLimits } from "#query/ask.ts";
import { BoundValues } from "#query/bound-values.ts";
import { startTestGateway } from "#test/support/gateway.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let testStore: TestStore;
beforeAll(async () => {
  testStore = await openTestStore();
});
afterAll(async () => {
  await testStore.cleanup();
});

const limits: AskLimits = { maxExecutionSeconds: 20, maxMemoryBytes: 200_000_000, maxWaiting: 10 };
const asking = (changes: Partial<AskLimits> = {}, signal = new AbortController().signal): Ask =>
  createAsking(testStore.store, { ...limits, ...changes })(signal);

/** Takes for ever. */
const endless = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)";
const none = (): BoundValues => new BoundValues();

/** How a question failed; throws when it did not, or by a mistake. */
async function failure(question: Promise<unknown>): Promise<string> {
  const error: unknown = await question.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AskFailure)) throw new Error(`no AskFailure: ${String(error)}`);
  return error.kind;
}

/** Statements of `endless` in the engine. */
async function running(): Promise<number> {
  const query =
    "SELECT count() AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'";
  const [row] = await testStore.rows<{ readonly n: string }>(query);
  return Number(row?.n);
}

describe("a question to the store", () => {
  test("has values that no text of theirs can break out of", async () => {
    const texts = ["it's", "\\'", "{v0: String}", "\n\t\0", "é😀", "'; DROP TABLE x; --"];
    const values = new BoundValues();
    const columns = texts.map((text, index) => `${values.text(text)} AS t${index}`).join(", ");
    const list = values.bind("Array(String)", texts);
    const [row] = await asking()<Readonly<Record<string, unknown>>>(`SELECT ${columns}, ${list} AS list`, values);
    expect(Object.values(row ?? {})).toEqual([...texts, texts]);
  });

  test("gives numbers as numbers, tuples and maps as objects, times as they are compared", async () => {
    const values = new BoundValues();
    const at = values.time(new Date("2026-01-31T07:00:00.123Z"));
    const sql = `SELECT toInt64(5) AS n, CAST(('a', 1), 'Tuple(name String, n UInt64)') AS t, map('k', 'v') AS m,
      ${at} = toDateTime64('2026-01-31 07:00:00.123', 6, 'UTC') AS same`;
    expect(await asking()(sql, values)).toEqual([{ n: 5, t: { name: "a", n: 1 }, m: { k: "v" }, same: 1 }]);
  });

  test("that takes too long, or too much memory, is too expensive", async () => {
    expect(await failure(asking({ maxExecutionSeconds: 1 })(endless, none()))).toBe("too_expensive");
    const large = "SELECT length(groupArray(toString(number))) AS n FROM numbers(100000000)";
    expect(await failure(asking()(large, none()))).toBe("too_expensive");
  });

  test("that gives rows for some time before it takes too long", async () => {
    const slow = "SELECT number, sipHash64(number) % 1000000 = 0 AS hit FROM numbers(1000000000000) WHERE hit";
    expect(await failure(asking({ maxExecutionSeconds: 1 })(slow, none()))).toBe("too_expensive");
  });

  test("is stopped in the engine when nobody waits for it", async () => {
    const gone = new AbortController();
    const question = asking({}, gone.signal)(endless, none());
    const failed = failure(question);
    await expect.poll(running, { timeout: 15_000 }).toBe(1);
    gone.abort();
    expect(await failed).toBe("unavailable");
    await expect.poll(running, { timeout: 15_000 }).toBe(0);
  });

  test("waits while two are in the engine; too many are refused", async () => {
    const gone = new AbortController();
    const ask = createAsking(testStore.store, { ...limits, maxWaiting: 1 })(gone.signal);
    const questions = [1, 2, 3, 4].map(() => failure(ask(endless, none())));
    expect(await Promise.race(questions)).toBe("busy");
    gone.abort();
    expect((await Promise.all(questions)).sort()).toEqual(["busy", "busy", "unavailable", "unavailable"]);
  });

  test("that makes no sense is our mistake, and stays what it is", async () => {
    await expect(asking()("SELECT nonsense FROM nowhere", none())).rejects.not.toBeInstanceOf(AskFailure);
  });
});

describe("over HTTP", () => {
  test.each([
    ["unavailable", 503, "store_unavailable"],
    ["busy", 503, "overloaded"],
    ["too_expensive", 504, "query_too_expensive"],
  ] as const)("%s is answered with %d", async (kind, status, code) => {
    const gateway = await startTestGateway({ asking: () => () => Promise.reject(new AskFailure(kind)) });
    const response = await fetch(`${gateway.url}/api/v1/runs`);
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ code })]);
    expect(response.headers.get("retry-after")).toBe(status === 503 ? "5" : null);
    await gateway.close();
  });

  test("a mistake is answered with 500, and tells nothing of it", async () => {
    const gateway = await startTestGateway({ asking: () => () => Promise.reject(new Error("a secret")) });
    const response = await fetch(`${gateway.url}/api/v1/runs`);
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining("secret")]);
    await gateway.close();
  });

  test("whoever goes away stops the question", async () => {
    const started = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    const gateway = await startTestGateway({
      asking: (signal) => () =>
        new Promise((_resolve, reject) => {
          started.resolve();
          signal.addEventListener("abort", () => {
            stopped.resolve();
            reject(new AskFailure("unavailable"));
          });
        }),
    });
    const gone = new AbortController();
    const asked = fetch(`${gateway.url}/api/v1/runs`, { signal: gone.signal }).catch(() => "gone");
    await started.promise;
    gone.abort();
    expect(await asked).toBe("gone");
    await stopped.promise;
    await gateway.close();
  });

  test("needs a key where sending does", async () => {
    const gateway = await startTestGateway({
      keys: [{ name: "reader", key: "k-1" }],
      asking: () => () => Promise.resolve([]),
    });
    const status = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
      (await fetch(`${gateway.url}${path}`, { headers })).status;
    for (const path of ["/api/v1/runs", "/api/v1/jobs/a/b", "/api/v1/openapi.json", "/api/v1/datasets/a/b/c"])
      expect([path, await status(path)]).toEqual([path, 401]);
    const authorization = "Bearer k-1";
    expect(await status("/api/v1/runs", { authorization })).toBe(200);
    expect(await status("/api/v1/openapi.json", { authorization })).toBe(200);
    await gateway.close();
  });
});
