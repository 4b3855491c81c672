import { once } from "node:events";
import type { Logger } from "#collector/telemetry/logger.ts";
import { openNatsLease } from "#alerts/watcher/nats-lease.ts";
import type { BridgeNats } from "./bridge-destination.ts";

export interface TurnOptions {
  readonly nats: BridgeNats;
  /** What one bridge at a time reads; of `[\w.-]`. */
  readonly key: string;
  readonly logger: Logger;
  /** Ends the waiting, which then rejects. */
  readonly signal: AbortSignal;
}

export interface Turn {
  /** Aborted when it is over: before another bridge can begin. */
  readonly signal: AbortSignal;
  /** Lets another have it at once. */
  readonly close: () => Promise<void>;
}

const ttlMs = 30_000;

/** Waits until this bridge alone may read. One that was killed has its turn for up to half a minute more. */
export async function takeTurn({ nats, key, logger, signal }: TurnOptions): Promise<Turn> {
  const changes = new EventTarget();
  const lease = await openNatsLease({
    ...nats,
    bucket: "TIDEMARK_LEASES",
    key,
    ttlMs,
    onChange: () => changes.dispatchEvent(new Event("change")),
    onProblem: (error) => logger.warn({ err: error }, "NATS does not say which bridge may read; it is asked again"),
  });
  try {
    for (let told = false; ; told = true) {
      const { held } = lease;
      if (held !== undefined) return { signal: held.signal, close: () => lease.close() };
      if (!told) logger.info("another bridge reads this, or did so up to 30 s ago: waiting to take over");
      await once(changes, "change", { signal });
    }
  } catch (error) {
    await lease.close();
    throw error;
  }
}
