import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { RunEvent } from "#agent/contract/event.ts";
import { startProgram } from "#test/support/agent-program.ts";
import type { Program } from "#test/support/agent-program.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

interface Fixture extends Program {
  /** Types of the events that were sent. */
  readonly sent: () => readonly RunEvent[];
  readonly spooled: () => readonly RunEvent[];
}

/** A program whose agent writes to a file; `ready` on standard output says that it is under way. */
function program(source: string, options = ""): Fixture {
  const directory = temporaryDirectory();
  const file = join(directory, "events.ndjson");
  const spool = join(directory, "spool");
  const started = startProgram(
    `const agent = createAgent({ transport: { type: "file", path: ${JSON.stringify(file)} }, ${options} });\n${source}`,
    { TIDEMARK_SPOOL: spool },
  );
  return { ...started, sent: () => events(file), spooled: () => segments(spool).flatMap(events) };
}

function events(path: string): readonly RunEvent[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line): RunEvent => JSON.parse(line));
}

function segments(spool: string): readonly string[] {
  if (!existsSync(spool)) return [];
  return readdirSync(spool)
    .map((name) => join(spool, name))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)));
}

const types = (list: readonly RunEvent[]): readonly unknown[] => list.map((event) => event.eventType);

async function ready({ stdout }: Program): Promise<void> {
  await vi.waitFor(() => expect(stdout()).toContain("ready"), { timeout: 10_000, interval: 10 });
}

const openRun = `
  const forever = setInterval(() => {}, 1000);
  void agent.run("job", async () => {
    process.stdout.write("ready\\n");
    await new Promise(() => {});
  });`;

describe.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s", (signal) => {
  test("aborts open runs, sends that, and then ends the process as it would have", async () => {
    const running = program(openRun);
    await ready(running);
    running.kill(signal);
    expect(await running.ended).toEqual({ code: null, signal });
    expect(types(running.sent())).toEqual(["START", "ABORT"]);
    expect(running.sent()[1]?.run.facets?.errorMessage?.message).toBe(`ended by ${signal}`);
    expect(running.spooled()).toEqual([]);
  });

  test.each(["on", "once"])("is left to a host that listens to it itself, by `%s`", async (listen) => {
    const running = program(`
      process.${listen}("${signal}", () => { clearInterval(forever); finish(); });
      const forever = setInterval(() => {}, 1000);
      let finish;
      await agent.run("job", async () => {
        process.stdout.write("ready\\n");
        await new Promise((resolve) => { finish = resolve; });
      });`);
    await ready(running);
    running.kill(signal);
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(types(running.sent())).toEqual(["START", "COMPLETE"]);
  });

  test("has its own effect at once when no run is open", async () => {
    const running = program(`
      await agent.run("job", () => {});
      process.stdout.write("ready\\n");
      setInterval(() => {}, 1000);`);
    await ready(running);
    running.kill(signal);
    expect(await running.ended).toEqual({ code: null, signal });
  });
});

test("two agents in one process both abort their runs, and take neither for the host's", async () => {
  const running = program(`const second = createAgent({ transport: { type: "noop" }, spool: false });
    second.start("other");${openRun}`);
  await ready(running);
  running.kill("SIGTERM");
  expect(await running.ended).toEqual({ code: null, signal: "SIGTERM" });
  expect([...running.sent(), ...running.spooled()].map((event) => event.eventType)).toContain("ABORT");
});

test("signals are the host's alone if it says so", async () => {
  const running = program(openRun, "handleSignals: false");
  await ready(running);
  running.kill("SIGTERM");
  expect(await running.ended).toEqual({ code: null, signal: "SIGTERM" });
  expect([...running.sent(), ...running.spooled()].map((event) => event.eventType)).not.toContain("ABORT");
});

test("a process that runs dry with an open run aborts it, and ends with its own code", async () => {
  const running = program(`process.exitCode = 3; agent.start("job");`);
  expect(await running.ended).toEqual({ code: 3, signal: null });
  expect(types(running.sent())).toEqual(["START", "ABORT"]);
});

test("process.exit leaves ABORT in the spool", async () => {
  const running = program(`agent.start("job"); process.exit(4);`);
  expect(await running.ended).toEqual({ code: 4, signal: null });
  expect(types([...running.sent(), ...running.spooled()])).toEqual(["START", "ABORT"]);
});

test("so does an error that nobody catches", async () => {
  const running = program(`agent.start("job"); setTimeout(() => { throw new Error("unseen"); }, 10);`);
  expect(await running.ended).toEqual({ code: 1, signal: null });
  expect(types([...running.sent(), ...running.spooled()])).toContain("ABORT");
  expect(running.stderr()).toContain("unseen");
});

test("without a flush at exit, events stay in the spool and the process ends at once", async () => {
  const running = program(`await agent.run("job", () => {}); process.exit(0);`, "exitFlushMs: 0");
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(types([...running.sent(), ...running.spooled()])).toEqual(["START", "COMPLETE"]);
});

test("a transport that hangs holds the process up no longer than it may", async () => {
  const started = performance.now();
  const running = startProgram(
    `const agent = createAgent({
      spool: false,
      exitFlushMs: 300,
      transport: {
        kind: "hanging", maxEventBytes: 1e6, limits: { maxEvents: 1, maxBytes: 1e6, inFlight: 1 },
        send: () => new Promise(() => {}), close: async () => {},
      },
    });
    await agent.run("job", () => {});`,
  );
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(5000);
});
