import { nameKey } from "./fact.ts";
import type { CheckFact, CostFact, SchemaFact, WriteFact } from "./fact.ts";

/** By what two facts are one, the later in place of the earlier. */

/** A run has one result of a check, the last it said; without a run each event has. */
export function observerKey({ job, runId, at }: CheckFact): string {
  return runId === "" ? String(at) : `${nameKey(job)}\0${runId}`;
}

export function writeKey({ job, runId, dataset }: WriteFact): string {
  return `${nameKey(job)}\0${runId}\0${nameKey(dataset)}`;
}

export function checkKey({ column, assertion, name, ordinal }: CheckFact): string {
  return JSON.stringify([assertion, column, name, ordinal]);
}

export function schemaKey({ fields }: SchemaFact): string {
  return JSON.stringify(fields);
}

export function costKey({ runId, item, currency, at }: CostFact): string {
  return `${runId === "" ? at : runId}\0${item}\0${currency}`;
}
