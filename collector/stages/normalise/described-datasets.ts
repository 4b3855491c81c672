import type { JsonObject } from "#agent/contract/json.ts";
import type { DatasetMention } from "./dataset-mention.ts";

/** A dataset as one event describes it, whatever roles it plays. */
export interface DescribedDataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets: JsonObject;
}

/**
 * Each dataset once. An event may name it several times, and say different things of it: a run that
 * alters a table reads it with one schema and writes it with another. Of each facet the last counts,
 * and outputs come after inputs: what the run left behind.
 */
export function describedDatasets(mentions: readonly DatasetMention[]): readonly DescribedDataset[] {
  if (mentions.length < 2) return mentions;
  const described = new Map<string, DescribedDataset>();
  for (const mention of mentions) {
    const key = `${mention.namespace.length} ${mention.namespace}${mention.name}`;
    const before = described.get(key);
    described.set(
      key,
      before === undefined ? mention : { ...mention, facets: { ...before.facets, ...mention.facets } },
    );
  }
  return described.size === mentions.length ? mentions : [...described.values()];
}
