import { relation } from "#store/derived/relation.ts";
import type { Ask } from "./ask.ts";
import { BoundValues } from "./bound-values.ts";
import type { Named } from "./named.ts";
import { anyOf, matchesOf } from "./resolve.ts";

/** More than this many things of one name are not told apart by it. */
const maxNames = 1000;

/** The jobs that a filter means: by `namespace/name`, or all of that name. */
export async function jobsMeant(ask: Ask, text: string, asOf: Date | undefined): Promise<readonly Named[]> {
  return closest(await matchesOf(ask, "jobs", text, asOf, maxNames));
}

/**
 * The datasets that a filter means, each under all the names its producers give it: what one says of
 * `s3://lake/orders` and another of the table over it is said of one dataset.
 */
export async function datasetsMeant(ask: Ask, text: string, asOf: Date | undefined): Promise<readonly Named[]> {
  const matches = closest(await matchesOf(ask, "datasets", text, asOf, maxNames));
  return matches.length === 0 ? [] : allNamesOf(ask, matches, asOf);
}

/** Those that are the same datasets, the names themselves among them. */
export async function allNamesOf(
  ask: Ask,
  names: readonly Canonical[],
  asOf: Date | undefined,
): Promise<readonly Named[]> {
  const values = new BoundValues();
  const canonical = names.map((each) => ({ namespace: each.canonical_namespace, name: each.canonical_name }));
  return ask<Named>(
    `SELECT namespace, name FROM ${relation("datasets", asOf)}
    WHERE ${anyOf(["canonical_namespace", "canonical_name"], canonical, values)}
    ORDER BY namespace, name
    LIMIT ${maxNames}`,
    values,
  );
}

/** A dataset with the name to show for it. */
interface Canonical extends Named {
  readonly canonical_namespace: string;
  readonly canonical_name: string;
}

function closest<M extends { readonly rank: number }>(matches: readonly M[]): readonly M[] {
  return matches.filter(({ rank }) => rank === matches[0]?.rank);
}
