import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import type { ConsumerConfig, JetStreamManager, StreamConfig, StreamInfo } from "@nats-io/jetstream";
import { millis, nanos } from "@nats-io/transport-node";
import type { StreamPlan } from "./stream-plan.ts";

/** Where a stream or consumer that was there already is not as planned. It is left as it is. */
export interface StreamDifference {
  /** `stream NAME` or `consumer NAME`. */
  readonly where: string;
  readonly field: string;
  readonly planned: string;
  readonly actual: string;
}

export interface EnsuredStream {
  readonly differences: readonly StreamDifference[];
  /** What the consumer has, which may not be the plan's; see `StreamPlan`. */
  readonly ackWaitMs: number;
}

/** Marks the streams that Tidemark made, which alone it trims; servers before 2.10 know no metadata. */
const ownDescription = "made by Tidemark";

export function isOwnStream(info: StreamInfo): boolean {
  return info.config.description === ownDescription;
}

const streamNotFound = 10059;
const consumerNotFound = 10014;
const insufficientStorage = 10047;
const smallestMegabytes = 64;
const smallestStream = smallestMegabytes * 1024 * 1024;

/**
 * Makes the stream and its durable consumer where they are missing; says where they differ from the
 * plan, and never changes what an operator has set up. Throws when they cannot be made.
 */
export async function ensureStream(manager: JetStreamManager, plan: StreamPlan): Promise<EnsuredStream> {
  const stream = await unlessMissing(manager.streams.info(plan.stream), streamNotFound);
  const config = stream?.config ?? (await addStream(manager, plan));
  const wanted = consumerConfig(plan);
  const consumer =
    (await unlessMissing(manager.consumers.info(plan.stream, plan.durable), consumerNotFound)) ??
    // Adding what another collector has just added, with the same configuration, is no error.
    (await manager.consumers.add(plan.stream, wanted));
  return {
    differences: [
      ...differences(`stream ${plan.stream}`, streamConfig(plan), config),
      ...differences(`consumer ${plan.durable}`, wanted, consumer.config),
    ],
    ackWaitMs: millis(consumer.config.ack_wait ?? wanted.ack_wait),
  };
}

/** JetStream reserves `max_bytes`: on a small disk the plan is halved until it fits, which then shows as a difference. */
async function addStream(manager: JetStreamManager, plan: StreamPlan): Promise<StreamConfig> {
  for (let maxBytes = plan.maxBytes; ; maxBytes = Math.floor(maxBytes / 2)) {
    try {
      const added = await manager.streams.add({
        ...streamConfig({ ...plan, maxBytes }),
        name: plan.stream,
        description: ownDescription,
      });
      return added.config;
    } catch (error) {
      if (hasCode(error, insufficientStorage) && maxBytes / 2 >= smallestStream) continue;
      throw new Error(await explain(manager, plan, error), { cause: error });
    }
  }
}

async function explain(manager: JetStreamManager, plan: StreamPlan, error: unknown): Promise<string> {
  const what = `cannot make the stream ${plan.stream} for ${plan.subject}`;
  const owner = await manager.streams.find(plan.subject).catch(() => undefined);
  if (owner !== undefined)
    return `${what}: the subject belongs to the stream ${owner}; use that one, or another subject`;
  if (hasCode(error, insufficientStorage))
    return `${what}: JetStream has less room than ${smallestMegabytes} MB on its disk`;
  return `${what}: ${error instanceof Error ? error.message : String(error)}`;
}

function streamConfig(plan: StreamPlan) {
  return {
    subjects: [plan.subject],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    // `old` would lose what is not stored yet, silently; `new` pushes back on the publishers.
    discard: DiscardPolicy.New,
    max_age: nanos(plan.maxAgeMs),
    max_bytes: plan.maxBytes,
    duplicate_window: nanos(2 * 60 * 1000),
    num_replicas: plan.replicas,
  } as const satisfies Partial<StreamConfig>;
}

function consumerConfig(plan: StreamPlan) {
  return {
    durable_name: plan.durable,
    filter_subject: plan.subject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(plan.ackWaitMs),
    // The reader deals with poison by itself: an exhausted message is only reported once, then gone.
    max_deliver: -1,
    max_ack_pending: plan.maxAckPending,
  } as const satisfies Partial<ConsumerConfig>;
}

function differences(where: string, planned: object, actual: object): readonly StreamDifference[] {
  return Object.entries(planned).flatMap(([field, value]) => {
    const found: unknown = Reflect.get(actual, field);
    if (JSON.stringify(found) === JSON.stringify(value)) return [];
    return [{ where, field, planned: JSON.stringify(value), actual: JSON.stringify(found) ?? "not set" }];
  });
}

async function unlessMissing<T>(answer: Promise<T>, code: number): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, code)) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}
