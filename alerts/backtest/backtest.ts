import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import type { ExpectationSource } from "#signals/evaluator/expectation-source.ts";
import type { FactSource } from "#signals/facts/fact.ts";
import { declaredDirectory } from "../incidents/declared-directory.ts";
import { noIncidents } from "../incidents/incident.ts";
import type { IncidentState } from "../incidents/incident.ts";
import { defaultIncidentSettings } from "../incidents/incident-settings.ts";
import type { IncidentSettings } from "../incidents/incident-settings.ts";
import { fold } from "../incidents/ledger.ts";
import type { LogEntry } from "../incidents/log-entry.ts";
import { step } from "../incidents/step.ts";
import { LinkedLineage } from "./linked-lineage.ts";

export interface BacktestOptions {
  /** What became known when: of what is replayed, and of the months before it, from which is learnt. */
  readonly source: FactSource;
  readonly expectations: ExpectationSource;
  /** Milliseconds since the epoch, included. */
  readonly from: number;
  /** Excluded. */
  readonly until: number;
  /** How often all is judged. */
  readonly everyMs: number;
  readonly settings?: IncidentSettings;
  /** What people did meanwhile: snoozes, acknowledgements; in order of time. */
  readonly actions?: readonly LogEntry[];
  /** All has been judged as of then. */
  readonly onJudged?: (at: number) => void;
}

export interface BacktestStep {
  readonly at: number;
  /** What was opened, told, resolved …; at least one. */
  readonly entries: readonly LogEntry[];
  readonly state: IncidentState;
}

/**
 * What would have been told of the past, had these expectations held: judges it at each moment by what was known then. Nothing is
 * sent; each notification counts as delivered. Lineage is what was known then, too.
 */
export async function* backtest(options: BacktestOptions): AsyncGenerator<BacktestStep> {
  const { expectations, from, until, everyMs, settings = defaultIncidentSettings, actions = [] } = options;
  const lineage = new LinkedLineage();
  const evaluator = createEvaluator({ source: learning(options.source, lineage), expectations });
  const directory = declaredDirectory(evaluator);
  let state = noIncidents;
  let done = 0;
  for (let now = from; now < until; now += everyMs) {
    const evaluation = await evaluator.evaluate(now);
    const first = done;
    while ((actions[done]?.at ?? Infinity) <= now) done++;
    const after = step(fold(state, actions.slice(first, done)), evaluation, { lineage, directory, settings, now });
    state = after.state;
    options.onJudged?.(now);
    if (after.entries.length > 0) yield { at: now, entries: after.entries, state };
  }
}

function learning(source: FactSource, lineage: LinkedLineage): FactSource {
  return {
    async read(now) {
      const batch = await source.read(now);
      lineage.add(batch, now);
      return batch;
    },
  };
}
