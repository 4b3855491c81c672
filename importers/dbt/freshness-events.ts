import type { RunEvent } from "#agent/contract/event.ts";
import { assertionOf } from "#agent/client/quality.ts";
import { derivedRunId } from "../derived-run-id.ts";
import type { DatasetBody } from "../event-maker.ts";
import type { DbtSourceResult } from "./artifacts.ts";
import { jobBody } from "./root-run.ts";
import type { DbtImport } from "./root-run.ts";

/** `dbt source freshness`: when each source was last loaded, and whether that is recent enough. */
export function freshnessEvents(context: DbtImport): readonly RunEvent[] {
  const { artifacts, maker } = context;
  const { sources, manifest } = artifacts;
  if (sources === undefined) return [];
  const job = jobBody(context, `dbt-source-freshness-${manifest.metadata.project_name ?? "dbt"}`, "TEST");
  const runId = derivedRunId("dbt", "freshness", sources.metadata.invocation_id ?? sources.metadata.generated_at);
  const failed = sources.results.filter(({ status }) => status === "error" || status === "runtime error");
  const started = sources.results.flatMap(({ timing }) => timing.map(({ started_at }) => started_at ?? "")).toSorted();
  const message = `${failed.length} of ${sources.results.length} sources are stale or could not be asked`;
  return [
    maker.run({
      eventType: "START",
      eventTime: started.find((time) => time !== "") ?? sources.metadata.generated_at,
      run: { runId },
      job,
    }),
    maker.run({
      eventType: failed.length > 0 ? "FAIL" : "COMPLETE",
      eventTime: sources.metadata.generated_at,
      run: { runId, facets: { errorMessage: failed.length > 0 ? { message, programmingLanguage: "SQL" } : undefined } },
      job,
      inputs: sources.results.map((result) => checkedSource(context, result)).filter((input) => input !== undefined),
    }),
  ];
}

function checkedSource({ project }: DbtImport, result: DbtSourceResult): DatasetBody | undefined {
  const node = project.node(result.unique_id);
  if (node === undefined) return undefined;
  const { max_loaded_at: lastUpdated, status } = result;
  // Without a time nothing was learnt of the source: the question failed.
  if (typeof lastUpdated !== "string") return project.described(node);
  const assertion = assertionOf({
    name: `${node.name} is fresh`,
    assertion: "freshness",
    success: status === "pass",
    severity: status === "warn" ? "warn" : "error",
    ...expected(result),
    ...(typeof result.max_loaded_at_time_ago_in_s === "number" && {
      actual: `${Math.round(result.max_loaded_at_time_ago_in_s)} s`,
    }),
  });
  return {
    ...project.described(node),
    useFacets: {
      dataQualityMetrics: { lastUpdated, columnMetrics: {} },
      dataQualityAssertions: { assertions: [assertion] },
    },
  };
}

function expected({ status, criteria }: DbtSourceResult): { readonly expected?: string } {
  const limit = (status === "warn" ? criteria?.warn_after : criteria?.error_after) ?? criteria?.warn_after;
  return limit?.count && limit.period ? { expected: `<= ${limit.count} ${limit.period}` } : {};
}
