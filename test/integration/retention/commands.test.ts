import { afterAll, beforeAll, expect, test } from "vitest";
import { join } from "node:path";
import { Failure } from "#cli/failure.ts";
import { createProgram } from "#cli/program.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { runEvent, runId } from "#test/support/events.ts";

/** Old enough to go, and of the month that is going on. */
const old = runEvent({ run: { runId: runId(1) }, eventTime: "2025-03-05T07:00:00Z" });
const recent = runEvent({ run: { runId: runId(2) }, eventTime: new Date(Date.now() - 60_000).toISOString() });

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector({
    env: { TIDEMARK_NATS: "off", TIDEMARK_ALLOW_BACKDATING: "true", TIDEMARK_RETENTION_EVENTS_AGE: "90d" },
  });
  const sent = await fetch(`${collector.url}/api/v1/lineage/batch`, {
    method: "POST",
    body: JSON.stringify([old, recent]),
    headers: { "content-type": "application/json", "tidemark-received-at": "event-time" },
  });
  expect(await sent.json()).toMatchObject({ summary: { failed: 0 } });
});
afterAll(() => collector.close());

interface Shown {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, which takes a fraction of the time of one of its own. */
async function ask(...argv: readonly string[]): Promise<Shown> {
  let [stdout, stderr] = ["", ""];
  const print = (text: string): void => {
    stdout += `${text}\n`;
  };
  const notice = (text: string): void => {
    stderr += `${text}\n`;
  };
  const [bold, dim, red, yellow, green] = [String, String, String, String, String];
  const terminal = { columns: Infinity, print, bold, dim, red, yellow, green };
  try {
    const env = { TIDEMARK_URL: collector.url };
    const code = await createProgram({ env, terminal, version: "test", notice }).run(argv);
    return { code, stdout, stderr };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: error.exitCode, stdout, stderr: stderr + error.message };
  }
}

async function runsAsOf(time: string): Promise<readonly [string, string]> {
  const { stdout, stderr } = await ask("runs", "--as-of", time, "--json");
  const ids: readonly string[] = JSON.parse(stdout).items.map((run: { readonly runId: string }) => run.runId);
  return [ids.join(" "), stderr];
}

test("a month goes by the policy: what is asked afterwards says so, nothing derived is lost, and its archive brings it back", async () => {
  expect(await runsAsOf("2025-04-01T00:00:00Z")).toEqual([runId(1), ""]);
  const planned = await ask("retention");
  expect(planned).toMatchObject({ code: 0, stdout: expect.stringMatching(/events +2025-03 +1 .*older than 90 days/) });
  expect(planned.stdout).toContain("Nothing was changed");
  expect((await collector.status()).store.events).toBe(2);

  const archive = join(collector.dataDirectory, "archive", "events", "2025-03");
  const applied = await ask("retention", "--apply");
  expect(applied).toMatchObject({ code: 0, stdout: `events 2025-03: 1 dropped, kept in ${archive}\n` });
  expect((await ask("status")).stdout).toContain("events received up to 2025-03-31T23:59:59Z were dropped");
  expect((await ask("retention")).stdout).toContain(`copies are in ${archive}`);

  // What is known now stays; what was known then is told by the events that are left, and that is said.
  expect((await ask("runs", runId(1))).stdout).toContain("COMPLETE");
  const notice =
    "events received up to 2025-03-31T23:59:59.999999Z were dropped by retention, so what was known then is told by the others alone;\n" +
    "`tidemark import` of their archives brings them back (`tidemark retention` says where they are)\n";
  expect(await runsAsOf("2025-04-01T00:00:00Z")).toEqual(["", notice]);
  expect(await ask("lineage", "orders", "--as-of", "1d")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(notice),
  });
  expect(await ask("runs")).toMatchObject({ code: 0, stderr: "" });
  const answer = await fetch(`${collector.url}/api/v1/jobs?asOf=2025-04-01`);
  expect(answer.headers.get("tidemark-events-dropped-up-to")).toBe("2025-03-31T23:59:59.999999Z");

  // A rebuild takes over what the dropped event had told; only when asked to it forgets it.
  expect(await ask("rebuild", "runs")).toMatchObject({ code: 0 });
  expect((await ask("runs", runId(1))).stdout).toContain("COMPLETE");
  expect(await ask("rebuild", "runs", "--forget-dropped")).toMatchObject({ code: 0 });
  expect(await ask("runs", runId(1))).toMatchObject({ code: 1, stderr: expect.stringContaining("no such run") });

  expect(await ask("import", archive)).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 +new, stored/) });
  await expect.poll(async () => (await ask("runs", runId(1))).stdout, { timeout: 20_000 }).toContain("COMPLETE");
  expect((await runsAsOf("2025-04-01T00:00:00Z"))[0]).toBe(runId(1));
  // It goes again with the next look, and is not archived twice.
  expect(await ask("retention", "--apply")).toMatchObject({ code: 0, stdout: applied.stdout });
}, 120_000);
