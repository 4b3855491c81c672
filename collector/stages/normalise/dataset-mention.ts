import type { JsonObject } from "#agent/contract/json.ts";
import { list, object, text } from "./json-readers.ts";

/** A dataset as one event speaks of it, in one role. */
export interface DatasetMention {
  readonly role: "input" | "output" | "subject";
  readonly namespace: string;
  readonly name: string;
  readonly facets: JsonObject;
  /** `inputFacets` or `outputFacets`: what the run says of its use, not of the dataset. */
  readonly useFacets: JsonObject;
}

/** Those with a namespace and a name; another cannot be told from any. */
export function datasetMentions(event: JsonObject): readonly DatasetMention[] {
  const mentions: DatasetMention[] = [];
  for (const input of list(event["inputs"])) add(mentions, "input", object(input), "inputFacets");
  for (const output of list(event["outputs"])) add(mentions, "output", object(output), "outputFacets");
  add(mentions, "subject", object(event["dataset"]), "");
  return mentions;
}

function add(mentions: DatasetMention[], role: DatasetMention["role"], dataset: JsonObject, useKey: string): void {
  const namespace = text(dataset["namespace"]);
  const name = text(dataset["name"]);
  if (namespace === "" || name === "") return;
  mentions.push({ role, namespace, name, facets: object(dataset["facets"]), useFacets: object(dataset[useKey]) });
}
