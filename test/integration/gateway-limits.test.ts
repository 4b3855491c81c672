import { once } from "node:events";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { runEvent, startTestGateway } from "#test/support/gateway.ts";
import type { TestGateway } from "#test/support/gateway.ts";
import { openRaw, parseRaw } from "#test/support/raw-http.ts";

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function start(...options: Parameters<typeof startTestGateway>): Promise<TestGateway> {
  gateway = await startTestGateway(...options);
  return gateway;
}

async function expectUnharmed({ url, heldBytes }: TestGateway): Promise<void> {
  const body = JSON.stringify(runEvent());
  const response = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
  expect(response.status).toBe(201);
  expect(heldBytes()).toBe(0);
}

/** How much the resident memory grows at most while it runs. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  await work();
  clearInterval(timer);
  return Math.max(most, process.memoryUsage.rss()) - before;
}

/** Inflates to `gigabytes` GB, in many members as gzip allows; a thousandth of that in size. */
function bomb(gigabytes: number): Buffer {
  const megabyte = gzipSync(Buffer.alloc(1_000_000, "0"), { level: 9 });
  return Buffer.concat(Array.from({ length: gigabytes * 1000 }, () => megabyte));
}

describe("a body that is too large", () => {
  test("50 MB with its length said: refused at once, read by nobody", async () => {
    const running = await start();
    const connection = await openRaw(running.url);
    const chunk = Buffer.alloc(100_000, 0x20);
    const grown = await growth(async () => {
      connection.send("POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 50000000\r\n\r\n");
      for (let sent = 0; sent < 50_000_000 && connection.socket.writable; sent += chunk.length) {
        if (!connection.socket.write(chunk)) await Promise.race([once(connection.socket, "drain"), connection.closed]);
      }
      const answer = await connection.closed;
      expect(parseRaw(answer)).toMatchObject({
        status: 413,
        body: { code: "too_large", action: expect.stringContaining("TIDEMARK_MAX_EVENT_BYTES") },
      });
      expect(answer.toLowerCase()).not.toContain("retry-after");
    });
    expect(grown).toBeLessThan(60_000_000);
    await expectUnharmed(running);
  });

  test("50 MB in chunks of unsaid length: refused at the limit", async () => {
    const running = await start({ limits: { maxEventBytes: 1_000_000 } });
    const chunk = Buffer.alloc(100_000, 0x20);
    const body = Readable.toWeb(
      Readable.from(
        (function* chunks() {
          for (let i = 0; i < 500; i++) yield chunk;
        })(),
      ),
    );
    const response = await fetch(running.url, {
      method: "POST",
      body: body as ReadableStream,
      headers: { "content-type": "application/json" },
      duplex: "half",
    });
    expect([response.status, await response.json()]).toMatchObject([413, { code: "too_large" }]);
    await expectUnharmed(running);
  });

  test("a gzip bomb of 10 GB: refused fast, with flat memory", async () => {
    const running = await start();
    const body = bomb(10);
    expect(body.length).toBeLessThan(15_000_000);
    const started = performance.now();
    const grown = await growth(async () => {
      const response = await fetch(running.url, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", "content-encoding": "gzip" },
      });
      expect([response.status, await response.json()]).toMatchObject([413, { code: "too_large" }]);
    });
    expect(performance.now() - started).toBeLessThan(3000);
    expect(grown).toBeLessThan(80_000_000);
    await expectUnharmed(running);
  });

  test("a batch has a limit of its own", async () => {
    const running = await start({ limits: { maxBatchBytes: 5000 } });
    const body = gzipSync(JSON.stringify(Array.from({ length: 50 }, () => runEvent())));
    const response = await fetch(`${running.url}/api/v1/lineage/batch`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
    });
    expect([response.status, await response.json()]).toMatchObject([413, { code: "batch_too_large" }]);
    await expectUnharmed(running);
  });
});

describe("too much at once", () => {
  test("bodies beyond the budget: 503, to be sent again, and room again afterwards", async () => {
    const running = await start({ limits: { maxInFlightBytes: 3000 } });
    const held = await openRaw(running.url);
    held.send(
      `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n${" ".repeat(2900)}`,
    );
    await expect.poll(() => running.heldBytes()).toBe(2900);
    const body = JSON.stringify(runEvent());
    const response = await fetch(running.url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect([response.status, await response.json()]).toMatchObject([503, { code: "overloaded" }]);
    expect(response.headers.get("retry-after")).toBe("5");
    held.socket.destroy();
    await expect.poll(() => running.heldBytes()).toBe(0);
    await expectUnharmed(running);
  });
});

describe("half a request", () => {
  const head = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

  test("cut off in its body: nothing is accepted, nothing is held", async () => {
    const running = await start();
    const connection = await openRaw(running.url);
    connection.send(`${head}content-length: 5000\r\n\r\n{"eventTime":`);
    await expect.poll(() => running.heldBytes()).toBeGreaterThan(0);
    connection.socket.destroy();
    await expect.poll(() => running.heldBytes()).toBe(0);
    expect(running.log.messages).toHaveLength(0);
    await expectUnharmed(running);
  });

  test("cut off in a compressed body", async () => {
    const running = await start();
    const connection = await openRaw(running.url);
    const body = gzipSync(Buffer.from(JSON.stringify(runEvent({ noise: Array.from({ length: 5000 }, Math.random) }))));
    connection.send(`${head}content-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`);
    connection.send(body.subarray(0, body.length - 10));
    await expect.poll(() => running.heldBytes()).toBeGreaterThan(0);
    connection.socket.destroy();
    await expect.poll(() => running.heldBytes()).toBe(0);
    expect(running.log.messages).toHaveLength(0);
    await expectUnharmed(running);
  });

  test("that stops coming, in its body or its head: 408 and closed", async () => {
    const running = await start({ limits: { requestTimeoutMs: 400, headersTimeoutMs: 200 } });
    const body = await openRaw(running.url);
    body.send(`${head}content-length: 5000\r\n\r\n{"eventTime":`);
    const slow = await openRaw(running.url);
    slow.send("POST / HTTP/1.1\r\nhost: loc");
    for (const { closed } of [body, slow])
      expect(parseRaw(await closed)).toMatchObject({ status: 408, body: { code: "request_timeout" } });
    await expect.poll(() => running.heldBytes()).toBe(0);
    await expectUnharmed(running);
  });

  test("headers without end, and what is no HTTP", async () => {
    const running = await start();
    const long = await openRaw(running.url);
    long.send(`POST / HTTP/1.1\r\nhost: localhost\r\nx: ${"x".repeat(100_000)}`);
    expect(parseRaw(await long.closed)).toMatchObject({ status: 431, body: { code: "headers_too_large" } });
    const tls = await openRaw(running.url);
    tls.send(Buffer.from("160301020001000001fc0303", "hex"));
    expect(parseRaw(await tls.closed)).toMatchObject({ status: 400, body: { code: "bad_request" } });
    await expectUnharmed(running);
  });
});

describe("while it stops", () => {
  test("a request under way is answered, a later one on the same connection is sent elsewhere", async () => {
    const running = await start();
    const connection = await openRaw(running.url);
    const body = JSON.stringify(runEvent());
    const request = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    connection.send(`${request}${body.slice(0, 20)}`);
    await expect.poll(() => running.heldBytes()).toBe(20);
    const closing = running.close();
    connection.send(body.slice(20));
    await closing;
    expect((await connection.closed).split("\r\n")[0]).toBe("HTTP/1.1 201 Created");
    expect(running.log.messages).toHaveLength(1);
    await expect(fetch(running.url)).rejects.toThrow();
  });
});
