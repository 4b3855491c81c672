import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { failureOf, httpStatus } from "#store/http-interface/clickhouse-error.ts";
import { isTrustedHost } from "#store/http-interface/host-check.ts";
import { isNativeHello, nativeHello } from "#store/http-interface/native-hello.ts";
import { QueryGate } from "#store/http-interface/query-gate.ts";
import { credentialsOf } from "#store/http-interface/request.ts";

function message(headers: Record<string, string>): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { headers });
}

test("on loopback only names of this machine are answered", () => {
  for (const host of ["127.0.0.1:8123", "localhost", "tidemark.localhost:1", "[::1]:8123", "10.0.0.1"]) {
    expect(isTrustedHost("127.0.0.1", host), host).toBe(true);
  }
  for (const host of ["evil.example", "localhost.evil.example:8123", ""])
    expect(isTrustedHost("127.0.0.1", host), host).toBe(false);
  expect(isTrustedHost("0.0.0.0", "clickhouse")).toBe(true);
});

test("the engine's errors keep their code", () => {
  const failure = failureOf(new Error("Query failed: Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)"));
  expect(failure).toEqual({ code: 60, message: "Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)" });
  expect(httpStatus(failure.code)).toBe(404);
  expect(failureOf("boom")).toMatchObject({ code: 1001 });
});

test("the handshake is known by its exact text", () => {
  const sql = "SELECT displayName(), version(), revision(), timezone()";
  expect(isNativeHello(`${sql}\n`, "Native")).toBe(true);
  expect(isNativeHello(sql, "JSON")).toBe(false);
  expect(isNativeHello(`${sql}, 1`, "Native")).toBe(false);
  expect(nativeHello("26.7.2.1").subarray(0, 10).toString("hex")).toBe("010002ffffffff000401");
});

test("credentials: headers before Basic before the URL", () => {
  const url = new URLSearchParams("user=url&password=u");
  const basic = `Basic ${Buffer.from("basic:b:c").toString("base64")}`;
  expect(credentialsOf(message({ "x-clickhouse-user": "head", authorization: basic }), url)).toEqual({
    user: "head",
    key: "",
    given: true,
  });
  expect(credentialsOf(message({ authorization: basic }), url)).toEqual({ user: "basic", key: "b:c", given: true });
  expect(credentialsOf(message({}), url)).toEqual({ user: "url", key: "u", given: true });
  expect(credentialsOf(message({}), new URLSearchParams())).toEqual({ user: "default", key: "", given: false });
});

test("the gate lets in as many as it may, the others in order, and refuses what is too many", async () => {
  const gate = new QueryGate(1, 2, 60_000);
  const { signal } = new AbortController();
  const order: string[] = [];
  const first = await gate.enter(signal);
  const second = gate.enter(signal).then((leave) => (order.push("second"), leave));
  const third = gate.enter(signal).then((leave) => (order.push("third"), leave));
  expect(await gate.enter(signal)).toBeUndefined();
  first?.();
  first?.();
  const leaveSecond = await second;
  expect(order).toEqual(["second"]);
  leaveSecond?.();
  expect(await third).toBeDefined();
});

test("who goes away or waits too long loses the place in the queue", async () => {
  const gate = new QueryGate(1, 10, 20);
  await gate.enter(new AbortController().signal);
  expect(await gate.enter(new AbortController().signal)).toBeUndefined();
  const gone = new AbortController();
  const waiting = gate.enter(gone.signal);
  gone.abort();
  expect(await waiting).toBeUndefined();
});
