import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import { facet, list, object, text } from "./json-readers.ts";

type Dependency = EventRow["dependencies"][number];

/** Control flow, from the facet `jobDependencies`. One that names no job is none. */
export function dependencies(runFacets: JsonObject): readonly Dependency[] {
  const said = facet(runFacets, "jobDependencies");
  if (said === undefined) return [];
  const into: Dependency[] = [];
  // The rule of the facet is what the run waits for, where a dependency says no rule of its own.
  add("upstream", said["upstream"], text(said["trigger_rule"]), into);
  add("downstream", said["downstream"], "", into);
  return into;
}

function add(direction: string, items: unknown, unsaidRule: string, into: Dependency[]): void {
  for (const item of list(items)) {
    const dependency = object(item);
    const job = object(dependency["job"]);
    const job_namespace = text(job["namespace"]);
    const job_name = text(job["name"]);
    if (job_namespace === "" || job_name === "") continue;
    const rules = [text(dependency["sequence_trigger_rule"]), text(dependency["status_trigger_rule"])];
    into.push({
      direction,
      job_namespace,
      job_name,
      run_id: text(object(dependency["run"])["runId"]),
      type: text(dependency["dependency_type"]),
      trigger_rule: rules.filter((rule) => rule !== "").join("/") || unsaidRule,
    });
  }
}
