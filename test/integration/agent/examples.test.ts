import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { LineageAnswer } from "#query/graph/lineage.ts";
import type { Page } from "#query/list.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { RunDetail } from "#query/things/run.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { postgresPrograms, startTestPostgres } from "#test/support/postgres-server.ts";
import type { TestPostgres } from "#test/support/postgres-server.ts";

// What users copy, run as it is against a collector, and asserted by what that derives.

let collector: TestCollector;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tidemark-examples-"));
  collector = await startTestCollector();
});
afterAll(async () => {
  await collector.close();
  rmSync(directory, { recursive: true, force: true });
});

const inHere = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const patiently = { timeout: 30_000 };

function example(name: string, argv: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const program = inHere(`../../../agent/examples/${name}.ts`);
  const child = spawn(process.execPath, ["--import", inHere("../../support/agent-examples.ts"), program, ...argv], {
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: directory,
      OPENLINEAGE_URL: collector.url,
      OPENLINEAGE_NAMESPACE: "examples",
      DATA: directory,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => code);
  const line = once(createInterface(child.stdout), "line").then(([text]) => String(text));
  return { ended, line, stderr: () => stderr, terminate: () => void child.kill("SIGTERM") };
}

async function ask<T>(path: string): Promise<T | undefined> {
  const response = await fetch(`${collector.url}/api/v1/${path}`);
  if (!response.ok) return undefined;
  const answer: T = JSON.parse(await response.text());
  return answer;
}

describe("an Express job queue", () => {
  test("each job is a run of the id that was answered, one that fails too; SIGTERM waits for all", async () => {
    writeFileSync(join(directory, "orders-2026-01-31.csv"), "1,10\n2,2.5\n");
    const queue = example("job-queue", [], { PORT: "0" });
    const port = /port: (\d+)/.exec(await queue.line)?.[1];
    const post = async (day: string): Promise<string> => {
      const headers = { "content-type": "application/json" };
      const url = `http://127.0.0.1:${port}/reports`;
      const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ day }) });
      expect(response.status).toBe(day === "" ? 400 : 202);
      const answer: { readonly runId: string } = JSON.parse(await response.text());
      return answer.runId;
    };
    await post("");
    const [done, failed] = [await post("2026-01-31"), await post("2026-02-01")];
    queue.terminate();
    expect(await queue.ended, queue.stderr()).toBe(0);

    await expect.poll(() => ask<RunDetail>(`runs/${failed}`), patiently).toMatchObject({ state: "FAIL" });
    await expect
      .poll(() => ask<RunDetail>(`runs/${done}`), patiently)
      .toMatchObject({
        state: "COMPLETE",
        job: { namespace: "examples", name: "reports.revenue" },
      });
    expect(readFileSync(join(directory, "revenue-2026-01-31.json"), "utf8")).toContain("12.5");
    const report = await ask<DatasetDetail>(
      `datasets/file/${encodeURIComponent(`${directory}/revenue-2026-01-31.json`)}`,
    );
    expect(report?.writers.map(({ job }) => job.name)).toEqual(["reports.revenue"]);
  });
});

describe("a job of node-cron", () => {
  test("each tick is a run with the time it was planned for", async () => {
    writeFileSync(join(directory, "orders.csv"), "1,10\n2,2.5\n");
    const cron = example("cron-job", [], { SCHEDULE: "* * * * * *" });
    await expect
      .poll(() => ask<Page<RunItem>>("runs?job=examples/orders.backup&state=COMPLETE"), patiently)
      .toMatchObject({ items: expect.arrayContaining([expect.anything()]) });
    cron.terminate();
    expect(await cron.ended, cron.stderr()).toBe(0);

    const last = (await ask<Page<RunItem>>("runs?job=examples/orders.backup"))?.items[0];
    expect(Date.parse(last?.nominalStart ?? "") % 1000).toBe(0);
    expect(await ask<RunDetail>(`runs/${last?.runId}`)).toMatchObject({
      datasets: [
        { dataset: { name: `${directory}/orders.csv` }, role: "input", bytes: 11 },
        { dataset: { name: `${directory}/orders-backup.csv` }, role: "output", bytes: 11 },
      ],
    });
  });
});

const without = postgresPrograms === undefined ? " (skipped: no Postgres here, apt-get install postgresql)" : "";

describe.skipIf(postgresPrograms === undefined)(`ETL from Postgres to Parquet${without}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres(postgresPrograms ?? "");
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`CREATE TABLE orders (id bigint, customer text, total numeric, placed_on date);
      INSERT INTO orders VALUES (1, 'Ann', 10, '2026-01-31'), (2, 'Bo', 2.5, '2026-01-31'), (3, 'Cy', 1, '2026-02-01')`);
    await client.end();
  });
  afterAll(async () => postgres.close());

  test("the day's rows are in the file; columns, their origin and the check are known", async () => {
    const { port } = new URL(postgres.url);
    const at = { PGHOST: "127.0.0.1", PGPORT: port, PGUSER: "postgres", PGDATABASE: "postgres" };
    const etl = example("postgres-to-parquet", ["2026-01-31", directory], at);
    expect(await etl.ended, etl.stderr()).toBe(0);

    const lake = `${directory}/orders`;
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(`${lake}/day=2026-01-31.parquet`) });
    expect(rows).toEqual([
      { id: 1n, customer: "Ann", total: 10 },
      { id: 2n, customer: "Bo", total: 2.5 },
    ]);
    const table = { namespace: `postgres://127.0.0.1:${port}`, name: "postgres.public.orders" };
    await expect
      .poll(() => ask<Page<RunItem>>("runs?job=examples/orders.export&state=COMPLETE"), patiently)
      .toMatchObject({
        items: [{ nominalStart: "2026-01-31T00:00:00.000000Z" }],
      });
    const written = await ask<DatasetDetail>(`datasets/file/${encodeURIComponent(lake)}`);
    expect(written?.schema?.fields.map(({ path, type }) => `${path} ${type}`)).toEqual([
      "id INT64",
      "customer STRING",
      "total DOUBLE",
    ]);
    const asked = `lineage?dataset=${encodeURIComponent(`file/${lake}`)}&column=total&direction=upstream`;
    expect(JSON.stringify((await ask<LineageAnswer>(asked))?.columns)).toContain(table.name);
    expect(await ask<Page<QualityItem>>("quality?job=examples/orders.export")).toMatchObject({
      items: [{ success: true, dataset: table, actual: "2" }],
    });
  });
});
