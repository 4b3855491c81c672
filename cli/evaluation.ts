import type { Beside, Lent } from "#collector/beside.ts";
import type { Config } from "#collector/config/config.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { soleLease } from "#alerts/watcher/lease.ts";
import { waitForLog } from "#alerts/watcher/log-wait.ts";
import { startRounds } from "#alerts/watcher/rounds.ts";
import type { Rounds } from "#alerts/watcher/rounds.ts";
import type { Watcher } from "#alerts/watcher/watcher.ts";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import type { ExpectationSource } from "#signals/evaluator/expectation-source.ts";
import { watchedExpectations } from "#signals/evaluator/watched-expectations.ts";
import { createStoreSource } from "#signals/facts/store-source.ts";
import { recordNames } from "#signals/record/name-recorder.ts";
import { Recorder } from "#signals/record/recorder.ts";
import type { Evaluator } from "#signals/verdict.ts";
import { watchLease } from "./watch-lease.ts";
import { createWatcher } from "./watching.ts";

const periods = { "30s": 30_000, "1m": 60_000, "5m": 300_000, "15m": 900_000 } as const;

export interface EvaluationOptions {
  readonly config: Config;
  /** Of the secrets that channels need. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Where messages go that go to standard output. */
  readonly print: (text: string) => void;
}

/** Judges by the expectations that the configuration names, and tells people; undefined when it is off. */
export function evaluationOf(options: EvaluationOptions): ((lent: Lent) => Promise<Beside>) | undefined {
  const { evaluateEvery, alerts } = options.config;
  if (evaluateEvery === "off") return undefined;
  const everyMs = periods[evaluateEvery];
  return async (lent) => {
    const stopping = new AbortController();
    const expectations = expectationsOf(options);
    const evaluator = evaluatorOn(lent, expectations, stopping.signal);
    const tells = alerts === "on";
    let rounds: Rounds | undefined;
    // What another has left undone does not wait for the next round.
    const onHeld = (): void => void rounds?.now().catch(() => undefined);
    const lease = tells ? await watchLease(options.config, lent, options.logger, onHeld) : soleLease();
    const watcher = tells ? createWatcher({ ...options, evaluator, lent, lease }) : undefined;
    const judge = judging(evaluator, new Recorder(lent.store, evaluator), watcher);
    let judgedAt: number | undefined;
    const running = startRounds({
      everyMs,
      async round(now) {
        // Whoever tells judges too; to others all of it is new when their time comes.
        if (lease.held === undefined) return;
        await waitForLog(lent.lag, judgedAt === undefined ? "start" : "round", stopping.signal);
        await recordNames(lent.store, expectations.current().declarations.names, now);
        await judge(now);
        judgedAt = now;
      },
      onProblem(error) {
        if (stopping.signal.aborted) return;
        options.logger.warn({ err: error }, "an evaluation did not succeed; the next one may");
      },
    });
    rounds = running;
    return {
      everyMs,
      telling: () => (lease.held === undefined ? "standby" : alerts),
      judgedAt: () => judgedAt,
      judge: running.now,
      async close() {
        stopping.abort();
        await running.close();
        await watcher?.close();
      },
    };
  };
}

function evaluatorOn({ asking }: Lent, expectations: ExpectationSource, signal: AbortSignal): Evaluator {
  return createEvaluator({ source: createStoreSource(asking(signal)), expectations });
}

function expectationsOf({ config, logger }: EvaluationOptions): ExpectationSource {
  return watchedExpectations({
    paths: config.expectations ?? ["."],
    onRead({ files, problems, used }) {
      logger.info({ files, used }, "expectations read");
      for (const problem of problems) logger.warn({ problem }, "a mistake in the expectations");
    },
  });
}

/** One round: what the signals say, written down, then told. */
function judging(evaluator: Evaluator, recorder: Recorder, watcher: Watcher | undefined) {
  return async (now: number): Promise<void> => {
    const evaluation = await evaluator.evaluate(now);
    await recorder.record(evaluation);
    await watcher?.take(evaluation);
  };
}
