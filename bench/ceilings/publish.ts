import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";

export interface PublishLoad {
  readonly subject: string;
  /** One message's bytes; the same for all, since only their number and size matter here. */
  readonly body: Uint8Array;
  readonly messages: number;
  /** Messages sent and not yet acknowledged. */
  readonly window: number;
}

/** Publishes and awaits every acknowledgement; seconds it took. */
export async function publishAll(connection: NatsConnection, load: PublishLoad): Promise<number> {
  const client = jetstream(connection);
  let sent = 0;
  const publisher = async (): Promise<void> => {
    while (sent < load.messages) {
      const msgID = `bench-${sent++}`;
      await client.publish(load.subject, load.body, { msgID });
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: load.window }, publisher));
  return (performance.now() - started) / 1000;
}
