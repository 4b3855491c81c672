import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { baseEnvironment, startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import { runEvent } from "#test/support/gateway.ts";
import { openRaw } from "#test/support/raw-http.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

describe("against a running collector", () => {
  const key = "k-operator-1";
  let collector: TestCollector;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    collector = await startTestCollector({
      env: { TIDEMARK_NATS: "off", TIDEMARK_API_KEYS: `operator:${key}` },
    });
    env = { TIDEMARK_URL: collector.url, TIDEMARK_API_KEY: key };
  });
  afterAll(async () => {
    await collector.close();
  });

  const send = (body: string): Promise<Response> =>
    fetch(collector.url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    });

  test("status: what is stored, for people and as JSON", async () => {
    expect((await send(JSON.stringify(runEvent()))).status).toBe(201);
    const shown = await tidemark(["status"], env);
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toContain(`Tidemark 0.1.0 at ${collector.url}, up `);
    expect(shown.stdout).toMatch(/^Events stored +1, the newest received 20/m);
    expect(shown.stdout).toMatch(/^Lag +none$/m);
    expect(shown.stdout).toMatch(/^Log +none: events go straight into the store$/m);
    expect(shown.stdout).not.toContain("\u001B");
    const json = await tidemark(["status", "--json", "--url", collector.url], { TIDEMARK_API_KEY: key });
    expect(JSON.parse(json.stdout)).toMatchObject({ version: "0.1.0", store: { events: 1 }, log: { kind: "direct" } });
  });

  test("dlq: list, show, raw bytes, redrive", async () => {
    const bytes = '{"not": json, "\u001B[31m": 1}';
    expect((await send(bytes)).status).toBe(400);
    expect((await send(JSON.stringify(runEvent({ job: undefined })))).status).toBe(422);
    await expect
      .poll(async () => (await tidemark(["dlq", "list"], env)).stdout.split("\n").length, { timeout: 15_000 })
      .toBeGreaterThanOrEqual(4);

    const listed = await tidemark(["dlq", "list", "--reason", "not_json", "--since", "1h"], env);
    expect(listed.stdout).toMatch(/^ID +RECEIVED +REASON +SIZE +FROM +DETAIL\n[0-9a-f]{32} .* not_json .* http/);
    const page: { items: { id: string }[]; next: string } = JSON.parse(
      (await tidemark(["dlq", "list", "--json", "--limit", "1"], env)).stdout,
    );
    expect(page).toMatchObject({ items: [{ reason: "invalid_job" }] });
    const second = JSON.parse((await tidemark(["dlq", "list", "--json", "--cursor", page.next], env)).stdout);
    expect(second).toMatchObject({ items: [{ reason: "not_json", redrivenAt: null }], next: null });

    const id: string = second.items[0].id;
    const shown = await tidemark(["dlq", "show", id], env);
    expect(shown.stdout).toMatch(/^Reason +not_json/m);
    expect(shown.stdout).toContain('{"not": json, "": 1}');
    expect(shown.stdout).not.toContain("\u001B");
    expect((await tidemark(["dlq", "show", id, "--raw"], env)).bytes.toString()).toBe(bytes);

    const redriven = await tidemark(["dlq", "redrive", "--reason", "invalid_job"], env);
    expect(redriven).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 sent again/) });
    expect(await tidemark(["dlq", "redrive"], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("say which"),
    });
    const unknown = await tidemark(["dlq", "show", "0".repeat(32)], env);
    expect(unknown).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("no dead letter has this id"),
    });
  });

  test.each([
    [["rebuild", "inferred_linage"], "nothing is derived as inferred_linage: did you mean inferred_lineage?"],
    [["rebuild", "zzz"], /known are runs, jobs, .*, settled_names, inferred_lineage/],
    [["dlq", "list", "--reason", "not_jsn"], "nothing is refused as not_jsn: did you mean not_json?"],
    [["dlq", "redrive", "--reason", "zzz"], /nothing is refused as zzz: those known are not_utf8, not_json/],
    [["dlq", "redrive", "123"], "an id has 32 hexadecimal digits"],
    [["signals", "--signal", "freshnes"], "no signal is named freshnes; did you mean `freshness`?"],
    [["signals", "--signal", "zzz"], /no signal is named zzz; there are freshness, .*, watcher/],
  ])("%j names nothing: says so, and what there is", async (words, said) => {
    expect(await tidemark(words, env)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(said) });
  });

  test("what is inferred has no table before to go back to", async () => {
    const nothing = await tidemark(["rebuild", "--rollback", "inferred_lineage"], env);
    expect(nothing).toMatchObject({ code: 0, stdout: "Nothing to go back to.\n" });
  });

  test("a wrong key, or none, says what to set", async () => {
    const none = await tidemark(["status"], { TIDEMARK_URL: collector.url });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("set TIDEMARK_API_KEY") });
    const wrong = await tidemark(["status"], { ...env, TIDEMARK_API_KEY: "nonsense" });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("is none of its keys") });
  });

  test("emit sends a file to it", async () => {
    const file = join(temporaryDirectory(), "events.ndjson");
    const lines = ["a", "b", "c"].map((runId) => JSON.stringify(runEvent({ run: { runId } })));
    await writeFile(file, `${lines.join("\n")}\n`);
    const agentEnv = {
      HOME: temporaryDirectory(),
      OPENLINEAGE__TRANSPORT__TYPE: "http",
      OPENLINEAGE__TRANSPORT__URL: collector.url,
      OPENLINEAGE__TRANSPORT__AUTH__TYPE: "api_key",
      OPENLINEAGE__TRANSPORT__AUTH__API_KEY: key,
    };
    const emitted = await tidemark(["emit", "--json", file], agentEnv);
    expect([emitted.code, emitted.stderr]).toEqual([0, ""]);
    expect(JSON.parse(emitted.stdout)).toMatchObject({ read: 3, confirmed: 3, refused: 0 });
    const status = JSON.parse((await tidemark(["status", "--json"], env)).stdout);
    expect(status.store.events).toBe(4);
  });

  test("ClickHouse's interface takes the same key, and only it", async () => {
    const query = { method: "POST", body: "SELECT count() > 0 FROM tidemark.events" };
    const headers = { "X-ClickHouse-User": "grafana", "X-ClickHouse-Key": key };
    const answer = await fetch(collector.clickhouseUrl, { ...query, headers });
    expect([answer.status, await answer.text()]).toEqual([200, "1\n"]);
    expect((await fetch(collector.clickhouseUrl, query)).ok).toBe(false);
  });
});

describe("by itself", () => {
  test("no collector: a clear message and code 1", async () => {
    const { code, stdout, stderr } = await tidemark(["status", "--url", "http://127.0.0.1:1"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("no collector can be reached at http://127.0.0.1:1");
    expect(stderr).toContain("tidemark up");
    expect(stderr).not.toContain("at async");
  });

  test("something else that answers is not taken for one", async () => {
    const server = createServer((_request, response) => response.writeHead(404).end("<html>")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const { code, stderr } = await tidemark(["status", "--url", `http://127.0.0.1:${port}`]);
    server.close();
    expect([code, stderr]).toEqual([1, "tidemark: what answers there is no collector of Tidemark (404)\n"]);
  });

  test("wrong arguments: a suggestion and code 2", async () => {
    expect(await tidemark(["statsu"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean status?"),
    });
    expect(await tidemark(["dlq", "list", "--reasn", "x"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean --reason?"),
    });
    expect(await tidemark(["dlq", "list", "--since", "someday"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--since takes a time"),
    });
    expect(await tidemark(["status", "--url", "nonsense"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("TIDEMARK_URL: expected a URL"),
    });
    expect((await tidemark([])).code).toBe(2);
  });

  test("help and version", async () => {
    expect(await tidemark(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n" });
    const help = await tidemark(["--help"]);
    expect(help.code).toBe(0);
    for (const command of ["up", "status", "dlq", "run", "emit"])
      expect(help.stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(help.stdout).toContain("Exit codes");
    expect((await tidemark(["dlq", "--help"])).stdout).toContain("redrive");
    expect((await tidemark(["emit", "--help"])).stdout).toContain("tidemark emit");
  });

  test("a data directory that cannot be one: says so, and which variable names it", async () => {
    const file = join(temporaryDirectory(), "file");
    await writeFile(file, "");
    expect(await tidemark(["up"], { TIDEMARK_DATA: file, TIDEMARK_PORT: "0" })).toMatchObject({
      code: 1,
      stderr: `tidemark: the data directory ${file} is no directory; TIDEMARK_DATA names another\n`,
    });
  });

  test("wrong configuration: every variable at once, code 2", async () => {
    const { code, stderr } = await tidemark(["up"], {
      TIDEMARK_PORT: "x",
      TIDEMARK_NATS: "y",
      TIDEMARK_HOST: "0.0.0.0",
    });
    expect(code).toBe(2);
    expect(stderr).toContain("tidemark: 2 variables are wrong:\n  TIDEMARK_PORT: expected a port");
    expect(stderr).toContain("\n  TIDEMARK_NATS: expected `auto` or `off`");
    const open = await tidemark(["up"], { TIDEMARK_HOST: "0.0.0.0" });
    expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining("TIDEMARK_API_KEYS") });
  });
});

describe("up", () => {
  test("prints where to send and look, and ends with Ctrl-C", async () => {
    const main = new URL("../../cli/bin.js", import.meta.url).pathname;
    const child = spawn(process.execPath, [main, "up"], {
      env: { ...(await baseEnvironment()), TIDEMARK_DATA: temporaryDirectory(), TIDEMARK_CLICKHOSE_PORT: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    await expect.poll(() => stdout, { timeout: 30_000 }).toContain("Ctrl-C stops it.");
    expect(stdout).toMatch(/Send +http:\/\/127\.0\.0\.1:\d+\/api\/v1\/lineage/);
    expect(stdout).toMatch(/nats:\/\/127\.0\.0\.1:\d+ +subject openlineage\.events/);
    expect(stdout).toMatch(/Look +http:\/\/127\.0\.0\.1:\d+ /);
    expect(stdout).toMatch(/Store +ClickHouse \S+ embedded/);
    expect(stderr).toContain("did you mean TIDEMARK_CLICKHOUSE_PORT?");
    const [, curl] = /(curl -H .*)/.exec(stdout) ?? [];
    expect(curl).toContain("/api/v1/lineage");
    child.kill("SIGINT");
    const [code]: unknown[] = await once(child, "exit");
    expect(code).toBe(0);
  });

  test("goes on when nobody reads its output any more, and ends in order", async () => {
    const dataDirectory = temporaryDirectory();
    const child = spawn(process.execPath, [new URL("../../cli/main.ts", import.meta.url).pathname, "up", "--json"], {
      env: { ...(await baseEnvironment()), TIDEMARK_DATA: dataDirectory, TIDEMARK_LOG_LEVEL: "trace" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [line]: unknown[] = await once(child.stdout, "data");
    const { url, natsUrl }: { url: string; natsUrl: string } = JSON.parse(String(line));
    child.stdout.destroy();
    child.stderr.destroy();
    const response = await fetch(url, {
      method: "POST",
      body: JSON.stringify(runEvent()),
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(201);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    // Its nats-server too.
    const nats = await openRaw(natsUrl).catch(() => undefined);
    expect(nats).toBeUndefined();
  });
});
