import { setTimeout as delay } from "node:timers/promises";
import type { Story } from "../company/story.ts";
import type { Round } from "./round.ts";
import type { StageResults, Stages } from "./stages.ts";

export interface LiveOptions {
  readonly stages: Stages;
  readonly story: Story;
  readonly tickMs: number;
  /** The round in which the web shop renames a column. */
  readonly breaksInRound: number;
  /** Infinity: until the signal. */
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly onRound: (round: Round, results: StageResults) => Promise<void>;
}

/** Round after round, one each tick, until the signal or the number of rounds. A round is never cut short. */
export async function runLive(options: LiveOptions): Promise<void> {
  const { stages, tickMs, breaksInRound, rounds, signal, onRound } = options;
  let renamedAt: number | undefined;
  for (let number = 1; number <= rounds && !signal.aborted; number++) {
    const start = Date.now();
    if (number === breaksInRound) renamedAt = start;
    const story = renamedAt === undefined ? options.story : Object.assign({ renamedAt }, options.story);
    const round: Round = { number, start, end: start + tickMs, story, late: [], workMs: Math.min(600, tickMs / 5) };
    await onRound(round, await stages.run(round));
    if (number < rounds)
      await delay(Math.max(0, start + tickMs - Date.now()), undefined, { signal }).catch(() => undefined);
  }
}
