import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";

export interface ConsumeLoad {
  readonly stream: string;
  readonly messages: number;
  /** Messages asked for at once. */
  readonly window: number;
}

/** Pulls and acknowledges the stream's messages, doing nothing with them; seconds it took. */
export async function consumeAll(connection: NatsConnection, load: ConsumeLoad): Promise<number> {
  const manager = await jetstreamManager(connection);
  await manager.consumers.add(load.stream, {
    durable_name: "bench",
    ack_policy: AckPolicy.Explicit,
    max_ack_pending: load.window * 4,
  });
  const consumer = await jetstream(connection).consumers.get(load.stream, "bench");
  const started = performance.now();
  for (let seen = 0; seen < load.messages;) {
    const batch = await consumer.fetch({ max_messages: load.window, expires: 2000 });
    for await (const message of batch) {
      message.ack();
      seen++;
    }
  }
  await connection.flush();
  return (performance.now() - started) / 1000;
}
