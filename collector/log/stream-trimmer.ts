import type { JetStreamManager } from "@nats-io/jetstream";
import { isOwnStream } from "./streams.ts";

/** From this part of `max_bytes` on a stream is trimmed, down to the second. */
const highWatermark = 0.7;
const lowWatermark = 0.5;

export interface StreamTrimmerOptions {
  readonly manager: JetStreamManager;
  readonly stream: string;
  readonly intervalMs?: number;
  readonly onTrim?: (messages: number) => void;
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes room in a stream of limits retention: removes the oldest messages that every consumer has
 * acknowledged. Without it, messages long in the store would fill the stream until `discard: new`
 * refuses all that comes; what nobody acknowledged is never touched. Call the result to end it.
 */
export function startStreamTrimmer(options: StreamTrimmerOptions): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    trimStream(options.manager, options.stream)
      .then((messages) => (messages > 0 ? options.onTrim?.(messages) : undefined))
      .catch((error: unknown) => options.onError?.(error))
      .finally(() => {
        busy = false;
      });
  }, options.intervalMs ?? 2000);
  timer.unref();
  return () => clearInterval(timer);
}

/** How many messages went. An operator's own stream is left alone. */
export async function trimStream(manager: JetStreamManager, stream: string): Promise<number> {
  const info = await manager.streams.info(stream);
  const { config, state } = info;
  if (!isOwnStream(info) || config.max_bytes <= 0 || state.bytes < config.max_bytes * highWatermark) return 0;
  const surplus = 1 - (config.max_bytes * lowWatermark) / state.bytes;
  const wanted = state.first_seq + Math.ceil((state.last_seq - state.first_seq + 1) * surplus);
  const firstKept = Math.min(wanted, (await acknowledgedUpTo(manager, stream)) + 1);
  if (firstKept <= state.first_seq) return 0;
  const { purged } = await manager.streams.purge(stream, { seq: firstKept });
  return purged;
}

async function acknowledgedUpTo(manager: JetStreamManager, stream: string): Promise<number> {
  let lowest = Infinity;
  for await (const consumer of manager.consumers.list(stream)) lowest = Math.min(lowest, consumer.ack_floor.stream_seq);
  return lowest === Infinity ? 0 : lowest;
}
