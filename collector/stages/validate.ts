import type { JsonObject } from "#agent/contract/json.ts";
import { readIdentity } from "../schema/identity.ts";
import type { Identity } from "../schema/identity.ts";
import { violations } from "../schema/violations.ts";
import { ok, reject } from "./outcome.ts";
import type { Verdict } from "./outcome.ts";

export interface Validated extends Identity {
  /** Where the event breaks the specification without being refused. */
  readonly violations: readonly string[];
}

/**
 * Beyond this many members and items an event is kept unjudged: one that is wrong in each of
 * them would cost more than telling so is worth.
 */
const mostValuesJudged = 20_000;

/**
 * Requires what identity needs, records whatever else breaks the specification. Real producers
 * break it daily (Spark's `dataSource.uri` is no URI), and their events are still the truth.
 *
 * `values` is the number of members and items in it, as `decode` counted them.
 */
export function validate(event: JsonObject, values: number): Verdict<Validated> {
  const identity = readIdentity(event);
  if ("reason" in identity) return reject("validate", identity.reason, identity.detail);
  const broken =
    values > mostValuesJudged
      ? ["event: too large to be checked against the specification"]
      : violations(identity.kind, event);
  return ok({ ...identity, violations: broken });
}
