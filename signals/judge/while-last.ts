import type { Verdict } from "../verdict.ts";
import type { About } from "./make-verdict.ts";

interface Remembered {
  readonly last: unknown;
  readonly verdict: Verdict | undefined;
}

/**
 * A judge of facts that are only ever added at the end, in the same array: while the last is the same, so is what it says. Time must
 * not bear on it.
 */
export function whileLast<F, A extends readonly unknown[]>(
  judge: (about: About, facts: readonly F[], ...others: A) => Verdict | undefined,
): (about: About, facts: readonly F[], ...others: A) => Verdict | undefined {
  const remembered = new WeakMap<readonly F[], Remembered>();
  return (about, facts, ...others) => {
    const known = remembered.get(facts);
    const last = facts.at(-1);
    if (known !== undefined && known.last === last && (known.verdict?.severity ?? about.severity) === about.severity)
      return known.verdict;
    const verdict = judge(about, facts, ...others);
    remembered.set(facts, { last, verdict });
    return verdict;
  };
}
