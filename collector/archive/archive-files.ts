import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { detectContent } from "#store/archive/archive-content.ts";
import { readManifest } from "#store/archive/archive-manifest.ts";
import type { Manifest } from "#store/archive/archive-manifest.ts";
import { isAsSaid } from "#store/archive/export-directory.ts";
import type { ArchiveFile } from "#store/archive/read-events.ts";

export class ArchiveFileError extends Error {
  override readonly name = "ArchiveFileError";
}

export interface FoundArchive {
  readonly files: readonly ArchiveFile[];
  /** As manifests say; undefined when there is a file without one. */
  readonly rows: number | undefined;
  /** What a person should know: a part that was left out, an export that was not finished. */
  readonly notes: readonly string[];
}

/**
 * The files of events at a path: the file itself, or all in a directory and those below. Where a manifest
 * stands the files are those it names, and are compared with it.
 *
 * @throws ArchiveFileError for a file that is missing, changed, or no archive.
 */
export async function findArchive(path: string): Promise<FoundArchive> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) throw new ArchiveFileError(`there is no ${path}`);
    throw new ArchiveFileError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!found.isDirectory()) return { files: [await archiveFile(path)], rows: undefined, notes: [] };
  const manifest = await readManifest(path);
  return manifest === undefined ? inDirectory(path) : ofManifest(path, manifest);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

async function inDirectory(directory: string): Promise<FoundArchive> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && !/^\.|\.part$/.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
  const parts: FoundArchive[] = [];
  for (const name of names) parts.push(await findArchive(join(directory, name)));
  return {
    files: parts.flatMap(({ files }) => files),
    rows: parts.reduce<number | undefined>(
      (sum, { rows }) => (sum === undefined || rows === undefined ? undefined : sum + rows),
      0,
    ),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

async function ofManifest(directory: string, manifest: Manifest): Promise<FoundArchive> {
  if (manifest.of !== "events") {
    return { files: [], rows: 0, notes: [`${directory} holds ${manifest.of}, not events: left out`] };
  }
  for (const file of manifest.files) {
    if (!(await isAsSaid(directory, file)))
      throw new ArchiveFileError(`${join(directory, file.name)} is missing or not as ${directory}'s manifest says`);
  }
  return {
    files: manifest.files.map(({ name }) => ({
      path: join(directory, name),
      format: manifest.format,
      compression: manifest.compression,
    })),
    rows: manifest.rows,
    notes: manifest.complete ? [] : [`the export into ${directory} was not finished: what is there is taken`],
  };
}

async function archiveFile(path: string): Promise<ArchiveFile> {
  const content = await detectContent(path);
  if (content.kind === "unknown") throw new ArchiveFileError(`${path}: ${content.reason}`);
  const { format, compression } = content;
  return { path, format, compression };
}
