import { setTimeout as delay } from "node:timers/promises";

export interface RoundOptions {
  readonly round: (now: number) => Promise<void>;
  readonly everyMs: number;
  /** What kept a round from its end; the next one is made all the same. */
  readonly onProblem: (error: unknown) => void;
}

export interface Rounds {
  /** One more round, now or when the one under way has ended. Rejects when it does not succeed. */
  readonly now: () => Promise<void>;
  /** Resolves when the round under way has ended. */
  readonly close: () => Promise<void>;
}

/** Makes rounds again and again, one at a time; `now` of a round is never before that of another. */
export function startRounds({ round, everyMs, onProblem }: RoundOptions): Rounds {
  const stopping = new AbortController();
  let latest = 0;
  let turn: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    next = undefined;
    if (stopping.signal.aborted) return;
    latest = Math.max(latest, Date.now());
    await round(latest);
  };
  const now = (): Promise<void> => {
    if (next !== undefined) return next;
    next = turn.then(begin);
    turn = next.catch(() => undefined);
    return next;
  };
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      const begun = Date.now();
      await now().catch(onProblem);
      // An aborted wait is a wait that has ended.
      await delay(Math.max(0, begun + everyMs - Date.now()), undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  })();
  return {
    now,
    async close() {
      stopping.abort();
      await ended;
      await turn;
    },
  };
}
