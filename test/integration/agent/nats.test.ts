import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, nkeys } from "@nats-io/transport-node";
import type { Msg } from "@nats-io/transport-node";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createAgent } from "#agent/index.ts";
import type { Agent, LineageEvent, Report, TransportOptions } from "#agent/index.ts";
import { startProgram } from "#test/support/agent-program.ts";
import { natsServerBinary, startNatsServer } from "#test/support/nats-server.ts";
import type { TestNatsServer } from "#test/support/nats-server.ts";
import { testStream } from "#test/support/nats-stream.ts";
import type { TestStream } from "#test/support/nats-stream.ts";
import { runEvent } from "#test/support/openlineage-event.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

let server: TestNatsServer;
let stream: TestStream;

beforeAll(async () => {
  server = await startNatsServer({ maxPayloadBytes: 64 * 1024 });
});
afterAll(async () => server.stop());
beforeEach(async () => {
  stream = await testStream(server.url);
  await stream.manager.streams.delete("TEST").catch(() => false);
});

interface Fixture {
  readonly agent: Agent;
  readonly reports: Report[];
}

function fixture(
  options: Partial<Extract<TransportOptions, { type: "nats" }>> = {},
  spool = temporaryDirectory(),
): Fixture {
  const reports: Report[] = [];
  const agent = createAgent({
    transport: { type: "nats", url: server.url, publishTimeoutMs: 2000, ...options },
    spool,
    env: {},
    cwd: "/nowhere",
    onReport: (report) => reports.push(report),
  });
  onTestFinished(async () => {
    await agent.close(0);
  });
  return { agent, reports };
}

const digest = (body: string): string => createHash("sha256").update(body).digest("hex").slice(0, 32);

const kinds: readonly LineageEvent[] = [
  { ...runEvent(1), eventType: "START" },
  { eventTime: "2026-01-31T00:00:00Z", producer: "p", schemaURL: "s", dataset: { namespace: "ä", name: "d" } },
  { eventTime: "2026-01-31T00:00:00Z", producer: "p", schemaURL: "s", job: { namespace: "n", name: "j" } },
];

/** What arrives on the subject while something is done. */
async function received(expected: number, act: () => Promise<void>): Promise<readonly Msg[]> {
  const connection = await connect({ servers: server.url });
  onTestFinished(async () => connection.close());
  const messages: Msg[] = [];
  connection.subscribe("openlineage.events", { callback: (_, message) => void messages.push(message) });
  await connection.flush();
  await act();
  await vi.waitFor(() => expect(messages).toHaveLength(expected));
  return messages;
}

describe("on the wire", () => {
  test("one event a message: the event's own JSON and upstream's message id", async () => {
    await stream.create();
    const messages = await received(3, async () => {
      const { agent } = fixture();
      for (const event of kinds) agent.emit(event);
      expect(await agent.flush(5000)).toMatchObject({ confirmed: 3, pending: 0 });
    });
    const [start = "", dataset = "", job = ""] = kinds.map((event) => JSON.stringify(event));
    expect(messages.map((message) => message.string())).toEqual([start, dataset, job]);
    expect(messages.map((message) => message.headers?.get("Nats-Msg-Id"))).toEqual([
      `run-1:START:${digest(start)}`,
      `dataset:${digest(dataset)}`,
      `job:${digest(job)}`,
    ]);
    expect(messages.map((message) => message.headers?.keys())).toEqual(
      Array.from({ length: 3 }, () => ["Nats-Msg-Id"]),
    );
  });

  test("packed: NDJSON under its content type, when several wait", async () => {
    await stream.create();
    const [message] = await received(1, async () => {
      const { agent } = fixture({ batch: 10 });
      for (const event of kinds) agent.emit(event);
      expect(await agent.flush(5000)).toMatchObject({ confirmed: 3 });
    });
    const body = kinds.map((event) => JSON.stringify(event)).join("\n");
    expect(message?.string()).toBe(body);
    expect(message?.headers?.get("Content-Type")).toBe("application/x-ndjson");
    expect(message?.headers?.get("Nats-Msg-Id")).toBe(`batch:${digest(body)}`);
  });

  test("without JetStream and message id", async () => {
    const [message] = await received(1, async () => {
      const { agent } = fixture({ jetstream: false, msgIdHeader: false, headers: { "X-Team": "data" } });
      agent.emit(runEvent(1));
      expect(await agent.flush(5000)).toMatchObject({ confirmed: 1 });
    });
    expect(message?.headers?.keys()).toEqual(["X-Team"]);
  });
});

test("a stream that is made later gets everything", async () => {
  const { agent, reports } = fixture();
  for (let n = 0; n < 20; n++) agent.emit(runEvent(n));
  expect(await agent.flush(500)).toMatchObject({ confirmed: 0, pending: 20 });
  await stream.create();
  expect(await agent.flush(10_000)).toMatchObject({ confirmed: 20, pending: 0 });
  expect(await stream.count()).toBe(20);
  await vi.waitFor(() =>
    expect(reports).toMatchObject([
      { code: "delivery_failing", message: expect.stringContaining("no stream takes this subject") },
    ]),
  );
});

test("a full stream pushes back, and nothing is lost", async () => {
  await stream.create({ max_msgs: 5, discard: "new" });
  const { agent } = fixture();
  for (let n = 0; n < 20; n++) agent.emit(runEvent(n));
  await vi.waitFor(() => expect(agent.stats().confirmed).toBe(5), 10_000);
  expect(agent.stats()).toMatchObject({ rejected: 0, dropped: 0, pending: 15 });
  await stream.manager.streams.update("TEST", { max_msgs: -1 });
  expect(await agent.flush(10_000)).toMatchObject({ confirmed: 20, pending: 0 });
});

test("the broker is killed and comes back: everything arrives, each event once in the stream", async () => {
  await stream.create();
  const { agent } = fixture();
  for (let n = 0; n < 500; n++) agent.emit(runEvent(n));
  await server.kill();
  for (let n = 500; n < 1000; n++) agent.emit(runEvent(n));
  expect((await agent.flush(200)).pending).toBeGreaterThan(0);
  await server.restart();
  expect(await agent.flush(20_000)).toMatchObject({ confirmed: 1000, pending: 0, dropped: 0 });
  await vi.waitFor(async () => expect(await stream.count()).toBe(1000), 10_000);
});

test("an event larger than the server takes loses heavy facets", async () => {
  await stream.create();
  const { agent } = fixture();
  agent.emit(runEvent(1, { "spark.logicalPlan": { plan: "x".repeat(100_000) }, kept: { a: 1 } }));
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 1, pending: 0, rejected: 0 });
  const [message] = await stream.messages();
  expect(message?.json()).toMatchObject({
    run: { facets: { kept: { a: 1 }, tidemark_truncated: { facets: ["run.facets.spark.logicalPlan"] } } },
  });
});

test("a message larger than the stream takes is refused for good", async () => {
  await stream.create({ max_msg_size: 1000 });
  const spool = temporaryDirectory();
  const { agent } = fixture({}, spool);
  agent.emit(runEvent(1, { big: { text: "x".repeat(2000) } }));
  agent.emit(runEvent(2));
  expect(await agent.close(5000)).toEqual({ confirmed: 1, pending: 0, rejected: 1, dropped: 0 });
  expect(readFileSync(join(spool, "rejected.ndjson"), "utf8")).toContain("run-1");
});

test("a program that does not close the agent ends by itself, and its events arrive", async () => {
  await stream.create();
  const spool = temporaryDirectory();
  const program = startProgram(
    `const agent = createAgent({ transport: { type: "nats", url: ${JSON.stringify(server.url)} } });
    await agent.run("job", () => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    agent.emit(${JSON.stringify(runEvent(1))});`,
    { TIDEMARK_SPOOL: spool },
  );
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(program.stderr()).toBe("");
  expect(await stream.count()).toBe(3);
  expect(readdirSync(spool)).toEqual([]);
});

test("a program ends soon when the broker is not there, and the next start sends its events", async () => {
  await stream.create();
  const spool = temporaryDirectory();
  const program = startProgram(
    `const agent = createAgent({ transport: { type: "nats", url: "nats://127.0.0.1:1" } });
    await agent.run("job", () => {});`,
    { TIDEMARK_SPOOL: spool },
  );
  const started = performance.now();
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(5000);
  const { agent } = fixture({}, spool);
  expect(await agent.flush(5000)).toMatchObject({ confirmed: 2 });
  expect(await stream.count()).toBe(2);
});

/** A server that asks for credentials. */
async function startGuarded(authorization: string): Promise<string> {
  const directory = temporaryDirectory();
  const config = join(directory, "nats.conf");
  writeFileSync(
    config,
    `listen: "127.0.0.1:-1"\njetstream { store_dir: "${directory}" }\nports_file_dir: "${directory}"\n${authorization}`,
  );
  const child = spawn((await natsServerBinary()).path, ["-c", config], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return vi.waitFor(() => {
    const ports: { nats: string[] } = JSON.parse(
      readFileSync(join(directory, `nats-server_${child.pid}.ports`), "utf8"),
    );
    return ports.nats[0] ?? "";
  }, 10_000);
}

describe("credentials", () => {
  test("user and password, as options or in the URL; a wrong one is told and tried on", async () => {
    const url = await startGuarded('authorization { user: "u", password: "p@ss" }');
    const guarded = await testStream(url, { user: "u", pass: "p@ss" });
    await guarded.create();
    for (const options of [{ url, user: "u", password: "p@ss" }, { url: url.replace("//", "//u:p%40ss@") }]) {
      const { agent } = fixture(options);
      agent.emit(runEvent(1));
      expect(await agent.flush(5000)).toMatchObject({ confirmed: 1 });
    }
    const { agent, reports } = fixture({ url, user: "u", password: "wrong" });
    agent.emit(runEvent(1));
    await vi.waitFor(() => expect(reports).toMatchObject([{ code: "delivery_failing" }]), 10_000);
    expect(reports[0]?.message).toMatch(/authorization/i);
    expect(JSON.stringify(reports)).not.toContain("wrong");
    expect(agent.stats().pending).toBe(1);
  });

  test("token", async () => {
    const url = await startGuarded('authorization { token: "secret" }');
    const { agent } = fixture({ url, token: "secret", jetstream: false });
    agent.emit(runEvent(1));
    expect(await agent.flush(5000)).toMatchObject({ confirmed: 1 });
  });

  test("nkey seed", async () => {
    const user = nkeys.createUser();
    const url = await startGuarded(`authorization { users: [{ nkey: "${user.getPublicKey()}" }] }`);
    const { agent } = fixture({ url, nkeysSeed: new TextDecoder().decode(user.getSeed()), jetstream: false });
    agent.emit(runEvent(1));
    expect(await agent.flush(5000)).toMatchObject({ confirmed: 1 });
  });

  test("a credentials file that is missing is told", async () => {
    const { agent, reports } = fixture({ credsFile: "/nowhere/creds" });
    agent.emit(runEvent(1));
    await vi.waitFor(() => expect(reports[0]?.message).toContain("ENOENT"), 10_000);
  });
});
