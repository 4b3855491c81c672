import { jetstreamManager } from "@nats-io/jetstream";
import type { JetStreamManager, StoredMsg, StreamConfig } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { onTestFinished } from "vitest";

export interface TestStream {
  readonly manager: JetStreamManager;
  readonly create: (config?: Partial<StreamConfig>) => Promise<void>;
  /** Everything stored, in order. */
  readonly messages: () => Promise<readonly StoredMsg[]>;
  readonly count: () => Promise<number>;
}

const name = "TEST";

/** A stream on `openlineage.events`, made when told. */
export async function testStream(servers: string, login: { user?: string; pass?: string } = {}): Promise<TestStream> {
  const connection = await connect({ servers, ...login, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  onTestFinished(async () => connection.close());
  const manager = await jetstreamManager(connection);
  const count = async (): Promise<number> => (await manager.streams.info(name)).state.messages;
  return {
    manager,
    create: async (config = {}) => {
      await manager.streams.add({ name, subjects: ["openlineage.events"], ...config });
    },
    count,
    messages: async () => {
      const { first_seq: first, last_seq: last } = (await manager.streams.info(name)).state;
      const found: StoredMsg[] = [];
      for (let seq = first; seq <= last; seq++) {
        const message = await manager.streams.getMessage(name, { seq });
        if (message !== null) found.push(message);
      }
      return found;
    },
  };
}
