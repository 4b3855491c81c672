import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandsAt } from "#test/support/commands-at.ts";
import type { Ended } from "#test/support/commands-at.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions } from "#test/support/questions.ts";

/** A whole collector: events in, an incident out, and what people do about it. */

const expectations = `version: 1
defaults: { owner: data, channels: [out] }
owners: { data: { contact: "#data" } }
channels: { out: { type: stdout } }
`;

let questions: Questions;
let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-expectations-"));
  await writeFile(join(directory, "tidemark.yml"), expectations);
  // It judges when it is asked to, and hardly ever by itself.
  const env = { TIDEMARK_EVALUATE_EVERY: "15m", TIDEMARK_EXPECTATIONS: directory };
  questions = await startQuestions(undefined, env);
});
afterAll(async () => {
  await questions.collector.close();
  await rm(directory, { recursive: true, force: true });
});

const ask = commandsAt(() => questions.collector.url);

/** What is printed; it must have worked. */
async function printed(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ask(...argv);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${questions.collector.url}${path}`, { method: "POST", body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  questions.check("post", path, response.status, answer);
  return { status: response.status, body: answer };
}

const base = facetBase("Any");
const dataset = (name: string) => ({ namespace: "postgres://db", name });
const minute = 60_000;

function at(minutesAgo: number): string {
  return new Date(Date.now() - minutesAgo * minute).toISOString();
}

/** A run that reads one dataset and writes another; it ended some minutes ago. */
function run(n: number, reads: string, writes: string, minutesAgo: number, error?: string) {
  const about = {
    job: { namespace: "air", name: `load_${writes}` },
    inputs: [dataset(reads)],
    outputs: [{ ...dataset(writes), outputFacets: { outputStatistics: { ...base, rowCount: 100 } } }],
  };
  const facets =
    error === undefined ? {} : { errorMessage: { ...base, message: error, programmingLanguage: "python" } };
  return [
    runEvent({ ...about, eventType: "START", eventTime: at(minutesAgo + 1), run: { runId: runId(n), facets: {} } }),
    runEvent({
      ...about,
      eventType: error === undefined ? "COMPLETE" : "FAIL",
      eventTime: at(minutesAgo),
      run: { runId: runId(n), facets },
    }),
  ];
}

let id = "";

test("when nothing is wrong there are none, and a check ends well", async () => {
  await questions.send([...run(1, "raw", "orders", 30), ...run(2, "orders", "report", 25)]);
  expect(await printed("alerts", "check")).toContain("Nothing is in breach.");
  expect(await printed("incidents")).toBe("No incidents are open.\n");
});

test("a check by files that are not in use yet judges by them, and nothing comes of it", async () => {
  const proposed = join(directory, "proposed.yml");
  await writeFile(
    proposed,
    `version: 1
defaults: { owner: finance }
datasets:
  - { match: "postgres://db/orders", volume: { min_rows: 1000 } }
`,
  );
  const check: Ended = await ask("alerts", "check", proposed);
  expect([check.code, check.stderr]).toEqual([1, "1 in breach"]);
  expect(check.stdout).toMatch(/breach +volume +postgres:\/\/db\/orders .*finance/);
  const json: Ended = await ask("alerts", "check", proposed, "--dataset", "orders", "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({
    items: [{ signal: "volume", subject: { name: "orders" }, observed: 100, lower: 1000, owner: "finance" }],
  });
  for (const others of [
    ["--owner", "data"],
    ["--dataset", "report"],
    ["--job", "orders"],
    ["--signal", "cost"],
  ])
    expect((await ask("alerts", "check", proposed, ...others)).code).toBe(0);
  expect(await printed("incidents")).toBe("No incidents are open.\n");
  expect((await ask("alerts", "check", join(directory, "none.yml"))).code).toBe(2);
  await rm(proposed);
});

test("a check tells what is in breach and ends with 1; it has become an incident", async () => {
  await questions.send([
    ...run(3, "raw", "orders", 5, "disk full"),
    ...run(4, "orders", "report", 4, "orders is empty"),
  ]);
  const check: Ended = await ask("alerts", "check");
  expect([check.code, check.stderr]).toEqual([1, "2 in breach"]);
  expect(check.stdout).toContain("air/load_orders");
  expect((await ask("alerts", "check", "--severity", "critical")).code).toBe(0);
  const page = JSON.parse(await printed("incidents", "list", "--json"));
  expect(page.items).toMatchObject([
    {
      state: "open",
      cause: { kind: "job", name: "load_orders" },
      owner: "data",
      breaches: { active: 2 },
      blastRadius: 2,
    },
  ]);
  id = page.items[0].id;
  expect(await printed("incidents", "--dataset", "report")).toBe("No incidents are open.\n");
  expect(await printed("incidents", "--job", "load_report")).toContain(id);
});

test("one is shown with the way down from its cause, its breaches, what happened and who was told", async () => {
  const shown = await printed("incidents", "show", id);
  expect(shown).toContain("disk full");
  expect(shown).toMatch(
    /From the cause down\njob air\/load_orders\n└ postgres:\/\/db\/orders\n {2}└ job air\/load_report\n/,
  );
  expect(shown).toMatch(/ failures +job air\/load_report .*orders is empty/);
  expect(shown).toMatch(/ opened +job air\/load_orders/);
  const { body } = await questions.ask(`incidents/${id}`);
  expect(body.chain.map(({ name }: { readonly name: string }) => name)).toEqual([
    "load_orders",
    "orders",
    "load_report",
  ]);
});

test("it is acknowledged and snoozed, with who did it and why", async () => {
  expect(await printed("incidents", "ack", id, "--by", "kim")).toMatch(/^Acknowledged by kim: load_orders/);
  expect(await printed("incidents", "list")).toMatch(new RegExp(`${id} +acknowledged`));
  expect(
    await printed("incidents", "snooze", id, "--for", "2h", "--reason", "a new disk comes", "--by", "kim"),
  ).toMatch(/^Snoozed until \d{4}-/);
  const shown = await printed("incidents", "show", id);
  expect(shown).toMatch(/snoozed by kim .*a new disk comes; until \d{4}/);
  expect(await printed("incidents", "snooze", "--dataset", "report", "--for", "1d")).toContain(
    "dataset postgres://db/report",
  );
});

test("over HTTP, as the document describes", async () => {
  const { status, body } = await post(`/api/v1/incidents/${id}/acknowledge`, {});
  expect([status, body]).toMatchObject([200, { acknowledged: { by: "somebody" } }]);
  const until = new Date(Date.now() + minute).toISOString();
  expect((await post(`/api/v1/incidents/${id}/snooze`, { until, by: "lee" })).status).toBe(200);
  expect((await post("/api/v1/snoozes", { job: "load_orders", until })).status).toBe(200);
  expect(await post("/api/v1/evaluate", {})).toMatchObject({ status: 200, body: { telling: "on" } });
});

test("what is wrong is answered with what to do", async () => {
  expect(await ask("incidents", "show", "nothing")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no such incident"),
  });
  expect(await ask("incidents", "snooze", id)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("say how long"),
  });
  expect(await ask("incidents", "snooze", "--for", "2h")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("say what"),
  });
  expect(await ask("incidents", "snooze", id, "--for", "2 fortnights")).toMatchObject({ code: 2 });
  expect((await post(`/api/v1/incidents/${id}/snooze`, { until: "2999-01-01T00:00:00Z" })).status).toBe(400);
  expect((await post("/api/v1/incidents/nothing/acknowledge", {})).status).toBe(404);
  expect((await post("/api/v1/snoozes", { until: "2026-01-01T00:00:00Z" })).status).toBe(400);
  expect((await questions.ask("incidents", { state: "wrong" })).status).toBe(400);
});

test("status says how often it is judged, and that people are told", async () => {
  const { evaluation } = await questions.collector.status();
  expect(evaluation).toMatchObject({ everySeconds: 900, telling: "on", overdue: false });
  expect(await printed("status")).toMatch(/Judged +every 15 min, last \d{4}-.*; people are told/);
});
