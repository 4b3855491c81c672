import { setTimeout as delay } from "node:timers/promises";
import { settle } from "#store/derived/settle.ts";
import type { Store } from "#store/store.ts";
import type { Logger } from "./telemetry/logger.ts";

export interface Settler {
  /** Ends the step that runs. What is left waits for the next start. */
  readonly close: () => Promise<void>;
}

/**
 * Between two steps: what is not settled is computed by each reader, so not long; nor so short that it is all
 * the engine does. A step costs half a second of a processor and more, however few runs were touched.
 */
const restMs = 2000;
const restPerStep = 4;

/** Settles runs as events arrive; see `store/derived/settled.ts`. A step that fails is tried again. */
export function startSettler(store: Store, logger: Logger): Settler {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const started = performance.now();
      const left = await step(store, logger);
      const took = performance.now() - started;
      if (left === 0) await rest(Math.max(restMs, took * restPerStep), stopping.signal);
    }
  };
  const ended = loop();
  return {
    async close() {
      stopping.abort();
      await ended;
    },
  };
}

async function step(store: Store, logger: Logger): Promise<number> {
  try {
    return await settle(store);
  } catch (error) {
    logger.warn({ err: error }, "runs could not be settled; readers compute them until they are");
    return 0;
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted wait is a wait that has ended.
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
