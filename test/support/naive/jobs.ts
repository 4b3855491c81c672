import { CurrentFacets, owners, tags } from "./facets.ts";
import { list, object, text } from "./json.ts";
import { facetOf } from "./json.ts";
import { first, groups, last, latest } from "./order.ts";
import type { Said } from "./order.ts";
import type { Row } from "./row.ts";
import { jobTypeWords, parentFacet } from "./runs.ts";
import type { Told } from "./told.ts";

export function jobs(events: readonly Told[]): readonly Row[] {
  const current = new CurrentFacets(events);
  const spoken = events.filter(({ kind, job }) => kind !== "dataset" && job.name !== "");
  return groups(spoken, ({ job }) => [job.namespace, job.name]).map((all) => {
    const { namespace, name } = all[0].job;
    const facet = (key: string) => current.get("job", namespace, name, key);
    const source = facet("sourceCodeLocation");
    const said: readonly Said<readonly [string, string, string]>[] = all
      .map((told) => ({ at: told.at, value: jobTypeWords(told) }))
      .filter(({ value }) => value.some((word) => word !== ""));
    const type = latest(said.filter(({ at }) => at >= current.deletedAt("job", namespace, name, "jobType")));
    const parent = latest(
      all.flatMap((told): readonly Said<readonly [string, string]>[] => {
        const job = object(parentFacet(told)["job"]);
        return text(job["name"]) === "" ? [] : [{ at: told.at, value: [text(job["namespace"]), text(job["name"])] }];
      }),
    );
    return {
      namespace,
      name,
      job_type: type?.value[1] ?? "",
      integration: type?.value[0] ?? "",
      processing_type: type?.value[2] ?? "",
      description: text(facet("documentation")["description"]),
      owners: owners(facet("ownership")),
      source_type: text(source["type"]),
      source_url: text(source["url"]),
      source_path: text(source["path"]),
      source_version: text(source["version"]),
      sql: text(facet("sql")["query"]),
      sql_dialect: text(facet("sql")["dialect"]),
      tags: tags(facet("tags")),
      parent_namespace: parent?.value[0] ?? "",
      parent_name: parent?.value[1] ?? "",
      first_seen: first(all.map(({ at }) => at)),
      last_seen: last(all.map(({ at }) => at)),
      received_at: first(all.map(({ receivedAt }) => receivedAt)),
    };
  });
}

export function jobDependencies(events: readonly Told[]): readonly Row[] {
  const said = events
    .filter(({ kind }) => kind === "run")
    .flatMap((told) => {
      const facet = facetOf(told.runFacets, "jobDependencies") ?? {};
      const rule = text(facet["trigger_rule"]);
      return [
        ...list(facet["upstream"]).map((item) => ({ told, other: object(item), upstream: true, rule })),
        ...list(facet["downstream"]).map((item) => ({ told, other: object(item), upstream: false, rule: "" })),
      ];
    })
    .flatMap(({ told, other, upstream, rule }) => {
      const job = object(other["job"]);
      const neighbour = { namespace: text(job["namespace"]), name: text(job["name"]) };
      if (neighbour.namespace === "" || neighbour.name === "") return [];
      const [before, after] = upstream ? [neighbour, told.job] : [told.job, neighbour];
      const rules = [text(other["sequence_trigger_rule"]), text(other["status_trigger_rule"])];
      return [
        {
          at: told.at,
          edge: {
            upstream_namespace: before.namespace,
            upstream_name: before.name,
            downstream_namespace: after.namespace,
            downstream_name: after.name,
            type: text(other["dependency_type"]),
            trigger_rule: rules.filter((one) => one !== "").join("/") || rule,
          },
        },
      ];
    });
  return groups(said, ({ edge }) => Object.values(edge)).map((all) => ({
    ...all[0].edge,
    first_seen: first(all.map(({ at }) => at)),
    last_seen: last(all.map(({ at }) => at)),
  }));
}
