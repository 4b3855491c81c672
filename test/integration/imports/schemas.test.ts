import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import type { CommandResult } from "#test/support/command.ts";

/** A registry's answers as Confluent documents them, behind a password. A real one runs in `npm run test:producers schema-registry`. */
const order = (...fields: readonly object[]): string =>
  JSON.stringify({ type: "record", name: "Order", fields: [{ name: "id", type: "long" }, ...fields] });
const note = { name: "note", type: ["null", "string"], default: null };
const answers: Readonly<Record<string, unknown>> = {
  "/subjects": ["orders-value", "odd-value"],
  "/subjects/orders-value/versions": [1, 2],
  "/subjects/orders-value/versions/1": { subject: "orders-value", version: 1, id: 7, schema: order() },
  "/subjects/orders-value/versions/2": {
    subject: "orders-value",
    version: 2,
    id: 8,
    schema: order(note),
    ts: 1769817600000,
  },
  "/subjects/odd-value/versions": [1],
  "/subjects/odd-value/versions/1": { subject: "odd-value", version: 1, id: 9, schemaType: "THRIFT", schema: "" },
  "/config": { compatibilityLevel: "BACKWARD" },
};

let server: Server;
let registry: string;
let collector: TestCollector;
let home: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const allowed = request.headers.authorization === `Basic ${btoa("reader:secret")}`;
    const answer = answers[request.url ?? ""];
    response.writeHead(allowed ? (answer === undefined ? 404 : 200) : 401);
    response.end(allowed ? JSON.stringify(answer ?? { error_code: 40401, message: "not found" }) : "");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  registry = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  home = mkdtempSync(join(tmpdir(), "tidemark-schemas-"));
  collector = await startTestCollector({ env: { TIDEMARK_NATS: "off" } });
});
afterAll(async () => {
  await collector.close();
  server.close();
  rmSync(home, { recursive: true, force: true });
});

const login = { TIDEMARK_SCHEMA_REGISTRY_USER: "reader", TIDEMARK_SCHEMA_REGISTRY_PASSWORD: "secret" };
const run = (argv: readonly string[], env: Readonly<Record<string, string>> = login): Promise<CommandResult> =>
  tidemark(argv, { TIDEMARK_URL: collector.url, HOME: home, ...env });
const at = ["--dataset-namespace", "kafka://broker:9092", "--timeout", "120"];

describe("tidemark import schema-registry", () => {
  test("versions, their difference and the mode are there; what is not read is told", async () => {
    const imported = await run(["import", "schema-registry", registry, ...at]);
    expect(imported).toMatchObject({
      code: 0,
      stdout: "2 events: 2 confirmed\n",
      stderr: "odd-value version 1: schemas of type THRIFT are not read\n",
    });
    const shown = async (): Promise<string> => (await run(["schema", "kafka://broker:9092/orders"])).stdout;
    await expect.poll(shown, { timeout: 30_000 }).toContain("orders-value version 2, compatibility BACKWARD");
    expect(await shown()).toMatch(/2 .*full/);
    const { stdout } = await run(["schema", "kafka://broker:9092/orders", "--diff", "1..2"]);
    expect(stdout).toMatch(/version 1 to 2: full[^]*\+ +note +Nullable\(string\)/);
  });

  test.each([
    [[], {}, "does not let you in (401): set TIDEMARK_SCHEMA_REGISTRY_USER", 1],
    [[], { TIDEMARK_SCHEMA_REGISTRY_USER: "reader" }, "go together", 2],
    [["--subject", "nothing"], login, "there is no such thing", 1],
  ])("%o with %o is told", async (argv, env, words, code) => {
    const failed = await run(["import", "schema-registry", registry, ...argv], env);
    expect(failed).toMatchObject({ code, stderr: expect.stringContaining(words) });
  });

  test.each(["ftp://registry", "registry", "glue://eu-central-1", "glue://eu-central-1/a/b"])(
    "%s is no address of one",
    async (address) => {
      const failed = await run(["import", "schema-registry", address]);
      expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining("glue://REGION/REGISTRY") });
    },
  );

  test("a password in the address is refused", async () => {
    const failed = await run(["import", "schema-registry", "http://reader:secret@127.0.0.1:1"]);
    expect(failed).toMatchObject({ code: 2, stderr: expect.not.stringContaining("reader") });
  });
});

describe("tidemark import schema", () => {
  test("files are versions of a dataset, in their order", async () => {
    const files = [order(), order({ name: "total", type: "double" })].map((text, index) => {
      const path = join(home, `order-${index}.avsc`);
      writeFileSync(path, text);
      // As a checkout leaves them: changed at the same moment.
      utimesSync(path, 1_769_817_600, 1_769_817_600);
      return path;
    });
    const dataset = "kafka://broker:9092/carts";
    const imported = await run(["import", "schema", ...files, "--dataset", dataset, "--timeout", "120"]);
    expect(imported).toMatchObject({ code: 0, stdout: "2 events: 2 confirmed\n" });
    const difference = async (): Promise<string> => (await run(["schema", dataset, "--diff"])).stdout;
    await expect.poll(difference, { timeout: 30_000 }).toMatch(/version 1 to 2: forward[^]*total +double NOT NULL/);
  });

  test("a file of another kind is told", async () => {
    const failed = await run(["import", "schema", "orders.xsd"]);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("a schema is in a file .avsc") });
  });
});
