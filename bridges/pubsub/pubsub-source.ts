import { once } from "node:events";
import { Duration, PubSub } from "@google-cloud/pubsub";
import type { Message, Subscription } from "@google-cloud/pubsub";
import type { Batch, Source } from "../source.ts";

export interface PubsubSourceOptions {
  /** `projects/PROJECT/subscriptions/NAME`, or its name alone. */
  readonly subscription: string;
  /** Of a name alone; else as Google's tools find it: `GOOGLE_CLOUD_PROJECT`, the credentials. */
  readonly project?: string;
}

const batchMessages = 1000;
const batchBytes = 8 * 1024 * 1024;
/** As long as the destination may be away: a message whose lease is not renewed comes again, beside itself. */
const leasedFor = Duration.from({ hours: 7 * 24 });
const connectsWithinMs = 30_000;
const closesWithin = Duration.from({ seconds: 10 });

/** Messages by streaming pull, leased until they are confirmed. Opening says nothing of whether it is let in: reading does. */
export function openPubsubSource({ subscription: name, project }: PubsubSourceOptions): Source {
  const projectId = /^projects\/([^/]+)\//.exec(name)?.[1] ?? project;
  const client = new PubSub(projectId === undefined ? {} : { projectId });
  const subscription = client.subscription(name, {
    flowControl: { maxMessages: batchMessages, maxBytes: batchBytes, allowExcessMessages: false },
    // The bounds hold for each stream. Why it cannot connect is told when the time is up.
    streamingOptions: { maxStreams: 1, timeout: connectsWithinMs },
    maxExtensionTime: leasedFor,
    closeOptions: { timeout: closesWithin },
  });
  return {
    name: `subscription ${name} of Pub/Sub`,
    batches: (signal) => batches(subscription, signal),
    async close() {
      // What was not confirmed is given back, so that it comes again at once.
      await subscription.close();
      await client.close();
    },
  };
}

/** @throws Error of the client for what it does not try again itself. */
async function* batches(subscription: Subscription, signal: AbortSignal): AsyncGenerator<Batch> {
  const waiting: Message[] = [];
  let failure: Error | undefined;
  subscription.on("error", (error: Error) => (failure = error));
  subscription.on("close", () => subscription.emit("error", new Error("the client has closed the subscription")));
  subscription.on("message", (message: Message) => waiting.push(message));
  while (!signal.aborted) {
    if (failure !== undefined) throw failure;
    const messages = waiting.splice(0);
    if (messages.length > 0) yield { bodies: messages.map(({ data }) => data), confirm: () => confirm(messages) };
    else await nextMessage(subscription, signal);
  }
}

/** Rejects with an error that comes instead. */
async function nextMessage(subscription: Subscription, signal: AbortSignal): Promise<void> {
  try {
    await once(subscription, "message", { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Where the subscription is delivered exactly once, resolves when Pub/Sub has it. */
async function confirm(messages: readonly Message[]): Promise<void> {
  await Promise.all(messages.map((message) => message.ackWithResponse()));
}
