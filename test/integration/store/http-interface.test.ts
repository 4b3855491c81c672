import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { ClickHouseClient } from "@clickhouse/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RowEncoder } from "#store/columns.ts";
import { startHttpInterface } from "#store/http-interface/http-interface.ts";
import type { HttpInterface } from "#store/http-interface/http-interface.ts";
import { events } from "#store/tables/events.ts";
import { eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

const run = promisify(execFile);
const key = "a secret/key:%";

let opened: TestStore;
let http: HttpInterface;
let client: ClickHouseClient;
beforeAll(async () => {
  opened = await openTestStore();
  const encoder = new RowEncoder(events);
  for (let i = 0; i < 3; i++) encoder.add(eventRow({ event_id: `event ${i}` }));
  await opened.store.insert(encoder);
  http = await startHttpInterface({
    store: opened.store,
    host: "127.0.0.1",
    port: 0,
    authorize: (user, given) => user === "grafana" && given === key,
    limits: { maxExecutionSeconds: 2, maxWaitSeconds: 1, maxWaitingQueries: 4, maxRequestBytes: 10_000 },
  });
  client = createClient({
    url: `http://127.0.0.1:${http.port}`,
    username: "grafana",
    password: key,
    log: { level: ClickHouseLogLevel.OFF },
  });
});
afterAll(async () => {
  await client.close();
  await http.close();
  await opened.cleanup();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const known = { "X-ClickHouse-User": "grafana", "X-ClickHouse-Key": key };

async function ask(
  sql: string | Uint8Array<ArrayBuffer>,
  url = "",
  headers: Record<string, string> = known,
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${http.port}/${url}`, { method: "POST", body: sql, headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function rows<T>(query: string, more: object = {}): Promise<T[]> {
  const result = await client.query({ query, format: "JSONEachRow", ...more });
  return result.json<T>();
}

describe("@clickhouse/client", () => {
  test("pings, queries, binds parameters, streams", async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
    const text = "tab\t quote' back\\slash \n ü 😀";
    expect(
      await rows("SELECT toUInt32(count()) AS n, {text:String} AS text FROM tidemark.events FINAL", {
        query_params: { text },
      }),
    ).toEqual([{ n: 3, text }]);
    const result = await client.query({ query: "SELECT number FROM numbers(300000)", format: "JSONEachRow" });
    let seen = 0;
    for await (const batch of result.stream()) seen += batch.length;
    expect(seen).toBe(300_000);
  });

  test("reads formats with a frame, and settings", async () => {
    const result = await client.query({
      query: "SELECT 9007199254740993 AS big",
      format: "JSON",
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    });
    expect((await result.json()).data).toEqual([{ big: "9007199254740993" }]);
  });

  test("gets errors with their code, in the middle of an answer too", async () => {
    await expect(rows("SELECT nosuch")).rejects.toMatchObject({ code: "47" });
    await expect(client.command({ query: "DROP TABLE tidemark.events" })).rejects.toMatchObject({ code: "164" });
    await expect(rows("SELECT number, throwIf(number = 300000, 'half way') FROM numbers(400000)")).rejects.toThrow(
      /half way/,
    );
  });

  test("compressed answers", async () => {
    const compressed = createClient({
      url: `http://127.0.0.1:${http.port}`,
      username: "grafana",
      password: key,
      compression: { response: true },
    });
    const result = await compressed.query({ query: "SELECT repeat('x', 100000) AS text", format: "JSONEachRow" });
    expect(await result.json()).toEqual([{ text: "x".repeat(100_000) }]);
    await compressed.close();
  });
});

async function curl(...args: string[]): Promise<string> {
  return (await run("curl", ["-sS", "--max-time", "20", ...args])).stdout;
}

test("curl", async () => {
  const url = `http://127.0.0.1:${http.port}`;
  expect(await curl(`${url}/ping`)).toBe("Ok.\n");
  expect(
    await curl(
      "-u",
      `grafana:${key}`,
      "-G",
      url,
      "--data-urlencode",
      "query=SELECT 1 AS a, 'b' AS b FORMAT CSVWithNames",
    ),
  ).toBe('"a","b"\n1,"b"\n');
  expect(await curl("-u", `grafana:${key}`, url, "-d", "SELECT count() FROM tidemark.events FINAL")).toBe("3\n");
  expect(
    await curl("-u", `grafana:${key}`, "--compressed", `${url}/?default_format=JSONEachRow`, "-d", "SELECT 1 AS a"),
  ).toBe('{"a":1}\n');
});

describe("who asks", () => {
  test("without the key there is no answer, but to a ping", async () => {
    expect((await fetch(`http://127.0.0.1:${http.port}/ping`)).status).toBe(200);
    for (const headers of [
      {},
      { "X-ClickHouse-User": "grafana" },
      { Authorization: `Basic ${Buffer.from("grafana:wrong").toString("base64")}` },
    ]) {
      const { status, text } = await ask("SELECT 1", "", headers);
      expect(status).toBe(403);
      expect(text).toMatch(/^Code: 516\. DB::Exception: .*\(AUTHENTICATION_FAILED\)/);
    }
    expect((await ask("SELECT 1", `?user=grafana&password=${encodeURIComponent(key)}`, {})).text).toBe("1\n");
  });

  test("a web page under a name of its own is not served", async () => {
    const status = await new Promise((resolve, reject) => {
      httpRequest(
        { port: http.port, host: "127.0.0.1", path: "/ping", headers: { Host: "evil.example" } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on("error", reject)
        .end();
    });
    expect(status).toBe(421);
  });
});

describe("answers", () => {
  test("name their format, and default to TabSeparated", async () => {
    const { headers, text } = await ask("SELECT 1, 'a'");
    expect(text).toBe("1\ta\n");
    expect(headers.get("x-clickhouse-format")).toBe("TabSeparated");
    expect(JSON.parse(headers.get("x-clickhouse-summary") ?? "")).toHaveProperty("result_rows");
    expect(
      (await ask("SELECT 1 /* FORMAT CSV */ FORMAT JSONCompact -- FORMAT TSV")).headers.get("x-clickhouse-format"),
    ).toBe("JSONCompact");
    expect((await ask("SELECT 1", "?query_id=mine")).headers.get("x-clickhouse-query-id")).toBe("mine");
  });

  test("Native is what the engine writes, but for the handshake", async () => {
    const response = await fetch(`http://127.0.0.1:${http.port}/?default_format=Native&database=tidemark`, {
      method: "POST",
      body: "SELECT 1",
      headers: known,
    });
    expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe("010101310555496e743801");
    const hello = await ask(
      "SELECT displayName(), version(), revision(), timezone()",
      "?default_format=Native&client_protocol_version=54460",
    );
    expect(hello.text).toContain("tidemark");
  });

  test("the query may be in the URL, the body, both, and compressed", async () => {
    expect((await ask("1 + 1", `?query=${encodeURIComponent("SELECT ")}`)).text).toBe("2\n");
    expect((await ask(gzipSync("SELECT 7"), "", { ...known, "Content-Encoding": "gzip" })).text).toBe("7\n");
    expect((await ask("SELECT count() FROM events FINAL", "?database=tidemark")).text).toBe("3\n");
  });

  test("SHOW, DESCRIBE, EXPLAIN, WITH, and a union in parentheses", async () => {
    expect((await ask("SHOW TABLES FROM tidemark LIKE 'events'")).text).toBe("events\n");
    expect((await ask("DESCRIBE tidemark.migrations")).text).toContain("checksum\tString");
    expect((await ask("EXPLAIN SELECT 1")).text).toContain("ReadFrom");
    expect((await ask("WITH 1 AS x SELECT x FORMAT CSV")).text).toBe("1\n");
    expect((await ask("(SELECT 1) UNION ALL (SELECT 1)")).text).toBe("1\n1\n");
    expect(
      (
        await ask(
          "SELECT name FROM system.columns WHERE database = 'tidemark' AND table = 'deliveries' ORDER BY position LIMIT 1",
        )
      ).text,
    ).toBe("hour\n");
  });
});

/** A file of the host that must not show, and one that must not be written. */
const secretFile = "/tmp/tidemark-http-interface-secret";
const target = "/tmp/tidemark-http-interface-target";

describe("reading only", () => {
  const touched: string[] = [];
  const listener = createServer((message, response) => {
    touched.push(message.url ?? "");
    response.end("reached");
  });
  let listening: number;
  beforeAll(async () => {
    writeFileSync(secretFile, "hunter2\n");
    rmSync(target, { force: true });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", () => resolve()));
    const address = listener.address();
    listening = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => {
    listener.close();
    rmSync(secretFile, { force: true });
    rmSync(target, { force: true });
  });

  const write = [
    "INSERT INTO tidemark.deliveries VALUES (now(), 'x', 1)",
    "INSERT INTO tidemark.deliveries SELECT now(), 'x', 1",
    "CREATE TABLE tidemark.mine (a UInt8) ENGINE = Memory",
    "CREATE TEMPORARY TABLE mine (a UInt8)",
    "CREATE FUNCTION f AS x -> x",
    "CREATE USER mallory",
    "CREATE VIEW tidemark.v AS SELECT 1",
    "DROP TABLE tidemark.events",
    "TRUNCATE TABLE tidemark.events",
    "ALTER TABLE tidemark.events DELETE WHERE 1",
    "DELETE FROM tidemark.events WHERE 1",
    "OPTIMIZE TABLE tidemark.events FINAL",
    "RENAME TABLE tidemark.events TO tidemark.gone",
    "EXCHANGE TABLES tidemark.events AND tidemark.deliveries",
    "DETACH TABLE tidemark.events",
    "SYSTEM SHUTDOWN",
    "SYSTEM STOP MERGES",
    "KILL QUERY WHERE 1",
    "BACKUP TABLE tidemark.events TO File('/tmp/b')",
    "USE system",
    "SET readonly = 0",
    "SET ROLE ALL",
    "GRANT ALL ON *.* TO default",
    "SELECT 1; DROP TABLE tidemark.events",
    "SELECT 1; SELECT 2",
    "/* SELECT */ DROP TABLE tidemark.events",
    "SELECT 1 PARALLEL WITH DROP TABLE tidemark.events",
    `SELECT 1 INTO OUTFILE '${target}'`,
    `SELECT 1 INTO OUTFILE '${target}' TRUNCATE FORMAT CSV`,
    `(SELECT 1) UNION ALL (SELECT 2) INTO OUTFILE '${target}'`,
    `EXPLAIN SELECT 1 INTO OUTFILE '${target}'`,
    `SHOW TABLES INTO OUTFILE '${target}'`,
    `INSERT INTO FUNCTION file('${target}', 'TSV', 'a UInt8') SELECT 1`,
    `WITH (SELECT 1) AS x INSERT INTO FUNCTION file('${target}') SELECT x`,
  ];
  const lift = [
    "SELECT 1 SETTINGS readonly = 0",
    "SELECT * FROM (SELECT 1 SETTINGS readonly = 0)",
    "WITH x AS (SELECT getSetting('readonly') SETTINGS readonly = 0) SELECT * FROM x",
    "SELECT * FROM view(SELECT 1 SETTINGS/**/max_threads = 100)",
    "SELECT * FROM (SELECT 1) SETTINGS max_execution_time = 0",
    `SELECT 1 FORMAT Template SETTINGS format_template_row = '${secretFile}'`,
    `SELECT 1 SETTINGS format_template_row = '${secretFile}' FORMAT Template`,
    `SELECT 1 FORMAT Protobuf SETTINGS format_schema = '${secretFile}:x'`,
    `SELECT 1 FORMAT CapnProto SETTINGS output_format_schema = '${target}'`,
  ];
  const read = [
    `SELECT file('${secretFile}')`,
    `SELECT \`file\`('${secretFile}')`,
    `SELECT "file"('${secretFile}')`,
    `SELECT \`\\x66ile\`('${secretFile}')`,
    `SELECT file/**/('${secretFile}')`,
    `SELECT fi\\\nle('${secretFile}')`,
    `SELECT arrayMap(file, ['${secretFile}'])`,
    `SELECT arrayMap(x -> file(x), ['${secretFile}'])`,
    `SELECT * APPLY(file) FROM (SELECT '${secretFile}')`,
    `SELECT * APPLY file FROM (SELECT '${secretFile}')`,
    `SELECT toUInt8(file('${secretFile}')) FORMAT Null`,
    `EXPLAIN SYNTAX SELECT file('${secretFile}')`,
    `DESCRIBE (SELECT file('${secretFile}'))`,
    `SELECT * FROM file('${secretFile}', 'LineAsString')`,
    `DESCRIBE file('${secretFile}')`,
    `DESCRIBE TABLE file('${secretFile}', 'CSVWithNames')`,
    `SELECT * FROM view(SELECT * FROM file('${secretFile}', 'LineAsString'))`,
    `SELECT * FROM fileCluster('default', '${secretFile}', 'LineAsString')`,
    `SELECT * FROM \`${secretFile}\``,
    `SELECT * FROM filesystem('/tmp')`,
    `SELECT * FROM sqlite('${secretFile}', 'x')`,
    `SELECT * FROM executable('/bin/cat ${secretFile}', 'TSV', 'a String')`,
    `SELECT * FROM icebergLocal('/tmp')`,
    `SELECT * FROM deltaLakeLocal('/tmp')`,
    `SELECT catboostEvaluate('${secretFile}', 1)`,
    "SELECT * FROM remote('127.0.0.1', 'tidemark', 'events')",
    "SELECT * FROM loop('tidemark', 'events')",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'e String')",
    "SELECT aiGenerate('x', 'y')",
    "SELECT * FROM default.`/tmp/tidemark-http-interface-secret`",
    "SELECT \0 1",
  ];

  test.each([...write, ...lift, ...read])("%s", async (sql) => {
    const before = await opened.rows("SHOW TABLES FROM tidemark");
    const { status, text } = await ask(sql);
    expect(status, text).not.toBe(200);
    expect(text).toMatch(/^Code: \d+\. /);
    expect(text).not.toContain("hunter2");
    expect(existsSync(target)).toBe(false);
    expect(await opened.rows("SHOW TABLES FROM tidemark")).toEqual(before);
    expect(readFileSync(secretFile, "utf8")).toBe("hunter2\n");
  });

  test("nothing is fetched from the network, to read or to describe", async () => {
    for (const make of [
      (url: string) => `SELECT * FROM url('${url}', 'LineAsString')`,
      (url: string) => `DESCRIBE url('${url}')`,
      (url: string) => `DESCRIBE url('${url}', 'CSVWithNames')`,
      (url: string) => `SELECT * FROM urlCluster('default', '${url}', 'LineAsString')`,
      (url: string) => `SELECT * FROM s3('${url}bucket/key', 'LineAsString')`,
      (url: string) => `DESCRIBE s3('${url}bucket-name/key.csv', 'CSV')`,
      (url: string) => `SELECT * FROM s3('${url}bucket-name/key.csv', NOSIGN, 'CSV', 'a String')`,
      (url: string) => `SELECT * FROM gcs('${url}bucket-name/key.csv', NOSIGN, 'CSV', 'a String')`,
      (url: string) => `SELECT * FROM azureBlobStorage('${url}', 'c', 'b', 'a', 'a', 'CSV', 'a String')`,
      (url: string) => `DESCRIBE azureBlobStorage('${url}', 'c', 'b', 'YQ==', 'YQ==', 'CSV')`,
      (url: string) => `DESCRIBE iceberg('${url}bucket-name/t')`,
      (url: string) => `DESCRIBE deltaLake('${url}bucket-name/t')`,
      (url: string) => `DESCRIBE hudi('${url}bucket-name/t')`,
      () => `DESCRIBE hdfs('hdfs://127.0.0.1:${listening}/x', 'CSV')`,
      () => `DESCRIBE remote('127.0.0.1:${listening}', 'a', 'b')`,
      (url: string) => `SELECT * FROM ytsaurus('${url}', 'a', 'b', 'c String')`,
      () => `SELECT * FROM arrowFlight('127.0.0.1:${listening}', 'x')`,
    ]) {
      const { status, text } = await ask(make(`http://127.0.0.1:${listening}/`));
      expect(status, `${make("")}: ${text}`).not.toBe(200);
    }
    expect(touched).toEqual([]);
  });

  test("a setting in the URL cannot lift the lock", async () => {
    expect((await ask("SELECT getSetting('readonly')", "?readonly=0")).text).toBe("1\n");
    expect((await ask("SELECT 1", `?format_template_row=${secretFile}`)).status).toBe(403);
    expect(
      (await ask("SELECT 1", `?default_format=${encodeURIComponent("CSV; DROP TABLE tidemark.events")}`)).status,
    ).toBe(400);
    expect((await ask("SELECT {x:String}", "?param_x=%27%3B%20DROP%20TABLE%20tidemark.events")).text).toBe(
      "\\'; DROP TABLE tidemark.events\n",
    );
    expect((await ask("SELECT 1", `?${encodeURIComponent("param_x = 1, readonly")}=0`)).status).not.toBe(200);
    expect((await ask("SELECT 1", `?database=${encodeURIComponent("x`; SET ROLE ALL")}`)).status).not.toBe(200);
  });

  test("what only looks like an escape is answered", async () => {
    expect((await ask("SELECT 'DROP TABLE x; file(1)' AS text -- ; DROP TABLE y")).text).toBe(
      "DROP TABLE x; file(1)\n",
    );
    expect((await ask("SELECT t.file FROM (SELECT 1 AS `profile`, 2 AS files) AS t", "")).status).not.toBe(200);
    expect((await ask("SELECT files, profile FROM (SELECT 1 AS `profile`, 2 AS files)")).text).toBe("2\t1\n");
  });
});

describe("limits", () => {
  test("of time, which cannot be lifted", async () => {
    const { status, text } = await ask("SELECT count() FROM system.numbers", "?max_execution_time=0");
    expect({ status, code: text.slice(0, 9) }).toEqual({ status: 408, code: "Code: 159" });
  });

  test("of the request", async () => {
    expect((await ask(`SELECT '${"x".repeat(20_000)}'`)).status).toBe(413);
    const bomb = await ask(gzipSync(Buffer.alloc(50_000_000, " ")), "", { ...known, "Content-Encoding": "gzip" });
    expect(bomb.status).toBe(413);
    for (const [body, encoding] of [
      ["no gzip", "gzip"],
      ["x", "rot13"],
      [Buffer.from([0xff, 0xfe]), "identity"],
    ] as const) {
      const { status, text } = await ask(typeof body === "string" ? body : new Uint8Array(body), "", {
        ...known,
        "Content-Encoding": encoding,
      });
      expect({ status, code: text.slice(0, 8) }).toEqual({ status: 400, code: "Code: 36" });
    }
    expect((await ask(`SELECT ${"(".repeat(3000)}1${")".repeat(3000)}`)).status).not.toBe(200);
  });

  test("of a framed answer, which is held in memory; a streamed one may be larger", async () => {
    const large = "SELECT repeat('x', 1000) || toString(number) FROM numbers(100000)";
    expect((await ask(`${large} FORMAT JSON`)).text).toMatch(/^Code: 396\./);
    const patient = await startHttpInterface({
      store: opened.store,
      host: "127.0.0.1",
      port: 0,
      authorize: () => true,
    });
    const before = process.memoryUsage().rss;
    const response = await fetch(`http://127.0.0.1:${patient.port}/`, {
      method: "POST",
      body: "SELECT repeat('x', 1000) FROM numbers(1000000) FORMAT TSV",
      headers: known,
    });
    let bytes = 0;
    let most = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    await patient.close();
    expect(bytes).toBe(1_000_000 * 1001);
    // The engine's own buffers take some 200 to 350 MB, whatever the size of the answer.
    expect(most).toBeLessThan(bytes / 2);
  });

  test("of queries at once; those that wait too long are told to come again", async () => {
    const answers = await Promise.all(Array.from({ length: 9 }, () => ask("SELECT sleep(1.5)")));
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(2);
    expect(statuses.at(-1)).toBe(503);
    expect(answers.find(({ status }) => status === 503)?.headers.get("retry-after")).toBe("5");
  });

  test("a query whose reader has gone is killed", async () => {
    const abort = new AbortController();
    const asked = fetch(`http://127.0.0.1:${http.port}/`, {
      method: "POST",
      body: "SELECT count() FROM system.numbers WHERE 'gone' != ''",
      headers: known,
      signal: abort.signal,
    });
    const running =
      "SELECT toUInt32(count()) AS n FROM system.processes WHERE query LIKE '%gone%' AND query NOT LIKE '%processes%'";
    await expect.poll(() => opened.rows(running)).toEqual([{ n: 1 }]);
    abort.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => opened.rows(running), { timeout: 1500 }).toEqual([{ n: 0 }]);
  });

  test("half a request harms nobody", async () => {
    const socket = connect(http.port, "127.0.0.1");
    socket.write(
      "POST / HTTP/1.1\r\nHost: localhost\r\nX-ClickHouse-User: grafana\r\nContent-Length: 100\r\n\r\nSELECT",
    );
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.destroy();
    const garbage = connect(http.port, "127.0.0.1");
    garbage.end("\u0000\u0001 not HTTP\r\n\r\n");
    expect((await ask("SELECT 1")).text).toBe("1\n");
  });

  test("other methods and paths", async () => {
    expect((await fetch(`http://127.0.0.1:${http.port}/`, { method: "PUT", body: "SELECT 1" })).status).toBe(405);
    expect((await fetch(`http://127.0.0.1:${http.port}/dashboard`)).status).toBe(404);
    expect(await (await fetch(`http://127.0.0.1:${http.port}/`)).text()).toBe("Ok.\n");
  });
});
