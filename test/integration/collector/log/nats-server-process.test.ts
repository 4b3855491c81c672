import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { expect, test } from "vitest";
import { startNatsServer } from "#test/support/nats-server.ts";

test("a test's nats-server keeps its streams and its port through kill -9", async () => {
  const server = await startNatsServer();
  try {
    const before = await connect({ servers: server.url });
    const manager = await jetstreamManager(before);
    await manager.streams.add({ name: "S", subjects: ["s"] });
    await before.close();
    const { pid } = server;

    await server.kill();
    await server.restart();

    expect(server.pid).not.toBe(pid);
    const after = await connect({ servers: server.url });
    await expect((await jetstreamManager(after)).streams.info("S")).resolves.toMatchObject({
      config: { name: "S" },
    });
    await after.close();
  } finally {
    await server.stop();
  }
});
