import type { Delivery } from "#test/support/naive/told.ts";
import { prefixed } from "./prefixed.ts";
import { logOf } from "./trial.ts";
import { Chance, varied } from "./variation.ts";

/** The logs of seeds 1 to `seeds` in one, mixed up, with duplicates: the same for the same number. */
export function deliveryBatches(seeds: number): readonly (readonly Delivery[])[] {
  const logs = Array.from({ length: seeds }, (_, index) => prefixed(logOf(index + 1), `seed${index + 1}_`));
  const chance = new Chance(seeds);
  return chance.batches(varied(logs.flat(), chance), 10);
}
