import { join } from "node:path";
import { z } from "zod";
import { ImportError } from "../imported.ts";
import { readJson } from "../read-json.ts";

const text = z.string();
const column = z.object({ name: text, data_type: text.nullish(), description: text.nullish() });
const labels = { tags: z.union([text, z.array(text)]).nullish(), meta: z.record(text, z.unknown()).nullish() };

const node = z.object({
  unique_id: text,
  resource_type: text,
  name: text,
  alias: text.nullish(),
  identifier: text.nullish(),
  database: text.nullish(),
  schema: text.nullish(),
  description: text.nullish(),
  columns: z.record(text, column).default({}),
  ...labels,
  config: z
    .object({ ...labels, materialized: text.nullish(), severity: text.nullish(), warn_if: text.nullish() })
    .extend({ error_if: text.nullish() })
    .nullish(),
  compiled_code: text.nullish(),
  original_file_path: text.nullish(),
  test_metadata: z.object({ name: text }).nullish(),
  column_name: text.nullish(),
  attached_node: text.nullish(),
});

const manifest = z.object({
  metadata: z.object({
    project_name: text.nullish(),
    adapter_type: text.nullish(),
    dbt_version: text.nullish(),
    generated_at: text,
  }),
  nodes: z.record(text, node),
  sources: z.record(text, node).default({}),
  parent_map: z.record(text, z.array(text)).nullish(),
});

const timing = z.array(z.object({ name: text, started_at: text.nullish(), completed_at: text.nullish() })).default([]);

const result = z.object({
  unique_id: text,
  status: text,
  timing,
  message: text.nullish(),
  failures: z.number().nullish(),
  compiled_code: text.nullish(),
  adapter_response: z
    .object({ query_id: text.nullish(), job_id: text.nullish() })
    .extend({ rows_affected: z.unknown().optional() })
    .nullish(),
});

const runResults = z.object({
  metadata: z.object({ generated_at: text, invocation_id: text.nullish(), dbt_version: text.nullish() }),
  results: z.array(result),
  args: z.object({ which: text.nullish() }).nullish(),
});

const threshold = z.object({ count: z.number().nullish(), period: text.nullish() }).nullish();

const sourceResult = z.object({
  unique_id: text,
  status: text,
  timing,
  error: text.nullish(),
  max_loaded_at: text.nullish(),
  snapshotted_at: text.nullish(),
  max_loaded_at_time_ago_in_s: z.number().nullish(),
  criteria: z.object({ warn_after: threshold, error_after: threshold }).nullish(),
});

const sources = z.object({
  metadata: z.object({ generated_at: text, invocation_id: text.nullish() }),
  results: z.array(sourceResult),
});

const catalogTable = z.object({
  metadata: z.object({ type: text.nullish(), comment: text.nullish() }),
  columns: z.record(text, z.object({ name: text, type: text.nullish(), index: z.number(), comment: text.nullish() })),
  stats: z.record(text, z.object({ value: z.unknown().optional() })).default({}),
});

const catalog = z.object({
  metadata: z.object({ generated_at: text }),
  nodes: z.record(text, catalogTable),
  sources: z.record(text, catalogTable).default({}),
});

export type DbtNode = z.infer<typeof node>;
export type DbtManifest = z.infer<typeof manifest>;
export type DbtResult = z.infer<typeof result>;
export type DbtRunResults = z.infer<typeof runResults>;
export type DbtSourceResult = z.infer<typeof sourceResult>;
export type DbtSources = z.infer<typeof sources>;
export type DbtCatalog = z.infer<typeof catalog>;
export type DbtCatalogTable = z.infer<typeof catalogTable>;

/** The files dbt leaves in `target/`; what a command did not write is undefined. */
export interface DbtArtifacts {
  readonly manifest: DbtManifest;
  readonly runResults: DbtRunResults | undefined;
  readonly sources: DbtSources | undefined;
  readonly catalog: DbtCatalog | undefined;
}

/** @throws ImportError */
export async function readArtifacts(target: string): Promise<DbtArtifacts> {
  const found = await readJson(join(target, "manifest.json"), manifest);
  if (found === undefined)
    throw new ImportError(`${target}: no manifest.json in it; name the directory dbt writes to, which is target/`);
  return {
    manifest: found,
    runResults: await readJson(join(target, "run_results.json"), runResults),
    sources: await readJson(join(target, "sources.json"), sources),
    catalog: await readJson(join(target, "catalog.json"), catalog),
  };
}
