import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { startNatsServer } from "#test/support/nats-server.ts";
import { consumeAll } from "./consume.ts";
import { publishAll } from "./publish.ts";

export interface LogLoad {
  readonly events: number;
  readonly bytes: number;
  /** Events in one message. */
  readonly batch: number;
}

export interface LogCeiling {
  readonly publishPerSecond: number;
  readonly consumePerSecond: number;
}

const stream = "CEILING";
/** What may be under way, in events: the same for small and large messages. */
const windowEvents = 1024;

/** NATS alone, each message synced to disk: how many events a second it takes and gives. */
export async function logCeiling({ events, bytes, batch }: LogLoad): Promise<LogCeiling> {
  const server = await startNatsServer({ syncAlways: true });
  const connection = await connect({ servers: server.url });
  try {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: stream, subjects: ["ceiling"] });
    const messages = Math.ceil(events / batch);
    const window = Math.max(4, Math.floor(windowEvents / batch));
    const body = Buffer.alloc(bytes * batch, "x");
    const publishing = await publishAll(connection, { subject: "ceiling", body, messages, window });
    const consuming = await consumeAll(connection, { stream, messages, window });
    return {
      publishPerSecond: (messages * batch) / publishing,
      consumePerSecond: (messages * batch) / consuming,
    };
  } finally {
    await connection.close();
    await server.stop();
  }
}
