import { setTimeout as delay } from "node:timers/promises";

/** How far behind the store may be, and how long it is waited for. */
const limits = {
  /** What came while nobody read the log would seem missing. */
  start: { messages: 0, waitMs: 300_000 },
  round: { messages: 1000, waitMs: 60_000 },
} as const;

const askEveryMs = 250;

/**
 * Waits until what the log has is in the store, as far as that matters: data that has come and is not stored yet is not late.
 * Not for ever, since a log that never empties must not silence everything.
 */
export async function waitForLog(
  lag: () => Promise<number | null>,
  when: keyof typeof limits,
  signal: AbortSignal,
): Promise<void> {
  const { messages, waitMs } = limits[when];
  const until = performance.now() + waitMs;
  while (!signal.aborted && performance.now() < until) {
    const behind = await lag();
    if (behind !== null && behind <= messages) return;
    await delay(askEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
