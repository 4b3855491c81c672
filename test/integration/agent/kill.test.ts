import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createAgent } from "#agent/index.ts";
import type { RunEvent } from "#agent/index.ts";
import { startProgram } from "#test/support/agent-program.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";
import { testStream } from "#test/support/nats-stream.ts";
import type { TestStream } from "#test/support/nats-stream.ts";
import { runEvent } from "#test/support/openlineage-event.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

let server: TestNatsServer;
let stream: TestStream;

beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(async () => server.stop());
beforeEach(async () => {
  stream = await testStream(server.url);
  await stream.manager.streams.delete("TEST").catch(() => false);
  await stream.create();
});

const total = 10_000;

/**
 * A process that emits 10,000 events and writes down each that `emit` has returned for; killed
 * while it does. Resolves with the numbers written down.
 */
async function killWhileEmitting(url: string, spool: string, killAfter: number): Promise<readonly number[]> {
  const returned = join(temporaryDirectory(), "returned");
  const program = startProgram(
    `import { openSync, writeSync } from "node:fs";
    const fd = openSync(${JSON.stringify(returned)}, "a");
    const agent = createAgent({ transport: { type: "nats", url: ${JSON.stringify(url)} }, maxQueueEvents: 500 });
    const event = ${JSON.stringify(runEvent(0, { padding: { text: "x".repeat(1500) } }))};
    for (let n = 0; n < ${total}; n++) {
      agent.emit({ ...event, run: { ...event.run, runId: "run-" + n } });
      writeSync(fd, n + "\\n");
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 60_000));`,
    { TIDEMARK_SPOOL: spool },
  );
  const lines = (): readonly string[] => {
    try {
      return readFileSync(returned, "utf8").split("\n").slice(0, -1);
    } catch {
      return [];
    }
  };
  await vi.waitFor(() => expect(lines().length).toBeGreaterThan(killAfter), { timeout: 20_000, interval: 5 });
  program.kill("SIGKILL");
  expect(await program.ended).toMatchObject({ signal: "SIGKILL" });
  return lines().map(Number);
}

async function stored(): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const message of await stream.messages()) ids.add(message.json<RunEvent>().run.runId);
  return ids;
}

function nextStart(spool: string): ReturnType<typeof createAgent> {
  return createAgent({ transport: { type: "nats", url: server.url }, spool, env: {}, cwd: "/nowhere" });
}

describe.each([
  ["while the broker takes them", () => server.url],
  ["while the broker is away", () => "nats://127.0.0.1:1"],
])("kill -9 of a process that emits, %s", (_, url) => {
  test.each([500, 5000])(
    "after more than %i events: the next start sends all that emit returned for",
    async (killAfter) => {
      const spool = temporaryDirectory();
      const returned = await killWhileEmitting(url(), spool, killAfter);
      expect(returned.length).toBeLessThan(total);
      const agent = nextStart(spool);
      expect(await agent.close(20_000)).toMatchObject({ pending: 0, rejected: 0, dropped: 0 });
      const ids = await stored();
      expect(returned.filter((n) => !ids.has(`run-${n}`))).toEqual([]);
      expect(agent.stats().unreadable).toBe(0);
    },
  );
});

test("two starts at once, of which one is killed in turn, lose nothing", async () => {
  const spool = temporaryDirectory();
  const returned = await killWhileEmitting("nats://127.0.0.1:1", spool, 8000);
  const adopter = startProgram(
    `const agent = createAgent({ transport: { type: "nats", url: ${JSON.stringify(server.url)} } });
    setInterval(() => process.stdout.write(agent.stats().confirmed + "\\n"), 1);`,
    { TIDEMARK_SPOOL: spool },
  );
  const other = nextStart(spool);
  await vi.waitFor(
    () => expect(Number(adopter.stdout().split("\n").at(-2)) + other.stats().confirmed).toBeGreaterThan(100),
    {
      timeout: 20_000,
      interval: 2,
    },
  );
  adopter.kill("SIGKILL");
  await adopter.ended;
  expect(await other.close(20_000)).toMatchObject({ pending: 0 });
  expect(await nextStart(spool).close(20_000)).toMatchObject({ pending: 0 });
  const ids = await stored();
  expect(returned.filter((n) => !ids.has(`run-${n}`))).toEqual([]);
});
