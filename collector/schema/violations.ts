import type { EventKind } from "#agent/contract/event.ts";
import { isJsonObject } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { eventSchemas } from "./event.ts";
import { judgeFacets } from "./facet-judges.ts";
import { issueText } from "./issue-text.ts";
import { judgeBy } from "./judge.ts";
import type { Issue, Judge } from "./judge.ts";

const judges: Readonly<Record<EventKind, Judge>> = {
  run: judgeBy(eventSchemas.run),
  job: judgeBy(eventSchemas.job),
  dataset: judgeBy(eventSchemas.dataset),
};

/** An event that is wrong everywhere is told so in a few lines. */
const most = 20;

/**
 * Where the event breaks the specification: `path: what`, with keys of the event but never its
 * values. At most `most`, then one that counts the rest.
 */
export function violations(kind: EventKind, event: JsonObject): readonly string[] {
  const judge = judges[kind];
  const issues: Issue[] = judge.accepts(event) ? [] : [...judge.issues(event, [])];
  if (kind === "dataset") ofEntity(event, "dataset", issues);
  else {
    if (kind === "run") ofEntity(event, "run", issues);
    ofEntity(event, "job", issues);
    ofDatasets(event, "input", issues);
    ofDatasets(event, "output", issues);
  }
  if (issues.length <= most) return issues.map(issueText);
  return [...issues.slice(0, most).map(issueText), `event: ${issues.length - most} more`];
}

function ofEntity(event: JsonObject, owner: EventKind, into: Issue[]): void {
  const entity = event[owner];
  if (isJsonObject(entity)) judgeFacets(owner, entity["facets"], [owner, "facets"], into);
}

function ofDatasets(event: JsonObject, role: "input" | "output", into: Issue[]): void {
  const datasets = event[`${role}s`];
  if (!Array.isArray(datasets)) return;
  for (const [index, dataset] of datasets.entries()) {
    if (!isJsonObject(dataset)) continue;
    judgeFacets("dataset", dataset["facets"], [`${role}s`, index, "facets"], into);
    judgeFacets(role, dataset[`${role}Facets`], [`${role}s`, index, `${role}Facets`], into);
  }
}
