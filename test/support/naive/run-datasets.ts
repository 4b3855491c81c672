import { canonical, count, facetOf, list, object, scalar, text } from "./json.ts";
import type { Json } from "./json.ts";
import { mentions } from "./mention.ts";
import type { Mention } from "./mention.ts";
import { first, groups, last, latest } from "./order.ts";
import type { Said, Scalar } from "./order.ts";
import type { Row } from "./row.ts";
import { outcome } from "./runs.ts";
import type { Told } from "./told.ts";

interface Use {
  readonly told: Told;
  readonly mention: Mention;
}

/** Each mention of a dataset by a run or job event, as what it reads or writes. */
export function uses(events: readonly Told[]): readonly Use[] {
  return events
    .filter(({ kind }) => kind !== "dataset")
    .flatMap((told) => mentions(told).map((mention) => ({ told, mention })));
}

export function runDatasets(events: readonly Told[]): readonly Row[] {
  const ofRuns = events.filter(({ kind }) => kind === "run");
  return groups(uses(ofRuns), ({ told: { job, runId }, mention: { namespace, name, role } }) => [
    job.namespace,
    job.name,
    runId,
    namespace,
    name,
    role,
  ]).map((all) => {
    const { told, mention } = all[0];
    const { job, runId } = told;
    const run = ofRuns.filter(
      (other) => other.runId === runId && other.job.name === job.name && other.job.namespace === job.namespace,
    );
    const { duration_ms: _, ...became } = outcome(run);
    const said = <T extends Scalar>(read: (mention: Mention) => T | null): T | null => {
      const values = all.flatMap((use): readonly Said<readonly [T]>[] => {
        const value = read(use.mention);
        return value === null || value === "" ? [] : [{ at: use.told.at, value: [value] }];
      });
      return latest(values)?.value[0] ?? null;
    };
    return {
      job_namespace: job.namespace,
      job_name: job.name,
      run_id: runId,
      dataset_namespace: mention.namespace,
      dataset_name: mention.name,
      role: mention.role,
      rows: said((one) => volume(one, "rowCount", "rowCount")),
      bytes: said((one) => volume(one, "size", "bytes")),
      files: said((one) => volume(one, "fileCount", "fileCount")),
      version: said(({ facets }) => text(facetOf(facets, "version")?.["datasetVersion"])) ?? "",
      lifecycle: said(({ facets }) => text(facetOf(facets, "lifecycleStateChange")?.["lifecycleStateChange"])) ?? "",
      partition: said(({ useFacets }) => partition(facetOf(useFacets, "subset"))) ?? "",
      ...became,
      first_seen: first(all.map((use) => use.told.at)),
      last_seen: last(all.map((use) => use.told.at)),
    };
  });
}

export function jobDatasets(events: readonly Told[]): readonly Row[] {
  return groups(uses(events), ({ told: { job }, mention: { namespace, name, role } }) => [
    job.namespace,
    job.name,
    namespace,
    name,
    role,
  ]).map((all) => ({
    job_namespace: all[0].told.job.namespace,
    job_name: all[0].told.job.name,
    dataset_namespace: all[0].mention.namespace,
    dataset_name: all[0].mention.name,
    role: all[0].mention.role,
    first_seen: first(all.map(({ told }) => told.at)),
    last_seen: last(all.map(({ told }) => told.at)),
  }));
}

/** What the run moved, or else what was measured. */
function volume({ facets, useFacets }: Mention, moved: string, measured: string): number | null {
  const statistics = facetOf(useFacets, "outputStatistics") ?? facetOf(useFacets, "inputStatistics");
  const metrics = facetOf(useFacets, "dataQualityMetrics") ?? facetOf(facets, "dataQualityMetrics");
  return count(statistics?.[moved]) ?? count(metrics?.[measured]);
}

/** `day=2026-01-31/region=eu` for a partition, places by comma, other conditions as JSON. */
function partition(subset: Json | undefined): string {
  const condition = object(subset?.["outputCondition"] ?? subset?.["inputCondition"]);
  if (condition["type"] === "location") return list(condition["locations"]).map(text).toSorted().join(",");
  if (condition["type"] === "partition") return list(condition["partitions"]).map(dimensions).toSorted().join(",");
  if (condition["type"] === "compare") return equality(condition) ?? canonical(condition);
  return condition["type"] === undefined ? "" : canonical(condition);
}

function dimensions(value: unknown): string {
  return Object.entries(object(object(value)["dimensions"]))
    .map(([key, at]) => `${key}=${scalar(at)}`)
    .toSorted()
    .join("/");
}

function equality({ comparison, left, right }: Json): string | undefined {
  return comparison === "EQUAL" ? `${text(object(left)["field"])}=${scalar(object(right)["value"])}` : undefined;
}
