import { setTimeout as delay } from "node:timers/promises";
import type { Destination } from "./destination.ts";
import { forward } from "./forward.ts";
import type { Forwarded } from "./forward.ts";
import type { Batch, Source } from "./source.ts";

/** What there is to tell a person. */
export type BridgeNotice =
  | { readonly kind: "connected"; readonly source: string }
  /** Of a batch, when it is confirmed. */
  | { readonly kind: "forwarded"; readonly stored: number; readonly refused: Forwarded["refused"] }
  /** Something is away, and is tried again. */
  | { readonly kind: "waiting"; readonly for: "source" | "destination"; readonly cause: string }
  /** The messages come again, and have no effect then. */
  | { readonly kind: "unconfirmed"; readonly cause: string };

export interface BridgeOptions {
  readonly open: () => Promise<Source>;
  readonly destination: Destination;
  readonly signal: AbortSignal;
  readonly onNotice: (notice: BridgeNotice) => void;
  /** Before the source is opened again; doubled with each failure, up to half a minute. */
  readonly pauseMs?: number;
}

const mostPauseMs = 30_000;

/**
 * Carries events from a broker into the log until `signal` is aborted. A batch is confirmed to the broker after
 * every event of it is safe, and the next is taken after that: nothing is lost however it ends, memory is bounded.
 * A source that cannot be opened, or is lost, is opened again: its topic may be made with the first event.
 */
export async function runBridge(options: BridgeOptions): Promise<void> {
  const { open, signal, onNotice, pauseMs = 1000 } = options;
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, mostPauseMs)) {
    let source: Source | undefined;
    try {
      source = await open();
      onNotice({ kind: "connected", source: source.name });
      for await (const batch of source.batches(signal)) {
        await carry(batch, options);
        pause = pauseMs;
      }
    } catch (error) {
      if (!signal.aborted) onNotice({ kind: "waiting", for: "source", cause: messageOf(error) });
    } finally {
      await source?.close().catch(() => undefined);
    }
    if (signal.aborted) return;
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
}

async function carry({ bodies, confirm }: Batch, { destination, signal, onNotice }: BridgeOptions): Promise<void> {
  const onRetry = (cause: string): void => onNotice({ kind: "waiting", for: "destination", cause });
  const forwarded = await forward(bodies, destination, { signal, onRetry });
  try {
    await confirm();
    onNotice({ kind: "forwarded", ...forwarded });
  } catch (error) {
    onNotice({ kind: "unconfirmed", cause: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
