import { v7 as uuidv7 } from "uuid";
import { datasetName } from "#agent/contract/dataset-ref.ts";
import type { DatasetName } from "#agent/contract/dataset-ref.ts";
import type { LineageEvent } from "#agent/contract/event.ts";
import { secretKeyTest } from "#agent/contract/redaction/secret-keys.ts";
import { scratchEngine } from "#collector/archive/scratch-engine.ts";
import { checkRunEvents } from "#importers/check-run.ts";
import { EventMaker } from "#importers/event-maker.ts";
import { Failure } from "../failure.ts";
import { formatCount } from "../numbers.ts";
import { printTable } from "../print-page.ts";
import { profileFiles } from "../profile/profile-files.ts";
import type { ColumnProfile, Profile } from "../profile/profile-files.ts";
import { profiledPath } from "../profile/profiled-path.ts";
import type { ProfiledPath } from "../profile/profiled-path.ts";
import { sendEvents } from "../send-events.ts";
import { nodeName } from "../render/dataset-text.ts";
import { plainText } from "../terminal.ts";
import type { ArtifactIo } from "./import-artifacts.ts";

export interface ProfileOptions {
  readonly format?: string;
  readonly dataset?: string;
  readonly withValues?: true;
  readonly job?: string;
  readonly namespace?: string;
  readonly url?: string;
  readonly dryRun?: true;
  readonly send: boolean;
  readonly json?: true;
}

/** `tidemark profile FILE|glob|s3://…`: what files hold, as metrics of a dataset. */
export async function profile(io: ArtifactIo, path: string, options: ProfileOptions): Promise<void> {
  const files = await profiledPath(path, options.format, io.env);
  const started = new Date();
  const found = await readOrFail(path, files, withText(io.env, options));
  const dataset = options.dataset === undefined ? files.dataset : datasetName(options.dataset, "default");
  const events = eventsOf(io.env, options, dataset, found, started);
  if (options.dryRun === true) {
    for (const event of events) io.terminal.print(JSON.stringify(event));
    return;
  }
  tell(io, options, dataset, found);
  if (!options.send) return;
  const sent = await sendEvents(events, { ...io, url: options.url, stallMs: 10_000 });
  if (sent.unconfirmed > 0) io.progress.note("the profile is not confirmed: it waits in the spool for the next start");
  if (sent.refused.length > 0) throw new Failure(`the profile was refused: ${plainText(sent.refused.join("; "))}`);
}

/** What is masked in events is not shown here either. */
function withText(env: ArtifactIo["env"], { withValues }: ProfileOptions): (column: string) => boolean {
  const isSecret = secretKeyTest((env["TIDEMARK_REDACT_KEYS"] ?? "").split(","));
  return (column) => withValues === true && !isSecret(column);
}

async function readOrFail(
  path: string,
  files: ProfiledPath,
  withTextOf: (column: string) => boolean,
): Promise<Profile> {
  const engine = scratchEngine();
  try {
    return await profileFiles(await engine.get(), files, withTextOf);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // A statement is quoted whole in what the engine says, with the credentials in it.
    const [what = ""] = said.split(/: (?:In scope|While executing)/);
    const shown = files.secrets.reduce((text, secret) => text.replaceAll(secret, "…"), what);
    throw new Failure(`${path}: it cannot be read as ${files.format}: ${plainText(shown).slice(0, 500)}`);
  } finally {
    await engine.close();
  }
}

function eventsOf(
  env: ArtifactIo["env"],
  options: ProfileOptions,
  dataset: DatasetName,
  { rows, bytes, files, columns }: Profile,
  started: Date,
): readonly LineageEvent[] {
  const namespace = options.namespace ?? (env["OPENLINEAGE_NAMESPACE"] || "default");
  const columnMetrics = Object.fromEntries(columns.map((column) => [column.name, metricsOf(column)]));
  return checkRunEvents(new EventMaker("profile"), {
    runId: uuidv7(),
    job: { namespace, name: options.job ?? `profile.${dataset.name}` },
    started: started.toISOString(),
    ended: new Date().toISOString(),
    error: undefined,
    integration: "TIDEMARK",
    inputs: [
      {
        ...dataset,
        facets: { schema: { fields: columns.map(({ name, type }) => ({ name, type })) }, ...textFacet(columns) },
        useFacets: { dataQualityMetrics: { rowCount: rows, bytes, fileCount: files, columnMetrics } },
      },
    ],
  });
}

function metricsOf({ nulls, distinct, min, max }: ColumnProfile): object {
  return {
    nullCount: nulls,
    ...(distinct !== null && { distinctCount: distinct }),
    ...(typeof min === "number" && { min }),
    ...(typeof max === "number" && { max }),
  };
}

/** The standard's facet takes numbers only. */
function textFacet(columns: readonly ColumnProfile[]): object {
  const texts = columns.flatMap(({ name, min, max }) =>
    typeof min === "string" ? [[name, { min, max }] as const] : [],
  );
  return texts.length === 0 ? {} : { tidemark_values: { columns: Object.fromEntries(texts) } };
}

function tell({ terminal }: ArtifactIo, { json }: ProfileOptions, dataset: DatasetName, found: Profile): void {
  if (json === true) return terminal.print(JSON.stringify({ dataset, ...found }));
  const { rows, bytes, files, columns } = found;
  terminal.print(terminal.bold(nodeName(dataset)));
  terminal.print(`${formatCount(rows)} rows, ${formatCount(bytes)} bytes, files: ${formatCount(files)}`);
  printTable(
    terminal,
    [
      { title: "COLUMN", value: ({ name }) => name, flexible: true },
      { title: "TYPE", value: ({ type }) => type, flexible: true },
      { title: "NULLS", value: ({ nulls }) => formatCount(nulls), align: "right" },
      { title: "DISTINCT", value: ({ distinct }) => (distinct === null ? "" : formatCount(distinct)), align: "right" },
      { title: "MIN", value: (column) => valueText(column, column.min), align: "right" },
      { title: "MAX", value: (column) => valueText(column, column.max), align: "right" },
    ],
    columns,
  );
}

function valueText({ type }: ColumnProfile, value: number | string | null): string {
  if (value === null) return "";
  if (typeof value === "string") return plainText(value);
  return type.includes("Date") ? new Date(value * 1000).toISOString().replace("T00:00:00.000Z", "") : String(value);
}
