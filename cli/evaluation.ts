import type { Beside } from "#collector/collector.ts";
import type { Config } from "#collector/config/config.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { createAsking } from "#query/ask.ts";
import { startEvaluationLoop } from "#signals/evaluator/evaluation-loop.ts";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { watchedExpectations } from "#signals/evaluator/watched-expectations.ts";
import { createStoreSource } from "#signals/facts/store-source.ts";
import { Recorder } from "#signals/record/recorder.ts";
import type { Store } from "#store/store.ts";

const periods = { "30s": 30_000, "1m": 60_000, "5m": 300_000, "15m": 900_000 } as const;

/** Judges by the expectations that the configuration names; undefined when it is off. */
export function evaluationOf(config: Config, logger: Logger): ((store: Store) => Beside) | undefined {
  if (config.evaluateEvery === "off") return undefined;
  const everyMs = periods[config.evaluateEvery];
  return (store) => {
    const expectations = watchedExpectations({
      paths: config.expectations ?? ["."],
      onRead({ files, problems, used }) {
        logger.info({ files, used }, "expectations read");
        for (const problem of problems) logger.warn({ problem }, "a mistake in the expectations");
      },
    });
    const stopping = new AbortController();
    const source = createStoreSource(createAsking(store)(stopping.signal));
    const evaluator = createEvaluator({ source, expectations });
    const loop = startEvaluationLoop({
      evaluator,
      recorder: new Recorder(store, evaluator),
      everyMs,
      onProblem(error) {
        if (!stopping.signal.aborted) logger.warn({ err: error }, "an evaluation did not succeed; the next one may");
      },
    });
    return {
      async close() {
        stopping.abort();
        await loop.close();
      },
    };
  };
}
