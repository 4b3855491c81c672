import { v5 as uuidv5 } from "uuid";

const namespace = "5b1c6a0e-8a52-5f0e-9f5e-7c1f3e0a9d24";

/**
 * A run id that follows from what the run is, so that an artifact imported again speaks of the same run.
 *
 * @example derivedRunId("dbt", invocationId, "model.shop.orders") // "…-5…"
 */
export function derivedRunId(...parts: readonly string[]): string {
  return uuidv5(JSON.stringify(parts), namespace);
}
