import { createHash } from "node:crypto";
import { recordRules, rulesNow } from "#store/derived/name-rules.ts";
import { settleNames } from "#store/derived/settle.ts";
import type { Store } from "#store/store.ts";
import { nameRules } from "../expectations/names.ts";
import type { DeclaredNames } from "../expectations/names.ts";

/** Writes down what names the files declare, where that has changed; readers see datasets by them when it resolves. */
export async function recordNames(store: Store, names: DeclaredNames, now: number): Promise<void> {
  const rules = nameRules(names);
  const isEmpty = rules.aliases.length === 0 && rules.rewrites.length === 0;
  const digest = isEmpty ? "" : createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 32);
  if ((await rulesNow(store)).digest === digest) return;
  await recordRules(store, rules, digest, now);
  await settleNames(store);
}
