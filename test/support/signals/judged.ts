import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import type { FactBatch } from "#signals/facts/fact.ts";
import type { SignalName, Verdict } from "#signals/verdict.ts";
import { load } from "../expectations.ts";
import { sourceOf } from "./facts.ts";

export function declared(yaml: string) {
  const { declarations, problems } = load({ "t.yml": `version: 1\n${yaml}` });
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return declarations;
}

/** What one signal says at a moment of all that is known, with expectations as in a file. */
export async function judged(
  signal: SignalName,
  facts: FactBatch,
  now: number,
  yaml = "",
): Promise<readonly Verdict[]> {
  const evaluator = createEvaluator({ source: sourceOf([facts]), expectations: fixedExpectations(declared(yaml)) });
  const { changed, heartbeats } = await evaluator.evaluate(now);
  const failed = heartbeats.filter(({ error }) => error !== null);
  if (failed.length > 0) throw new Error(failed.map(({ rule, error }) => `${rule}: ${error}`).join("\n"));
  return changed.filter((verdict) => verdict.signal === signal);
}
