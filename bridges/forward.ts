import { setTimeout as delay } from "node:timers/promises";
import type { Destination } from "./destination.ts";

export interface Forwarded {
  readonly stored: number;
  /** By reason. */
  readonly refused: ReadonlyMap<string, number>;
}

export interface ForwardOptions {
  /** Ends the waiting for a destination that is away; `forward` then rejects. What is under way is finished. */
  readonly signal: AbortSignal;
  /** Told each time something has to be delivered again, with why. */
  readonly onRetry: (cause: string) => void;
  /** Before the first retry; doubled with each, up to `mostPauseMs`. */
  readonly pauseMs?: number;
}

const pauseMs = 250;
const mostPauseMs = 10_000;

/** Delivers events, each as often as it takes until it is safe. While the destination is away, it waits: that is the backpressure. */
export async function forward(
  bodies: readonly Uint8Array[],
  destination: Destination,
  options: ForwardOptions,
): Promise<Forwarded> {
  let stored = 0;
  const refused = new Map<string, number>();
  // One iterator for all: each takes the next one when it is done with its own.
  const queue = bodies.values();
  const deliverAll = async (): Promise<void> => {
    for (const body of queue) {
      const reason = await deliverUntilSafe(body, destination, options);
      if (reason === undefined) stored++;
      else refused.set(reason, (refused.get(reason) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(destination.parallel, bodies.length) }, deliverAll));
  return { stored, refused };
}

/** Why it was refused; undefined when it is stored. */
async function deliverUntilSafe(
  body: Uint8Array,
  destination: Destination,
  { signal, onRetry, pauseMs: first = pauseMs }: ForwardOptions,
): Promise<string | undefined> {
  for (let pause = first; ; pause = Math.min(pause * 2, mostPauseMs)) {
    const delivered = await destination.deliver(body);
    if (delivered.kind === "stored") return undefined;
    if (delivered.kind === "refused") return delivered.reason;
    onRetry(delivered.cause);
    await delay(pause, undefined, { signal });
  }
}
