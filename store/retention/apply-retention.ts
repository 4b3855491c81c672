import type { Store } from "../store.ts";
import { dropMonth } from "./drop-month.ts";
import type { DropOptions } from "./drop-month.ts";
import { dropRows } from "./drop-rows.ts";
import { dropRuns } from "./drop-runs.ts";
import { bringBack } from "./leaving-month.ts";
import { planRetention } from "./retention-plan.ts";
import type { PlannedDrop } from "./retention-plan.ts";
import type { RetentionPolicy } from "./retention-policy.ts";
import type { DropOutcome } from "./retention-report.ts";

export interface ApplyOptions extends Omit<DropOptions, "policy"> {
  readonly policy: RetentionPolicy;
  readonly now: Date;
  /** Called as soon as something has gone, or has not. */
  readonly onOutcome?: (outcome: DropOutcome) => void;
}

/**
 * Drops what the policy says goes, the oldest first, each by itself: what cannot be dropped now does not
 * keep the rest, except that of one class nothing newer goes before it.
 */
export async function applyRetention(store: Store, options: ApplyOptions): Promise<readonly DropOutcome[]> {
  await bringBack(store, options.claim);
  const { drops } = await planRetention(store, options.policy, options.now);
  const outcomes: DropOutcome[] = [];
  const stuck = new Set<string>();
  for (const planned of drops) {
    options.signal?.throwIfAborted();
    if (stuck.has(planned.class)) continue;
    const outcome = await dropOne(store, planned, options);
    if (outcome.kind !== "dropped") stuck.add(planned.class);
    outcomes.push(outcome);
    options.onOutcome?.(outcome);
  }
  return outcomes;
}

async function dropOne(store: Store, planned: PlannedDrop, options: ApplyOptions): Promise<DropOutcome> {
  try {
    if (planned.class === "derived") return await dropRuns(store, planned);
    if (planned.month === undefined) return await dropRows(store, planned, options);
    return await dropMonth(store, planned, planned.month, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    return { kind: "failed", planned, error: error instanceof Error ? error.message : String(error) };
  }
}
