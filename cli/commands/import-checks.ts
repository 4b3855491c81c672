import { stat } from "node:fs/promises";
import { readText } from "#importers/read-json.ts";
import { ImportError } from "#importers/imported.ts";
import type { Imported } from "#importers/imported.ts";
import { jsonFiles } from "#importers/json-files.ts";
import type { TableAddress } from "#importers/table-address.ts";
import { Failure } from "../failure.ts";
import { importArtifacts } from "./import-artifacts.ts";
import type { ArtifactIo, ArtifactOptions } from "./import-artifacts.ts";

export interface CheckImportOptions extends ArtifactOptions, TableAddress {
  readonly namespace?: string;
}

type CheckTool = "gx" | "soda" | "deequ";
type Importer = (
  path: string,
  content: string,
  options: TableAddress & { readonly namespace: string; readonly modified: Date },
) => Imported;

/** `tidemark import gx|soda|deequ FILE…`: each file by itself; all that can be read is sent, then what cannot be is told. */
export async function importChecks(
  io: ArtifactIo,
  tool: CheckTool,
  paths: readonly string[],
  options: CheckImportOptions,
): Promise<void> {
  const namespace = options.namespace ?? (io.env["OPENLINEAGE_NAMESPACE"] || tool);
  const importer = await importerOf(tool);
  const problems: string[] = [];
  await importArtifacts(io, options, async () => {
    const found: Imported[] = [];
    for (const path of await jsonFiles(paths)) {
      try {
        const { mtime: modified } = await stat(path);
        found.push(importer(path, (await readText(path)) ?? "", { ...options, namespace, modified }));
      } catch (error) {
        if (!(error instanceof ImportError)) throw error;
        problems.push(error.message);
      }
    }
    if (found.length === 0 && problems.length > 0) throw new ImportError(problems.join("\n"));
    return { events: found.flatMap(({ events }) => events), notes: found.flatMap(({ notes }) => notes) };
  });
  if (problems.length > 0) throw new Failure(problems.join("\n"));
}

async function importerOf(tool: CheckTool): Promise<Importer> {
  if (tool === "gx") return (await import("#importers/gx/import-gx.ts")).importGx;
  if (tool === "soda") return (await import("#importers/soda/import-soda.ts")).importSoda;
  return (await import("#importers/deequ/import-deequ.ts")).importDeequ;
}
