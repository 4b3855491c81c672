import type { NatsLink } from "../log/nats-connection.ts";
import type { StreamPlan } from "../log/stream-plan.ts";
import type { Delivery } from "../reader/delivery.ts";
import type { Outstanding } from "../reader/outstanding.ts";
import { PullLoop } from "../reader/pull-loop.ts";
import { decodeDeadLetter } from "./dead-letter-message.ts";
import { deadLetterRow } from "./dead-letter-row.ts";
import type { DeadLetterWriter } from "./dead-letter-writer.ts";

export interface DeadLetterConsumerOptions {
  readonly link: NatsLink;
  readonly plan: StreamPlan;
  readonly ensure: () => Promise<unknown>;
  readonly writer: Pick<DeadLetterWriter, "write" | "ready">;
  readonly onStored?: () => void;
  readonly onProblem?: (cause: string) => void;
}

/** Brings the dead-letter stream into the table: acknowledged when durable there. */
export function startDeadLetterConsumer(options: DeadLetterConsumerOptions): Pick<PullLoop, "stop"> {
  return new PullLoop({
    link: options.link,
    plan: options.plan,
    ensure: options.ensure,
    ready: () => options.writer.ready(),
    onDelivery: (delivery, outstanding) => void store(options, delivery, outstanding),
    onProblem: options.onProblem,
    limits: { messages: 4096, bytes: 16 * 1024 * 1024 },
  });
}

async function store(options: DeadLetterConsumerOptions, delivery: Delivery, outstanding: Outstanding): Promise<void> {
  const letter = decodeDeadLetter(delivery.body, delivery.headers, new Date(delivery.receivedAt / 1000));
  try {
    await options.writer.write([deadLetterRow(letter)]);
  } catch (error) {
    // The writer was closed: the letter is given back when the consumer stops.
    options.onProblem?.(error instanceof Error ? error.message : String(error));
    return;
  }
  outstanding.ack(delivery);
  options.onStored?.();
}
