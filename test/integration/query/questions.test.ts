import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runId } from "#test/support/events.ts";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions, Reply } from "#test/support/questions.ts";
import { oddName, postgres, runEvent, shopEvents } from "./shop.ts";

let questions: Questions;
beforeAll(async () => {
  questions = await startQuestions();
  await questions.send(shopEvents);
});
afterAll(async () => {
  await questions.collector.close();
});

const ask = (path: string, parameters?: Readonly<Record<string, string>>): Promise<Reply> =>
  questions.ask(path, parameters);

/** One member of each item. */
async function names(
  path: string,
  parameters: Readonly<Record<string, string>>,
  member = "name",
): Promise<readonly string[]> {
  const { body } = await ask(path, parameters);
  return body.items.map((item: Readonly<Record<string, string>>) => item[member]);
}

/** The same of an address that is not in the document. */
async function plain(path: string, init?: RequestInit): Promise<Reply & { readonly headers: Headers }> {
  const response = await fetch(`${questions.collector.url}/api/v1/${path}`, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const segments = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join("/");

describe("lists", () => {
  test("jobs, by namespace and name", async () => {
    expect(await names("jobs", {})).toEqual([
      "shop",
      "shop.daily",
      "shop.daily.query",
      "shop.load_orders",
      oddName,
      "shop.load_orders",
    ]);
  });

  test.each([
    [{ namespace: "dagster" }, [oddName, "shop.load_orders"]],
    [{ name: oddName }, [oddName]],
    [{ search: "LAKE orders" }, ["shop.load_orders"]],
    [{ tag: "tier" }, ["shop.load_orders"]],
    [{ tag: "tier=silver" }, []],
    [{ owner: "team:sales" }, ["shop.load_orders"]],
    [{ jobType: "task", integration: "airflow" }, ["shop.load_orders"]],
    [{ dataset: "shop.public.orders" }, ["shop.daily.query", "shop.load_orders"]],
    [{ dataset: "nothing" }, []],
    [{ since: "2026-03-02" }, ["shop.load_orders", oddName, "shop.load_orders"]],
    [{ until: "2026-03-01T02:20:30Z" }, ["shop", "shop.daily", "shop.load_orders"]],
    [{ search: "'; DROP TABLE events; --" }, []],
  ])("jobs with %j", async (filter, expected) => {
    expect(await names("jobs", filter)).toEqual(expected);
  });

  test.each([
    [{}, [oddName, 5, 5, 4, 3, 2, 1]],
    [{ state: "FAIL" }, [4, 3, 1]],
    [{ state: "running,complete" }, [oddName, 5, 5, 2]],
    [{ job: "airflow/shop.load_orders" }, [5, 2]],
    [{ job: "shop.load_orders" }, [5, 5, 2]],
    [{ job: "shop.load_orders", namespace: "dagster" }, [5]],
    [{ dataset: "s3://lake/raw/orders" }, [5, 2]],
    [{ dataset: "shop.orders_view" }, [5, 4, 2]],
    [{ search: "DIVISION zero" }, [4]],
    [{ parentRunId: runId(1) }, [3, 2]],
    [{ rootRunId: runId(1) }, [4, 3, 2]],
    [{ since: "2026-03-01T02:20:00Z", until: "2026-03-01T02:21:00Z" }, [3]],
  ])("runs with %j, the newest first", async (filter: Readonly<Record<string, string>>, expected) => {
    const ids = expected.map((id) => (typeof id === "number" ? runId(id) : id));
    expect(await names("runs", filter, "runId")).toEqual(ids);
  });

  test.each([
    [{ search: "orders" }, ["shop.public.orders", "raw/orders"]],
    [{ namespace: postgres }, ["shop.mart.daily", "shop.public.orders"]],
    [{ tag: "pii=true", owner: "team:sales" }, ["shop.public.orders"]],
    [{ job: "shop.daily.query" }, ["shop.mart.daily", "shop.public.orders"]],
    [{ deleted: "true" }, []],
    [{ name: oddName }, [oddName]],
  ])("datasets with %j", async (filter, expected) => {
    expect(await names("datasets", filter)).toEqual(expected);
  });

  test("quality, by outcome and under an alias of the dataset", async () => {
    expect(await names("quality", {}, "assertion")).toEqual(["not_null", "unique"]);
    expect(await names("quality", { success: "false" }, "assertion")).toEqual(["unique"]);
    const { body } = await ask("quality", {
      dataset: "hive://meta/shop.orders_view",
      assertion: "unique",
      column: "order_id",
    });
    expect(body.items).toMatchObject([
      { dataset: { name: "shop.public.orders" }, expected: "0", actual: "7", severity: "error", runId: runId(4) },
    ]);
    expect(await names("quality", { severity: "warn" })).toEqual([]);
  });

  test("metrics, costs, facets, schemas", async () => {
    const costs = await ask("costs", { job: "shop.load_orders", currency: "eur" });
    expect(costs.body.items).toMatchObject([
      { amount: 1.25, currency: "EUR", item: "warehouse", quantity: 0.5, unit: "credit" },
    ]);
    const facets = await ask("facets", { entity: "job", facet: "company_cost_center" });
    expect(facets.body.items).toMatchObject([{ name: "shop.load_orders", value: { code: "4711" }, deleted: false }]);
    const schemas = await ask("schemas", { dataset: "shop.public.orders", field: "customer" });
    expect(schemas.body.items).toMatchObject([
      { version: 1, saidBy: { name: "shop.load_orders" }, role: "output" },
      { version: 2, fields: [{ path: "order_id", type: "bigint" }, {}, {}] },
    ]);
    expect((await ask("metrics")).body.next).toBeNull();
  });

  test.each(["jobs", "runs", "datasets", "quality", "metrics", "schemas", "costs", "facets", "search?q=o"])(
    "pages of %s fit together: no item twice, none left out",
    async (list) => {
      const [path = "", query] = list.split("?");
      const filter = Object.fromEntries(new URLSearchParams(query));
      const whole = (await ask(path, filter)).body;
      expect(whole.next).toBeNull();
      const items: unknown[] = [];
      let cursor: string | null = "";
      for (let page = 0; cursor !== null && page < 50; page++) {
        const { body }: Reply = await ask(path, { ...filter, limit: "3", ...(cursor === "" ? {} : { cursor }) });
        expect(body.items.length).toBeLessThanOrEqual(3);
        items.push(...body.items);
        cursor = body.next;
      }
      expect(items).toEqual(whole.items);
    },
  );
});

describe("single things", () => {
  test("a job: what it reads and writes, its newest runs, its facets", async () => {
    const { body } = await ask(`jobs/${segments("airflow", "shop.load_orders")}`);
    expect(body).toMatchObject({
      description: "Orders from the lake",
      owners: [{ name: "team:sales", type: "MAINTAINER" }],
      tags: { tier: "gold" },
      sql: { query: "INSERT INTO orders SELECT * FROM raw", dialect: null },
      inputs: [{ dataset: { namespace: "s3://lake", name: "raw/orders" } }],
      outputs: [{ dataset: { namespace: postgres, name: "shop.public.orders" } }],
      runs: [{ runId: runId(5), state: "COMPLETE", durationMs: 300_500 }, { runId: runId(2) }],
      facets: { company_cost_center: { code: "4711" } },
    });
  });

  test.each([
    ["jobs", "dagster", oddName],
    ["datasets", "s3://lake", oddName],
  ])("%s of any name, by both and by the name alone", async (list, namespace, name) => {
    expect(await ask(`${list}/${segments(namespace, name)}`)).toMatchObject({ status: 200, body: { namespace, name } });
    expect(await ask(`${list}/${segments(name)}`)).toMatchObject({ status: 200, body: { namespace, name } });
    expect(await ask(`${list}/${segments(`${namespace}/${name}`)}`)).toMatchObject({ status: 200, body: { name } });
  });

  test("a dataset: its schema, who reads and writes it, under an alias too", async () => {
    const exact = await ask(`datasets/${segments(postgres, "shop.public.orders")}`);
    expect(exact.body).toMatchObject({
      description: "One row an order",
      tags: { pii: "true" },
      fieldTags: [{ field: "customer.name", key: "mask", value: "hash" }],
      aliases: [{ namespace: "hive://meta", name: "shop.orders_view", type: "TABLE" }],
      lastWrittenAt: "2026-03-02T02:05:00.500000Z",
      schema: { version: 2 },
      writers: [{ job: { namespace: "airflow", name: "shop.load_orders" }, firstSeen: "2026-03-01T02:10:00.000000Z" }],
      readers: [{ job: { name: "shop.daily.query" } }],
    });
    for (const typed of ["shop.public.orders", "public.orders", "shop.orders_view", "hive://meta/shop.orders_view"])
      expect((await ask(`datasets/${segments(typed)}`)).body).toEqual(exact.body);
  });

  test("a run: what it read and wrote, what was tested, what it cost", async () => {
    const loaded = await ask(`runs/${runId(2)}`);
    expect(loaded.body).toMatchObject({
      state: "COMPLETE",
      startedAt: "2026-03-01T02:01:00.000000Z",
      parent: { job: { name: "shop" }, runId: runId(1) },
      datasets: [
        { dataset: { name: "raw/orders" }, role: "input", rows: 120, bytes: 9000, files: null },
        { dataset: { name: "shop.public.orders" }, role: "output", rows: 120, bytes: 64_000, files: 3 },
      ],
      costs: [{ amount: 1.25 }],
    });
    const failed = await ask(`runs/${runId(4)}`);
    expect(failed.body).toMatchObject({ error: "division by zero", tests: [{ success: true }, { success: false }] });
  });

  test("a run whose id several jobs have: of which job has to be said", async () => {
    const { status, body } = await ask(`runs/${runId(5)}`);
    expect([status, body.code]).toEqual([409, "ambiguous_name"]);
    expect(body.candidates).toEqual([
      { namespace: "airflow", name: "shop.load_orders" },
      { namespace: "dagster", name: "shop.load_orders" },
    ]);
    const said = await ask(`runs/${runId(5)}`, { job: "dagster/shop.load_orders" });
    expect(said.body).toMatchObject({ job: { namespace: "dagster" } });
  });

  test("a run's tree: parents to the top, children to any depth", async () => {
    const whole = await ask(`runs/${runId(1)}/tree`);
    const shape = whole.body.tree.map(({ depth, run }: { depth: number; run: { runId: string } }) => [
      depth,
      run.runId,
    ]);
    expect(shape).toEqual([
      [0, runId(1)],
      [1, runId(2)],
      [1, runId(3)],
      [2, runId(4)],
    ]);
    expect(whole.body).toMatchObject({ ancestors: [], truncated: false });
    const leaf = await ask(`runs/${runId(4)}/tree`);
    expect(leaf.body).toMatchObject({
      ancestors: [{ runId: runId(1) }, { runId: runId(3) }],
      tree: [{ run: { runId: runId(4) } }],
    });
    expect((await ask(`runs/${runId(1)}/tree`, { depth: "1" })).body).toMatchObject({
      truncated: true,
      tree: { length: 3 },
    });
    expect((await ask(`runs/${runId(1)}/tree`, { limit: "2" })).body).toMatchObject({
      truncated: true,
      tree: { length: 2 },
    });
    expect((await ask(`runs/${runId(1)}/tree`, { limit: "4" })).body).toMatchObject({
      truncated: false,
      tree: { length: 4 },
    });
  });

  test("the difference between two versions of a schema", async () => {
    const { body } = await ask("schemas/diff", { dataset: "shop.public.orders" });
    expect(body).toMatchObject({
      from: { version: 1 },
      to: { version: 2, firstSeen: "2026-03-02T02:05:00.500000Z" },
      compatibility: "backward",
      added: [{ path: "customer.vip", type: "boolean" }],
      changed: [{ path: "order_id", from: "int", to: "bigint", compatibility: "backward" }],
    });
    const back = await ask("schemas/diff", { dataset: "shop.public.orders", from: "2", to: "1" });
    expect(back.body).toMatchObject({ compatibility: "breaking", removed: [{ path: "customer.vip" }] });
    expect(await ask("schemas/diff", { dataset: "shop.public.orders", to: "9" })).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining("its versions are 1 to 2") },
    });
    expect(await ask("schemas/diff", { dataset: "shop.mart.daily" })).toMatchObject({ status: 404 });
  });
});

describe("search", () => {
  test("what is named by the words, before what mentions them", async () => {
    const { body } = await ask("search", { q: "orders" });
    expect(body.items.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toEqual([
      "dataset shop.public.orders",
      "dataset raw/orders",
      "job shop.load_orders",
      "job shop.load_orders",
    ]);
  });

  test.each([
    [{ q: "AMOUNT" }, [{ kind: "column", name: "shop.public.orders", column: "amount", description: "decimal(10,2)" }]],
    [{ q: "amount", kind: "job,dataset" }, []],
    [{ q: runId(2) }, [{ kind: "run", name: "shop.load_orders", runId: runId(2) }]],
    [{ q: "row an", kind: "dataset" }, [{ name: "shop.public.orders", matched: "other" }]],
    [{ q: "orders_view" }, [{ name: "shop.public.orders" }]],
    [{ q: `it's "odd"`, kind: "DATASET" }, [{ name: oddName }]],
  ])("%j", async (parameters, expected) => {
    expect((await ask("search", parameters)).body.items).toMatchObject(expected);
    if (expected.length === 0) expect((await ask("search", parameters)).body.items).toEqual([]);
  });
});

describe("as of a time", () => {
  const then = { asOf: "2026-03-01T02:24:00Z" };
  test("only what was known then", async () => {
    expect(await names("jobs", then)).toEqual(["shop", "shop.daily", "shop.daily.query", "shop.load_orders"]);
    const runs = await ask("runs", then);
    expect(runs.body.items.map(({ state }: { state: string }) => state)).toEqual([
      "RUNNING",
      "RUNNING",
      "COMPLETE",
      "RUNNING",
    ]);
    expect((await ask(`runs/${runId(4)}`, then)).body).toMatchObject({ state: "RUNNING", error: null, tests: [] });
    expect((await ask(`runs/${runId(5)}`, then)).status).toBe(404);
    expect((await ask("schemas", { ...then, dataset: "orders" })).body.items).toHaveLength(1);
    expect((await ask(`datasets/${segments("shop.public.orders")}`, then)).body).toMatchObject({
      description: null,
      schema: { version: 1 },
    });
    expect((await ask("search", { ...then, q: "vip" })).body.items).toEqual([]);
    expect((await ask(`runs/${runId(1)}/tree`, then)).body.tree).toHaveLength(4);
  });

  test("before anything: nothing", async () => {
    for (const list of ["jobs", "runs", "datasets", "quality", "metrics", "schemas", "costs", "facets"])
      expect((await ask(list, { asOf: "2020-01-01" })).body).toEqual({ items: [], next: null });
  });
});

describe("what is wrong is said", () => {
  test.each([
    ["jobs", { limit: "0" }, "limit takes a whole number from 1 to 1000"],
    ["jobs", { limit: "ten" }, "limit takes a whole number from 1 to 1000"],
    ["runs", { since: "yesterday" }, "since takes a time such as 2026-01-31T07:00:00Z, or a date"],
    ["runs", { asOf: "2026-02-30T00:00:00" }, "asOf takes a time"],
    ["runs", { asOf: "9999-01-01" }, "asOf takes a time"],
    ["runs", { state: "failed" }, "state takes RUNNING, COMPLETE, ABORT, FAIL, UNKNOWN"],
    ["quality", { success: "yes" }, "success takes true or false"],
    ["jobs", { namspace: "x" }, "namspace is no parameter here: did you mean namespace?"],
    ["jobs", { cursor: "nonsense" }, "cursor takes the `next` of a page of the same list"],
    ["search", {}, "q is missing: it takes a text"],
    ["search", { q: " " }, "q takes a text that is not empty"],
    ["facets", { entity: "run" }, "entity takes one of job, dataset"],
    ["schemas/diff", { dataset: "x", from: "-1" }, "from takes a whole number"],
    [`runs/${runId(1)}/tree`, { depth: "5000" }, "depth takes a whole number from 0 to 1000"],
  ])("%s?%j", async (path, parameters: Readonly<Record<string, string>>, message) => {
    const { status, body } = await ask(path, parameters);
    expect([status, body.code]).toEqual([400, "invalid_parameter"]);
    expect(body.message).toContain(message);
  });

  test("the cursor of another list, and one that was changed", async () => {
    const { body } = await ask("runs", { limit: "1" });
    expect((await ask("jobs", { cursor: body.next })).status).toBe(400);
    const forged = Buffer.from(JSON.stringify(["runs", "1 OR 1", "a", "b", "c"])).toString("base64url");
    expect((await ask("runs", { cursor: forged })).status).toBe(400);
  });

  test("a parameter that is said twice", async () => {
    const { status, body } = await plain("jobs?namespace=a&namespace=b");
    expect([status, body.message]).toEqual([400, expect.stringContaining("namespace takes one text")]);
  });

  test("a name that is not known: which are like it", async () => {
    const { status, body } = await ask(`datasets/${segments("shop.public.ordesr")}`);
    expect([status, body.code]).toEqual([404, "unknown_name"]);
    expect(body.candidates[0]).toEqual({ namespace: postgres, name: "shop.public.orders" });
    expect(body.message).toContain("did you mean");
    expect((await ask(`jobs/${segments("airflow", "shop.dail")}`)).body.candidates[0]).toEqual({
      namespace: "airflow",
      name: "shop.daily",
    });
    expect(await ask(`jobs/${segments("shop.load_orders")}`)).toMatchObject({
      status: 409,
      body: { candidates: { length: 2 } },
    });
    expect(await ask(`runs/${runId(99)}`)).toMatchObject({ status: 404, body: { code: "unknown_name" } });
  });

  test("slashes that are not encoded; other methods", async () => {
    const slashes = await plain("datasets/s3://lake/raw/orders");
    expect([slashes.status, slashes.body.message]).toEqual([400, expect.stringContaining("%2F")]);
    for (const path of ["jobs", "runs/x/tree", "datasets/a/b", "schemas/diff", "openapi.json"]) {
      const posted = await plain(path, { method: "POST" });
      expect([path, posted.status, posted.headers.get("allow")]).toEqual([path, 405, "GET, HEAD"]);
    }
  });
});

async function post(path: string, body: string): Promise<void> {
  const reply = await plain(path, { method: "POST", body, headers: { "content-type": "application/json" } });
  questions.check("post", `/api/v1/${path}`, reply.status, reply.body);
}

test("what else the gateway answers is as the document says", async () => {
  const [event] = shopEvents;
  await post("lineage", JSON.stringify(event));
  await post("lineage", "{");
  await post("lineage/batch", JSON.stringify([event, {}]));
  await post("lineage/batch", JSON.stringify([{}]));
  await post("lineage/batch", "{}");
  await post("dead-letters/redrive", '{"reason": "none_such"}');
  await post("dead-letters/redrive", "{}");
  const letters = await ask("dead-letters");
  await expect.poll(async () => (await ask("dead-letters")).body.items.length, { timeout: 15_000 }).toBeGreaterThan(0);
  expect(letters.status).toBe(200);
  expect((await ask("dead-letters", { limit: "0" })).status).toBe(400);
  expect((await ask("status")).body.store.kind).toBe("embedded");
  for (const path of ["/health/live", "/health/ready"]) {
    const response = await fetch(`${questions.collector.url}${path}`);
    questions.check("get", path, response.status, await response.json());
  }
});

test("the document is served, and describes the questions", async () => {
  const { body: document } = await plain("openapi.json");
  expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Tidemark", version: "0.1.0" } });
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(["/api/v1/runs/{runId}/tree", "/api/v1/lineage", "/health/ready"]),
  );
});

function startedBy(parentId: string, id: string): object {
  const parent = { run: { runId: parentId }, job: { namespace: "ring", name: "job" } };
  const at = "2026-03-03T00:00:00Z";
  return runEvent({ type: "START", at, run: id, job: "job", namespace: "ring", runFacets: { parent } });
}

test("a ring of parents ends, and so does a wide tree", async () => {
  const leaves = Array.from({ length: 700 }, (_, index) => startedBy("a", `leaf-${String(index).padStart(3, "0")}`));
  const grandchild = startedBy("leaf-699", "grandchild");
  await questions.send([startedBy("b", "a"), startedBy("a", "b"), ...leaves, grandchild]);
  const { body } = await ask("runs/a/tree", { limit: "10000" });
  expect(body).toMatchObject({ ancestors: [{ runId: "b" }], truncated: false, tree: { length: 702 } });
  expect(body.tree.slice(-2)).toMatchObject([
    { depth: 1, run: { runId: "leaf-699" } },
    { depth: 2, run: { runId: "grandchild" } },
  ]);
});
