import { list, object, text } from "./json.ts";
import type { Json } from "./json.ts";
import { groups } from "./order.ts";
import type { Told } from "./told.ts";

/** A dataset as an event speaks of it in one place. */
export interface Mention {
  readonly role: "input" | "output" | "subject";
  readonly namespace: string;
  readonly name: string;
  readonly facets: Json;
  /** `inputFacets` or `outputFacets`. */
  readonly useFacets: Json;
}

/** A dataset as all of an event describes it: of each facet, the last mention of it counts. */
export interface Described extends Pick<Mention, "namespace" | "name" | "facets"> {
  readonly roles: readonly string[];
}

/** Inputs, then outputs, then what a dataset event is about. */
export function mentions({ event }: Told): readonly Mention[] {
  return [
    ...list(event["inputs"]).flatMap((dataset) => mention("input", dataset, "inputFacets")),
    ...list(event["outputs"]).flatMap((dataset) => mention("output", dataset, "outputFacets")),
    ...mention("subject", event["dataset"], ""),
  ];
}

export function described(told: Told): readonly Described[] {
  return groups(mentions(told), ({ namespace, name }) => [namespace, name]).map((same) => ({
    namespace: same[0].namespace,
    name: same[0].name,
    facets: Object.assign({}, ...same.map(({ facets }) => facets)),
    roles: same.map(({ role }) => role),
  }));
}

function mention(role: Mention["role"], value: unknown, use: string): readonly Mention[] {
  const dataset = object(value);
  const [namespace, name] = [text(dataset["namespace"]), text(dataset["name"])];
  if (namespace === "" || name === "") return [];
  return [{ role, namespace, name, facets: object(dataset["facets"]), useFacets: object(dataset[use]) }];
}
