import { count, facetOf, object, text } from "./json.ts";
import type { Json } from "./json.ts";
import { instant, microsOf } from "./instant.ts";
import type { Instant } from "./instant.ts";
import { first, groups, last, latest } from "./order.ts";
import type { Said, Scalar } from "./order.ts";
import { runTags } from "./facets.ts";
import type { Row } from "./row.ts";
import type { JobName, Told } from "./told.ts";

/** A run that an event names: its own, its parent or its root. */
interface Named {
  readonly job: JobName;
  readonly runId: string;
  readonly own: boolean;
  readonly told: Told;
}

const ranks = ["RUNNING", "COMPLETE", "ABORT", "FAIL"];

export function runs(events: readonly Told[]): readonly Row[] {
  const named = events
    .filter(({ kind }) => kind === "run")
    .flatMap((told): readonly Named[] => [
      { job: told.job, runId: told.runId, own: true, told },
      { ...reference(parentFacet(told)), own: false, told },
      { ...reference(object(parentFacet(told)["root"])), own: false, told },
    ])
    .filter(({ runId }) => runId !== "");
  return groups(named, ({ job, runId }) => [job.namespace, job.name, runId]).map((all) => {
    const own = all.filter((naming) => naming.own).map(({ told }) => told);
    return {
      job_namespace: all[0].job.namespace,
      job_name: all[0].job.name,
      run_id: all[0].runId,
      ...outcome(own),
      ...lastWords(own),
      stub: own.length === 0,
      first_event_at: first(own.map(({ at }) => at)),
      last_event_at: last(own.map(({ at }) => at)),
      received_at: first(all.map(({ told }) => told.receivedAt)),
      ended_received_at: first(own.filter(({ type }) => rank(type) > 0).map(({ receivedAt }) => receivedAt)),
    };
  });
}

/** Of the events of one run: what became of it. */
export function outcome(own: readonly Told[]) {
  const state = ranks[Math.max(-1, ...own.map(({ type }) => rank(type)))] ?? "";
  const started = first(own.filter(({ type }) => type === "START").map(({ at }) => at));
  const ended = rank(state) < 1 ? null : last(own.filter(({ type }) => type === state).map(({ at }) => at));
  const nominal = latest(
    own.flatMap(({ at, runFacets }) => {
      const facet = facetOf(runFacets, "nominalTime");
      const [start, end] = [instant(facet?.["nominalStartTime"]), instant(facet?.["nominalEndTime"])];
      return start === undefined && end === undefined ? [] : [{ at, value: [start ?? never, end ?? never] as const }];
    }),
  );
  return {
    state,
    started_at: started,
    ended_at: ended,
    duration_ms: duration(started, ended),
    nominal_start: orNull(nominal?.value[0]),
    nominal_end: orNull(nominal?.value[1]),
  };
}

/** Where a time must sort as something when it is unsaid. */
const never: Instant = "1970-01-01 00:00:00.000000";

function orNull(at: Instant | undefined): Instant | null {
  return at === undefined || at === never ? null : at;
}

function rank(type: string): number {
  return ranks.indexOf(type === "START" ? "RUNNING" : type);
}

function duration(started: Instant | null, ended: Instant | null): number | null {
  if (started === null || ended === null || ended < started) return null;
  return Math.floor((microsOf(ended) - microsOf(started)) / 1000);
}

function any(values: readonly Scalar[]): boolean {
  return values.some((value) => value !== "");
}

/** What was said last, of each thing. */
function lastWords(own: readonly Told[]) {
  const words = <T extends readonly Scalar[]>(read: (told: Told) => T, said: (value: T) => boolean): T | undefined => {
    const all = own.map((told): Said<T> => ({ at: told.at, value: read(told) }));
    return latest(all.filter(({ value }) => said(value)))?.value;
  };
  const attempt = words(
    ({ runFacets }) => [count(object(facetOf(runFacets, "airflow")?.["taskInstance"])["try_number"]) ?? 0],
    ([number]) => number !== undefined && number > 0,
  );
  const parent = words(
    (told) => referenceWords(parentFacet(told)),
    ([, , runId]) => runId !== "",
  );
  const root = words(
    (told) => referenceWords(object(parentFacet(told)["root"])),
    ([, , runId]) => runId !== "",
  );
  const engine = words(
    ({ runFacets }) =>
      pair(facetOf(runFacets, "processing_engine") ?? facetOf(runFacets, "processingEngine"), "name", "version"),
    any,
  );
  const query = words(
    ({ runFacets }) => pair(facetOf(runFacets, "externalQuery"), "externalQueryId", "source"),
    ([id]) => id !== "",
  );
  const jobType = words(jobTypeWords, any);
  return {
    attempt: attempt?.[0] ?? null,
    parent_job_namespace: parent?.[0] ?? "",
    parent_job_name: parent?.[1] ?? "",
    parent_run_id: parent?.[2] ?? "",
    root_job_namespace: root?.[0] ?? "",
    root_job_name: root?.[1] ?? "",
    root_run_id: root?.[2] ?? "",
    error: words(({ runFacets }) => [errorMessage(runFacets)], any)?.[0] ?? "",
    engine: engine?.[0] ?? "",
    engine_version: engine?.[1] ?? "",
    integration: jobType?.[0] ?? "",
    job_type: jobType?.[1] ?? "",
    processing_type: jobType?.[2] ?? "",
    producer: words(({ event }) => [text(event["producer"])], any)?.[0] ?? "",
    query_id: query?.[0] ?? "",
    query_source: query?.[1] ?? "",
    tags: runTags(own),
  };
}

/** Integration, job type and processing type. */
export function jobTypeWords({ jobFacets }: Told): readonly [string, string, string] {
  const facet = facetOf(jobFacets, "jobType") ?? {};
  return [text(facet["integration"]), text(facet["jobType"]), text(facet["processingType"])];
}

/** `parentRun` is its old name. */
export function parentFacet({ runFacets }: Told): Json {
  return facetOf(runFacets, "parent") ?? facetOf(runFacets, "parentRun") ?? {};
}

function reference(facet: Json): Pick<Named, "job" | "runId"> {
  const job = object(facet["job"]);
  return {
    job: { namespace: text(job["namespace"]), name: text(job["name"]) },
    runId: text(object(facet["run"])["runId"]),
  };
}

function referenceWords(facet: Json): readonly [string, string, string] {
  const { job, runId } = reference(facet);
  return [job.namespace, job.name, runId];
}

function pair(facet: Json | undefined, a: string, b: string): readonly [string, string] {
  return [text(facet?.[a]), text(facet?.[b])];
}

/** Spark has a facet of its own for it. */
function errorMessage(facets: Json): string {
  return text((facetOf(facets, "errorMessage") ?? facetOf(facets, "spark.exception"))?.["message"]);
}
