import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "#demo/platform/ports.ts";

test("a free port is taken as wanted", async () => {
  const { port } = await freePort(0);
  expect(await freePort(port)).toEqual({ port, insteadOf: undefined });
});

test("another one is found where something listens", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;
  const found = await freePort(taken);
  expect(found.insteadOf).toBe(taken);
  expect(found.port).not.toBe(taken);
});
