import { z } from "zod";
import type { Ask } from "../ask.ts";
import { facets } from "../lists/facets.ts";
import { selectPage } from "../list.ts";
import type { Named } from "../named.ts";

/** Of one job or dataset, by key: what has columns of its own is not repeated. */
export const facetValues = z
  .record(z.string(), z.unknown())
  .readonly()
  .meta({ description: "its facets by key, those that nobody here knows too" });

/** The facets that are there now. Of several names the first that has a facet wins. */
export async function facetsOf(
  ask: Ask,
  entity: "job" | "dataset",
  names: readonly Named[],
  asOf: Date | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const { namespace, name } of names) {
    const filter = { entity, namespace, name, deleted: false };
    const { items } = await selectPage(ask, facets, filter, { asOf, limit: 1000 });
    for (const { facet, value } of items) found[facet] ??= value;
  }
  return found;
}
