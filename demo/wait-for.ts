import { setTimeout as delay } from "node:timers/promises";

/** What the log has confirmed is in the store within a second; a machine under load may take longer. */
export const storedWithinMs = 60_000;

/** Asks again until there is an answer. @throws Error when there is none in time. */
export async function waitFor<T>(what: string, timeoutMs: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${Math.round(timeoutMs / 1000)} s`);
    await delay(100);
  }
}
