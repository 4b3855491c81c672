import type { RunEvent } from "#agent/contract/event.ts";
import { derivedRunId } from "../derived-run-id.ts";
import type { Bodies, DatasetBody, JobBody } from "../event-maker.ts";
import type { DbtNode, DbtResult } from "./artifacts.ts";
import { countOf, dotted, isText, tagsOf } from "./project.ts";
import { childFacets, jobBody, spanOf } from "./root-run.ts";
import type { DbtContext, DbtImport } from "./root-run.ts";

/** A run for each model, seed and snapshot that dbt ran. */
export function nodeEvents(context: DbtContext): readonly RunEvent[] {
  return context.runResults.results.flatMap((result) => {
    const node = context.project.node(result.unique_id);
    return node === undefined || !isBuilt(node) ? [] : eventsOf(context, node, result);
  });
}

export function isBuilt({ resource_type }: DbtNode): boolean {
  return ["model", "seed", "snapshot"].includes(resource_type);
}

/** As OpenLineage's own integration names it: what a `dbt build` does is told from what a `dbt run` does. */
export function buildJob(context: DbtImport, node: DbtNode, command: string | undefined, sql: unknown): JobBody {
  const { resource_type: kind, unique_id: id } = node;
  const building = command === "build" ? ".build" : "";
  const suffix = kind === "model" ? (command === "build" ? ".build.run" : "") : `${building}.${kind}`;
  const job = jobBody(
    context,
    dotted(node.database, node.schema, id.replace(/^[a-z]+\./, "")) + suffix,
    kind.toUpperCase(),
  );
  const tags = tagsOf(node);
  return {
    ...job,
    facets: {
      ...job.facets,
      ...(isText(sql) && {
        sql: { query: sql, dialect: context.artifacts.manifest.metadata.adapter_type ?? undefined },
      }),
      ...(isText(node.description) && { documentation: { description: node.description } }),
      ...(tags.length > 0 && { tags: { tags: tags.map((key) => ({ key, value: "true", source: "DBT" })) } }),
    },
  };
}

function eventsOf(context: DbtContext, node: DbtNode, result: DbtResult): readonly RunEvent[] {
  const span = spanOf(result);
  if (span === undefined) return [];
  const { maker, project, root } = context;
  const succeeded = result.status === "success";
  const inputs = project.parents(node.unique_id);
  const job = buildJob(context, node, context.command, node.compiled_code ?? result.compiled_code);
  const run = { runId: derivedRunId("dbt", root.runId, node.unique_id), facets: childFacets(context) };
  const start = maker.run({
    eventType: "START",
    eventTime: span.started,
    run,
    job,
    inputs: inputs.map((input) => project.named(input)),
    outputs: [project.named(node)],
  });
  const end = maker.run({
    eventType: succeeded ? "COMPLETE" : "FAIL",
    eventTime: span.ended,
    run: { ...run, facets: { ...run.facets, ...endFacets(context, result, succeeded) } },
    job,
    inputs: inputs.map((input) => project.described(input)),
    outputs: succeeded ? [written(context, node, result)] : [],
  });
  return [start, end];
}

function endFacets({ artifacts }: DbtContext, result: DbtResult, succeeded: boolean): Bodies {
  const { query_id, job_id } = result.adapter_response ?? {};
  const id = query_id ?? job_id;
  const source = artifacts.manifest.metadata.adapter_type ?? "dbt";
  return {
    ...(isText(id) && { externalQuery: { externalQueryId: id, source } }),
    ...(!succeeded && { errorMessage: { message: result.message ?? result.status, programmingLanguage: "SQL" } }),
  };
}

function written({ project }: DbtContext, node: DbtNode, { adapter_response }: DbtResult): DatasetBody {
  // A view is defined, not written: what an adapter counts then is no volume.
  const rowCount = node.config?.materialized === "view" ? undefined : countOf(adapter_response?.rows_affected);
  return {
    ...project.described(node),
    useFacets: { outputStatistics: rowCount === undefined ? undefined : { rowCount } },
  };
}
