import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions, Reply } from "#test/support/questions.ts";
import { afterwards, firstFailure, lake, pipelineEvents, warehouse } from "./pipelines.ts";

let questions: Questions;
beforeAll(async () => {
  questions = await startQuestions();
  await questions.send(pipelineEvents);
  // What stands for what is settled a moment later.
  await vi.waitFor(
    async () => {
      const { body } = await ask("lineage", { dataset: "hive://meta/customers_view" });
      expect(body.dataset.name).toBe("shop.staging.customers");
    },
    { timeout: 60_000, interval: 200 },
  );
});
afterAll(async () => {
  await questions.collector.close();
});

const ask = (path: string, parameters: Readonly<Record<string, string>>): Promise<Reply> =>
  questions.ask(path, parameters);

type Body = Reply["body"];

/** Names with their hops: up, down. */
function hopsOf(body: Body): Readonly<Record<string, readonly (number | null)[]>> {
  return Object.fromEntries(body.nodes.map((node: Body) => [node.name, [node.upstreamHops, node.downstreamHops]]));
}

/** `source > target by job`, sorted. */
function edgesOf(body: Body): readonly string[] {
  return body.edges
    .map(
      (edge: Body) =>
        `${body.nodes[edge.source].name} > ${body.nodes[edge.target].name} by ${body.jobs[edge.job].name}`,
    )
    .toSorted();
}

describe("lineage", () => {
  test("both ways, through a cycle, with how each dataset is", async () => {
    const { status, body } = await ask("lineage", { dataset: "shop.staging.orders" });
    expect(status).toBe(200);
    expect(hopsOf(body)).toEqual({
      "shop.staging.orders": [0, 0],
      "raw/orders": [1, null],
      "raw/feedback": [1, 2],
      "shop.mart.daily": [2, 1],
      "shop.mart.legacy": [null, 1],
      "shop.staging.customers": [3, null],
      "raw/customers": [4, null],
    });
    expect(edgesOf(body)).toEqual([
      "raw/customers > shop.staging.customers by stage_customers",
      "raw/feedback > shop.staging.orders by stage_orders",
      "raw/orders > shop.staging.orders by stage_orders",
      "shop.mart.daily > raw/feedback by feedback",
      "shop.staging.customers > shop.mart.daily by mart_daily",
      "shop.staging.orders > shop.mart.daily by mart_daily",
      "shop.staging.orders > shop.mart.legacy by legacy",
    ]);
    expect(body).toMatchObject({ truncated: false, frontier: 0, edgesLeftOut: 0, columns: null });
    expect(body.nodes[0]).toMatchObject({
      namespace: warehouse,
      lastWrittenAt: "2026-04-08T02:00:00.000000Z",
      lastRun: { job: { namespace: "airflow", name: "stage_orders" }, state: "COMPLETE" },
    });
    const raw = body.nodes.find((node: Body) => node.name === "raw/orders");
    expect(raw).toMatchObject({
      lastWrittenAt: "2026-04-08T01:00:00.000000Z",
      lastRun: { job: { name: "ingest" }, state: "FAIL", endedAt: "2026-04-10T01:00:00.000000Z" },
    });
    const mart = body.nodes.find((node: Body) => node.name === "shop.mart.daily");
    expect(mart.owners).toEqual([{ name: "team:bi", type: "OWNER" }]);
    const staged = body.edges.find((edge: Body) => body.nodes[edge.source].name === "raw/orders");
    expect(staged).toMatchObject({ firstSeen: "2026-04-01T02:00:00.000000Z", lastSeen: "2026-04-08T02:00:00.000000Z" });
  });

  test("one way, as far as asked for", async () => {
    const up = await ask("lineage", { dataset: `${warehouse}/shop.mart.daily`, direction: "upstream", depth: "1" });
    expect(hopsOf(up.body)).toEqual({
      "shop.mart.daily": [0, null],
      "shop.staging.customers": [1, null],
      "shop.staging.orders": [1, null],
    });
    expect(up.body).toMatchObject({ truncated: false, frontier: 3 });
    const down = await ask("lineage", { dataset: "mart.daily", direction: "downstream", depth: "0" });
    expect(hopsOf(down.body)).toEqual({ "shop.mart.daily": [null, 0] });
  });

  test("with a limit it says that there is more", async () => {
    const { body } = await ask("lineage", { dataset: "shop.mart.daily", direction: "upstream", limit: "2" });
    expect(body.nodes).toHaveLength(2);
    expect(body).toMatchObject({ truncated: true, frontier: 2 });
  });

  test("edges age out", async () => {
    const { body } = await ask("lineage", {
      dataset: "shop.staging.orders",
      direction: "downstream",
      since: "2026-02-01",
    });
    expect(Object.keys(hopsOf(body)).toSorted()).toEqual(["raw/feedback", "shop.mart.daily", "shop.staging.orders"]);
  });

  test("as of a time there is what was known then", async () => {
    const { body } = await ask("lineage", { dataset: "shop.staging.orders", asOf: "2026-04-01T02:30:00Z" });
    expect(edgesOf(body)).toEqual([
      "raw/feedback > shop.staging.orders by stage_orders",
      "raw/orders > shop.staging.orders by stage_orders",
      "shop.staging.orders > shop.mart.legacy by legacy",
    ]);
    expect(body.nodes[0].lastWrittenAt).toBe("2026-04-01T02:00:00.000000Z");
    expect(await ask("lineage", { dataset: "shop.mart.daily", asOf: "2026-04-01T02:30:00Z" })).toMatchObject({
      status: 404,
      body: { code: "unknown_name" },
    });
  });

  test("a new dataset is there at once", async () => {
    const name = "fresh.copy";
    await questions.send([
      {
        ...pipelineEvents[0],
        eventTime: "2026-01-05T02:00:00Z",
        job: { namespace: "airflow", name: "copy" },
        outputs: [{ namespace: warehouse, name }],
      },
    ]);
    const { body } = await ask("lineage", { dataset: name, direction: "upstream", depth: "1" });
    expect(edgesOf(body)).toEqual(["shop.staging.orders > fresh.copy by copy"]);
  });

  test("names: by an alias, by their end; those that mean nothing or several are told", async () => {
    expect((await ask("lineage", { dataset: "customers_view" })).body.dataset).toEqual({
      namespace: warehouse,
      name: "shop.staging.customers",
    });
    expect((await ask("lineage", { dataset: "daily" })).body.dataset.name).toBe("shop.mart.daily");
    expect(await ask("lineage", { dataset: "orders" })).toMatchObject({
      status: 409,
      body: {
        code: "ambiguous_name",
        candidates: [
          { namespace: warehouse, name: "shop.staging.orders" },
          { namespace: lake, name: "raw/orders" },
        ],
      },
    });
    expect(await ask("lineage", { dataset: "shop.staging.ordres" })).toMatchObject({
      status: 404,
      body: { candidates: [{ namespace: warehouse, name: "shop.staging.orders" }] },
    });
    expect(await ask("lineage", { dataset: "shop.staging.orders.emial" })).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining("no such column") },
    });
    expect(await ask("lineage", { dataset: "daily", direction: "sideways" })).toMatchObject({
      status: 400,
      body: { code: "invalid_parameter", message: expect.stringContaining("upstream, downstream, both") },
    });
  });

  test("sending an event to the same address still works", async () => {
    const response = await fetch(`${questions.collector.url}/api/v1/lineage`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(422);
  });
});

/** `dataset.field`: kind of way, `masked` when it is. */
function columnsOf(body: Body): Readonly<Record<string, string>> {
  return Object.fromEntries(
    body.columns.nodes.map((node: Body) => [
      `${node.name}.${node.field ?? "*"}`,
      `${node.type ?? "START"}${node.masked === true ? " masked" : ""}`,
    ]),
  );
}

describe("column lineage", () => {
  test("of a column, upstream: what decides about it is not what it is made from", async () => {
    const { body } = await ask("lineage", { dataset: "shop.mart.daily.contact", direction: "upstream" });
    expect(body.column).toBe("contact");
    expect(columnsOf(body)).toEqual({
      "shop.mart.daily.contact": "START",
      "shop.staging.orders.email": "DIRECT",
      "raw/orders.email": "DIRECT masked",
      "raw/orders.country": "INDIRECT",
    });
    const { nodes, edges } = body.columns;
    const told = edges.map((edge: Body) => [
      nodes[edge.source].field,
      nodes[edge.target].field,
      edge.subtype,
      edge.masking,
    ]);
    expect(told).toContainEqual(["email", "email", "TRANSFORMATION", true]);
    expect(told).toContainEqual(["country", "email", "FILTER", false]);
    expect(edges.find((edge: Body) => edge.sourceField === "country")).toMatchObject({ targetField: null });
  });

  test("of a column, downstream: a filter's column reaches every column", async () => {
    const { body } = await ask("lineage", { dataset: "raw/orders", column: "country", direction: "downstream" });
    expect(columnsOf(body)).toEqual({
      "raw/orders.country": "START",
      "shop.staging.orders.*": "INDIRECT",
      "shop.mart.daily.orders": "INDIRECT",
      "shop.mart.daily.contact": "INDIRECT",
    });
  });

  test("of every column of a dataset", async () => {
    const { body } = await ask("lineage", { dataset: "shop.staging.orders", columns: "true", depth: "1" });
    expect(columnsOf(body)).toMatchObject({
      "shop.staging.orders.order_id": "START",
      "shop.staging.orders.email": "START",
      "raw/orders.id": "DIRECT",
      "shop.mart.daily.contact": "DIRECT",
    });
    expect(body.column).toBeNull();
  });
});

describe("impact", () => {
  test("of a dataset: what is made from it, who reads it, whom it hurts", async () => {
    const { body } = await ask("impact", { dataset: "shop.staging.orders", since: "2026-02-01" });
    expect(body.datasets.map((each: Body) => [each.hop, each.name])).toEqual([
      [1, "shop.mart.daily"],
      [2, "raw/feedback"],
    ]);
    expect(body.jobs.map((each: Body) => [each.hop, each.name])).toEqual([
      [1, "mart_daily"],
      [2, "feedback"],
      [3, "stage_orders"],
    ]);
    expect(body.consumers).toMatchObject([
      {
        hop: 2,
        namespace: "looker",
        name: "dashboard",
        owners: [{ name: "team:sales" }],
        reads: [{ name: "shop.mart.daily" }],
        lastRun: { state: "COMPLETE", endedAt: "2026-04-08T05:00:00.000000Z" },
      },
    ]);
    expect(body.owners).toEqual([
      { name: "team:bi", type: "OWNER", datasets: 1, jobs: 0 },
      { name: "team:sales", type: "OWNER", datasets: 0, jobs: 1 },
    ]);
    expect(body.counts).toEqual({ datasets: 2, jobs: 3, consumers: 1, owners: 2 });
  });

  test("jobs that read under another name are consumers too", async () => {
    const { body } = await ask("impact", { dataset: "shop.staging.customers", depth: "1" });
    expect(body.consumers).toMatchObject([{ hop: 1, name: "export" }]);
  });

  test("of a column: the columns it reaches, and what may be reached where jobs do not say", async () => {
    const { body } = await ask("impact", { dataset: "raw/orders.email" });
    expect(body.datasets).toMatchObject([
      { hop: 1, name: "shop.staging.orders", columns: [{ field: "email", type: "DIRECT", masked: true }] },
      { hop: 2, name: "shop.mart.daily", columns: [{ field: "contact", type: "DIRECT", masked: true }] },
    ]);
    expect(body.unsure.map((each: Body) => [each.hop, each.name])).toEqual(
      expect.arrayContaining([
        [2, "shop.mart.legacy"],
        [3, "raw/feedback"],
      ]),
    );
    expect(body.consumers).toMatchObject([{ hop: 3, name: "dashboard" }]);
  });
});

describe("why", () => {
  test("the furthest upstream in trouble, with the chain down to what was asked for", async () => {
    const { body } = await ask("why", { dataset: "shop.mart.daily", asOf: afterwards });
    expect(body.cause).toMatchObject({
      name: "raw/orders",
      troubles: [
        {
          kind: "failing",
          since: firstFailure,
          job: { namespace: "airflow", name: "ingest" },
          state: "FAIL",
          endedAt: "2026-04-10T01:00:00.000000Z",
          error: "connection refused",
        },
        { kind: "late", since: "2026-04-09T13:00:00.000000Z", lastWrittenAt: "2026-04-08T01:00:00.000000Z" },
      ],
    });
    expect(body.chain.map((each: Body) => [each.name, each.troubles.map(({ kind }: Body) => kind)])).toEqual([
      ["raw/orders", ["failing", "late"]],
      ["shop.staging.orders", ["late"]],
      ["shop.mart.daily", ["late"]],
    ]);
    expect(body.others.map((each: Body) => [each.name, each.troubles.map(({ kind }: Body) => kind)])).toEqual(
      expect.arrayContaining([
        ["shop.staging.customers", ["schema_changed"]],
        ["raw/feedback", ["late"]],
      ]),
    );
    expect(body.looked).toEqual({ datasets: 6, rhythmUnknown: 0 });
  });

  test("a changed schema, when nothing else is wrong", async () => {
    const { body } = await ask("why", { dataset: "shop.staging.customers", asOf: afterwards });
    expect(body.cause).toMatchObject({
      name: "shop.staging.customers",
      distance: 0,
      troubles: [{ kind: "schema_changed", version: 2, since: "2026-04-09T02:00:00.000000Z" }],
    });
    const later = await ask("why", { dataset: "shop.staging.customers", asOf: afterwards, since: "2026-04-10" });
    expect(later.body).toMatchObject({ cause: null, chain: [{ name: "shop.staging.customers", troubles: [] }] });
  });

  test("says when nothing was found, and what was looked at", async () => {
    const { body } = await ask("why", { dataset: "shop.mart.daily", asOf: "2026-04-08T12:00:00Z" });
    expect(body).toMatchObject({
      cause: null,
      others: [],
      looked: { datasets: 6, rhythmUnknown: 0 },
      truncated: false,
    });
  });
});
