import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RowEncoder } from "#store/columns.ts";
import { startHttpInterface } from "#store/http-interface/http-interface.ts";
import type { HttpInterface } from "#store/http-interface/http-interface.ts";
import { events } from "#store/tables/events.ts";
import { datasetOf, eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const run = promisify(execFile);
const key = "a secret";
const source = join(import.meta.dirname, "clickhouse-go");
const build = mkdtempSync(join(tmpdir(), "tidemark-clickhouse-go-"));

let opened: TestStore;
let http: HttpInterface;
let program: string | undefined;
let missing = "";
beforeAll(async () => {
  program = await buildProgram();
  opened = await openTestStore();
  const encoder = new RowEncoder(events);
  const dataset = datasetOf({ namespace: "n", bytes: 1 });
  for (let i = 0; i < 5; i++)
    encoder.add(eventRow({ event_id: `event ${i}`, datasets: [dataset, { ...dataset, rows: i }] }));
  await opened.store.insert(encoder);
  http = await startHttpInterface({
    store: opened.store,
    host: "127.0.0.1",
    port: 0,
    authorize: (user, given) => user === "grafana" && given === key,
  });
}, 300_000);
afterAll(async () => {
  await http.close();
  await opened.cleanup();
  rmSync(build, { recursive: true, force: true });
});

/** Undefined where there is no Go, or its modules cannot be fetched. */
async function buildProgram(): Promise<string | undefined> {
  try {
    await run("go", ["mod", "download"], { cwd: source });
  } catch (error) {
    missing = error instanceof Error ? error.message : String(error);
    return undefined;
  }
  const file = join(build, "read");
  await run("go", ["build", "-o", file, "."], { cwd: source });
  return file;
}

test.for(["none", "gzip"])(
  "the driver of Grafana's data source reads everything, compression %s",
  async (compression, { skip }) => {
    if (program === undefined) {
      skip(`Go, or its modules, cannot be had: ${missing}`);
      return;
    }
    const { stdout } = await run(program, [`127.0.0.1:${http.port}`], { env: { KEY: key, COMPRESSION: compression } });
    const seen: unknown = JSON.parse(stdout);
    expect(seen).toMatchObject({
      displayName: "tidemark",
      timezone: "UTC",
      events: 5,
      total: (500_000 * 499_999) / 2,
      empty: 0,
    });
    expect(seen).toHaveProperty("rows.0", [
      "2026-01-01T00:00:00Z",
      "run",
      null,
      ["orders", "orders"],
      [null, expect.any(Number)],
    ]);
    expect(seen).toHaveProperty("refused", expect.stringContaining("code: 164"));
    expect(seen).toHaveProperty("halfway", expect.stringContaining("code: 395"));
  },
);

test("without the password it is told so", async ({ skip }) => {
  if (program === undefined) {
    skip(`Go, or its modules, cannot be had: ${missing}`);
    return;
  }
  await expect(run(program, [`127.0.0.1:${http.port}`], { env: { KEY: "wrong" } })).rejects.toThrow(/code: 516/);
});
