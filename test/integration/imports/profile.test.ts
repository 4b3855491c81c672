import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import type { CommandResult } from "#test/support/command.ts";
import { openTestStore } from "#test/support/store.ts";

/** Files that the engine has written, profiled by the command. */

let collector: TestCollector;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "tidemark-profile-"));
  collector = await startTestCollector({ env: { TIDEMARK_NATS: "off" } });
  const writing = await openTestStore({ derived: false });
  const rows = `SELECT toInt64(number) - 1 AS id, if(number = 0, NULL, concat('n', toString(number % 2))) AS name,
    toDate32('2026-01-31') + number AS day, number / 4 AS share FROM numbers(4)`;
  for (const [name, format] of [
    ["a.parquet", "Parquet"],
    ["b.parquet", "Parquet"],
    ["a.orc", "ORC"],
    ["a.avro", "Avro"],
  ] as const)
    await writing.store.client.command({
      query: `INSERT INTO FUNCTION file('${join(home, name)}', '${format}') ${rows}`,
    });
  await writing.cleanup();
});
afterAll(async () => {
  await collector.close();
  rmSync(home, { recursive: true, force: true });
});

const profile = (path: string, rest: readonly string[] = [], env: object = {}): Promise<CommandResult> =>
  tidemark(["profile", path, ...rest], { TIDEMARK_URL: collector.url, HOME: home, ...env });

const shown = async (dataset: string): Promise<string> =>
  (await tidemark(["datasets", dataset, "--json"], { TIDEMARK_URL: collector.url })).stdout;

const columns = [
  { name: "id", nulls: 0, distinct: 4, min: -1, max: 2 },
  { name: "name", type: "String", nulls: 1, distinct: 2, min: null, max: null },
  { name: "day", nulls: 0, distinct: 4 },
  { name: "share", nulls: 0, distinct: 4, min: 0, max: 0.75 },
];

describe("files", () => {
  test.each(["a.parquet", "a.orc", "a.avro"])("%s: rows, nulls, distinct, least and greatest", async (name) => {
    const { stdout, stderr } = await profile(join(home, name), ["--no-send", "--json"]);
    expect(stderr).toBe("");
    const bytes = readFileSync(join(home, name)).length;
    expect(JSON.parse(stdout)).toMatchObject({
      dataset: { namespace: "file", name: join(home, name) },
      rows: 4,
      bytes,
      files: 1,
      columns,
    });
  });

  test("several are one dataset, whose metrics and schema arrive", async () => {
    const sent = await profile(join(home, "*.parquet"), ["--dataset", "s3://lake/orders"]);
    expect(sent).toMatchObject({ code: 0, stderr: "" });
    expect(sent.stdout).toContain("8 rows");
    await expect.poll(async () => shown("s3://lake/orders"), { timeout: 30_000 }).toContain('"share"');
    const metrics = await fetch(`${collector.url}/api/v1/metrics?dataset=orders`).then(async (answer) => answer.text());
    expect(metrics).toContain("distinctCount");
    expect(metrics).toContain("fileCount");
  });

  test("texts are told when they are asked for, but of columns that hold secrets", async () => {
    const path = join(home, "people.csv");
    writeFileSync(path, `name,api_token,email,n\nbob,s3cr3t,b@x.org,1\n${"z".repeat(500)},t0ps3cr3t,a@x.org,2\n`);
    expect((await profile(path, ["--dry-run"])).stdout).not.toContain("bob");
    const env = { TIDEMARK_REDACT_KEYS: "email" };
    const { stdout } = await profile(path, ["--no-send", "--json", "--with-values"], env);
    expect(JSON.parse(stdout)).toMatchObject({
      columns: [
        { name: "name", min: "bob", max: "z".repeat(200) },
        { name: "api_token", min: null, max: null },
        { name: "email", min: null, max: null },
        { name: "n", min: 1, max: 2 },
      ],
    });
    await profile(path, ["--with-values", "--dataset", "s3://lake/people"], env);
    await expect.poll(async () => shown("s3://lake/people"), { timeout: 30_000 }).toContain('"tidemark_values"');
    expect(await shown("s3://lake/people")).toContain('"min":"bob"');
    expect(await shown("s3://lake/people")).not.toContain("s3cr3t");
  });

  test("a name with a quote in it is a name", async () => {
    const path = join(home, "it's ', 'CSV') --.csv");
    writeFileSync(path, "we'ird`,b\n1,x\n");
    const { stdout } = await profile(path, ["--no-send", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 1, columns: [{ name: "we'ird`" }, { name: "b" }] });
  });

  test("what cannot be read is told, with what to do", async () => {
    writeFileSync(join(home, "broken.parquet"), "PAR1 not at all");
    writeFileSync(join(home, "notes.txt"), "x");
    for (const [path, code, words] of [
      [join(home, "broken.parquet"), 1, "it cannot be read as Parquet"],
      [join(home, "none.parquet"), 1, "there is no such file"],
      [home, 2, "give --format"],
      [join(home, "notes.txt"), 2, "give --format, one of parquet, orc, avro, csv, tsv, ndjson"],
      ["s3://lake", 2, "give --format"],
    ] as const)
      expect(await profile(path, ["--no-send"])).toMatchObject({
        code,
        stdout: "",
        stderr: expect.stringContaining(words),
      });
  });
});

describe("s3", () => {
  let bucket: Server;
  let asked: string[];
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    asked = [];
    bucket = createServer((request, response) => {
      asked.push(String(request.headers.authorization));
      const body = request.url === "/lake/orders.parquet" ? readFileSync(join(home, "a.parquet")) : undefined;
      const [, from = "0", to = ""] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
      const part = body?.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
      response.writeHead(part === undefined ? 404 : request.headers.range === undefined ? 200 : 206, {
        "content-length": part?.length ?? 0,
        "content-range": `bytes ${from}-${Number(from) + (part?.length ?? 1) - 1}/${body?.length ?? 0}`,
        "last-modified": new Date(0).toUTCString(),
        etag: '"1"',
      });
      response.end(request.method === "HEAD" ? undefined : part);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => bucket.once("listening", resolve));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
    const { port } = bucket.address() as AddressInfo;
    env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "very-secret",
    };
  });
  afterAll(() => bucket.close());

  test("is read with the credentials of the environment, which are never shown", async () => {
    const { stdout, stderr } = await profile("s3://lake/orders.parquet", ["--no-send", "--json"], env);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      dataset: { namespace: "s3://lake", name: "orders.parquet" },
      rows: 4,
      columns,
    });
    expect(asked.every((authorization) => authorization.includes("Credential=AKIATEST/"))).toBe(true);
    const failed = await profile("s3://lake/none.parquet", ["--no-send"], env);
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toContain("s3://lake/none.parquet: it cannot be read as Parquet");
    expect(failed.stderr).not.toMatch(/very-secret|AKIATEST/);
  });
});
