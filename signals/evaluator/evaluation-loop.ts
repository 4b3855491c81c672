import { setTimeout as delay } from "node:timers/promises";
import type { Recorder } from "../record/recorder.ts";
import type { Evaluator } from "../verdict.ts";

export interface EvaluationLoopOptions {
  readonly evaluator: Evaluator;
  readonly recorder: Pick<Recorder, "record">;
  readonly everyMs: number;
  /** What kept an evaluation from being made or written; the next one is made all the same. */
  readonly onProblem: (error: unknown) => void;
}

export interface EvaluationLoop {
  /** Ends the evaluation that runs. */
  readonly close: () => Promise<void>;
}

/** Judges all that is known again and again, and writes down what the signals say. Several may do so on one store: they say the same. */
export function startEvaluationLoop(options: EvaluationLoopOptions): EvaluationLoop {
  const stopping = new AbortController();
  const ended = evaluateUntil(stopping.signal, options);
  return {
    async close() {
      stopping.abort();
      await ended;
    },
  };
}

async function evaluateUntil(signal: AbortSignal, options: EvaluationLoopOptions): Promise<void> {
  const { evaluator, recorder, everyMs, onProblem } = options;
  while (!signal.aborted) {
    const begun = Date.now();
    try {
      await recorder.record(await evaluator.evaluate(begun));
    } catch (error) {
      onProblem(error);
    }
    // An aborted wait is a wait that has ended.
    await delay(Math.max(0, begun + everyMs - Date.now()), undefined, { signal }).catch(() => undefined);
  }
}
