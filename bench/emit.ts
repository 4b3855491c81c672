import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { LoadLine } from "#test/support/load.ts";
import { startLoad } from "#test/support/load.ts";
import { startNatsServer } from "#test/support/nats-server.ts";

/** What `emit` costs a pipeline of a thousand events a second, beside a nats-server and nothing else. */
export async function emitInAPipeline(bytes: number): Promise<Pick<LoadLine, "emitMedian" | "emitP99">> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const nats = await startNatsServer();
  const connection = await connect({ servers: nats.url });
  try {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: "EVENTS", subjects: ["openlineage.events"] });
    return await startLoad({ url: nats.url, spool: join(directory, "spool"), to: 10_000, rate: 1000, bytes }).ended;
  } finally {
    await connection.close();
    await nats.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
