import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { owners } from "../said.ts";
import type { OwnerRow } from "../said.ts";
import { NameMap } from "./name-map.ts";
import { rowsOfNames } from "./named-rows.ts";

export type Owners = ReturnType<typeof owners>;

/** Jobs without an owner are missing. */
export async function jobOwners(ask: Ask, jobs: readonly Named[], asOf: Date | undefined): Promise<NameMap<Owners>> {
  const rows = await rowsOfNames<Named & { readonly owners: readonly OwnerRow[] }>(
    ask,
    jobs,
    (among) => `SELECT namespace, name, owners FROM ${relation("jobs", asOf)}
      WHERE ${among("namespace", "name")} AND notEmpty(owners)`,
  );
  const byJob = new NameMap<Owners>();
  for (const row of rows) byJob.set(row, owners(row.owners));
  return byJob;
}
