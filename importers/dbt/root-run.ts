import type { RunEvent } from "#agent/contract/event.ts";
import { derivedRunId } from "../derived-run-id.ts";
import type { Bodies, EventMaker, JobBody } from "../event-maker.ts";
import type { DbtArtifacts, DbtResult, DbtRunResults } from "./artifacts.ts";
import type { DbtProject } from "./project.ts";

/** What every part of an import needs. */
export interface DbtImport {
  readonly artifacts: DbtArtifacts;
  readonly project: DbtProject;
  readonly maker: EventMaker;
  /** Of the jobs. */
  readonly namespace: string;
}

export interface DbtContext extends DbtImport {
  readonly runResults: DbtRunResults;
  /** `build`, `run` …; undefined from old versions. */
  readonly command: string | undefined;
  readonly root: RootRun;
}

interface RootRun {
  readonly runId: string;
  readonly name: string;
}

/** Of one node, from its first step to its last. */
interface Span {
  readonly started: string;
  readonly ended: string;
}

export function rootRun({ artifacts }: DbtImport, { metadata }: DbtRunResults): RootRun {
  const name = `dbt-run-${artifacts.manifest.metadata.project_name ?? "dbt"}`;
  return { runId: derivedRunId("dbt", metadata.invocation_id ?? metadata.generated_at), name };
}

/** The run of the command itself, which its nodes are below. */
export function rootEvents(context: DbtContext): readonly RunEvent[] {
  const { maker, runResults, root } = context;
  const { results, metadata } = runResults;
  const spans = results.map(spanOf).filter((span) => span !== undefined);
  const started = spans.map((span) => span.started).toSorted()[0] ?? metadata.generated_at;
  const failed = results.filter(({ status }) => status === "error" || status === "fail");
  const facets = {
    ...engineFacet(context),
    ...(failed.length > 0 && {
      errorMessage: { message: `${failed.length} of ${results.length} nodes failed`, programmingLanguage: "SQL" },
    }),
  };
  const job = { ...jobBody(context, root.name, "JOB"), facets: { jobType: jobType("JOB") } };
  const run = { runId: root.runId, facets };
  return [
    maker.run({ eventType: "START", eventTime: started, run: { ...run, facets: engineFacet(context) }, job }),
    maker.run({
      eventType: failed.length > 0 ? "FAIL" : "COMPLETE",
      eventTime: metadata.generated_at,
      run,
      job,
    }),
  ];
}

/** Facets of every run below the command's. */
export function childFacets(context: DbtContext): Bodies {
  const { root, namespace } = context;
  const parent = { run: { runId: root.runId }, job: { namespace, name: root.name } };
  return { ...engineFacet(context), parent: { ...parent, root: parent } };
}

export function jobBody({ namespace }: DbtImport, name: string, type: string): JobBody {
  return { namespace, name, facets: { jobType: jobType(type) } };
}

/** Undefined when the node was not run. */
export function spanOf({ timing }: DbtResult): Span | undefined {
  const started = timing.map((step) => step.started_at).find((time) => typeof time === "string");
  const ended = timing.map((step) => step.completed_at).findLast((time) => typeof time === "string");
  return started === undefined || started === null || ended === undefined || ended === null
    ? undefined
    : { started, ended };
}

function jobType(type: string): object {
  return { processingType: "BATCH", integration: "DBT", jobType: type };
}

function engineFacet({ artifacts, runResults }: DbtContext): Bodies {
  const version = runResults.metadata.dbt_version ?? artifacts.manifest.metadata.dbt_version;
  return version ? { processing_engine: { name: "dbt", version } } : {};
}
