import { once } from "node:events";
import { Consumer } from "@platformatic/kafka";
import type { ConsumerOptions, Message, MessagesStream } from "@platformatic/kafka";
import type { Batch, Source } from "../source.ts";

type Connection = Pick<ConsumerOptions<Buffer, Buffer, Buffer, Buffer>, "sasl" | "tls">;

export interface KafkaSourceOptions extends Connection {
  /** `host:port` */
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Consumers of one group share the partitions. A new group begins with the oldest message. */
  readonly group: string;
}

type KafkaMessage = Message;
type KafkaStream = MessagesStream<Buffer, Buffer, Buffer, Buffer>;

const batchMessages = 1000;
const batchBytes = 8 * 1024 * 1024;
/** Of what is read ahead of a batch: a fetch of each broker. */
const fetchBytes = 4 * 1024 * 1024;

/** What a bridge that was killed had is given to the others after so long. */
const sessionTimeoutMs = 15_000;

/** @throws Error with what is wrong when no broker lets it in, or there is no such topic. */
export async function openKafkaSource(options: KafkaSourceOptions): Promise<Source> {
  const { brokers, topic, group, sasl, tls } = options;
  const consumer = new Consumer({
    clientId: "tidemark-bridge",
    groupId: group,
    bootstrapBrokers: [...brokers],
    ...(sasl && { sasl }),
    ...(tls && { tls }),
    autocreateTopics: false,
    retryDelay: 500,
    autocommit: false,
    maxBytes: fetchBytes,
    maxBytesPerPartition: fetchBytes,
    highWaterMark: batchMessages,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: 2 * sessionTimeoutMs,
  });
  try {
    const stream = await consumer.consume({ topics: [topic], mode: "committed", fallbackMode: "earliest" });
    // The client reads ahead only while somebody listens.
    stream.on("readable", () => undefined);
    return {
      name: `topic ${topic} of Kafka at ${brokers.join(", ")}`,
      batches: (signal) => batches(consumer, stream, signal),
      close: () => consumer.close(true),
    };
  } catch (error) {
    await consumer.close(true);
    throw plainError(error);
  }
}

async function* batches(consumer: Consumer, stream: KafkaStream, signal: AbortSignal): AsyncGenerator<Batch> {
  while (!signal.aborted) {
    const messages = take(stream);
    if (messages.length > 0) {
      const confirm = (): Promise<void> => consumer.commit({ offsets: offsetsAfter(messages) });
      yield { bodies: bodiesOf(messages), confirm };
    } else {
      try {
        await once(stream, "readable", { signal });
      } catch (error) {
        if (!signal.aborted) throw plainError(error);
      }
    }
  }
}

/** What has been read ahead, within the bounds of a batch. */
function take(stream: KafkaStream): readonly KafkaMessage[] {
  const messages: KafkaMessage[] = [];
  for (let bytes = 0; messages.length < batchMessages && bytes < batchBytes;) {
    const message: KafkaMessage | null = stream.read();
    if (message === null) break;
    messages.push(message);
    bytes += message.value?.length ?? 0;
  }
  return messages;
}

/** A message without a value says that its key is to be forgotten (compaction): no event. */
function bodiesOf(messages: readonly KafkaMessage[]): readonly Uint8Array[] {
  return messages.flatMap(({ value }) => (value === undefined || value === null ? [] : [value]));
}

/** Where to go on: after the last message of each partition. */
function offsetsAfter(messages: readonly KafkaMessage[]) {
  const last = new Map(messages.map((message) => [`${message.topic}:${message.partition}`, message]));
  return [...last.values()].map(({ topic, partition, offset, leaderEpoch }) => ({
    topic,
    partition,
    offset: offset + 1n,
    leaderEpoch,
  }));
}

/** The client wraps what went wrong once a layer, and once an attempt: the innermost says what it is. */
function plainError(error: unknown): Error {
  if (error instanceof AggregateError && error.errors.length > 0) return plainError(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return plainError(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}
