import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { extensionOf } from "./archive-encoding.ts";
import type { ArchiveEncoding } from "./archive-encoding.ts";
import { manifestName, ManifestError, readManifest, writeManifest } from "./archive-manifest.ts";
import type { ArchivedFile, Manifest } from "./archive-manifest.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { microsOf, timeText } from "./archive-time.ts";
import type { ArchiveRange } from "./slice.ts";
import { commitFile, digestFile, partOf } from "./whole-file.ts";

export interface ExportRequest {
  /** `to` undefined: what an export begun in this directory says, else now. */
  readonly range: Omit<ArchiveRange, "to"> & { readonly to: number | undefined };
  readonly encoding: ArchiveEncoding;
  /** `tidemark 0.1.0`. */
  readonly madeBy: string;
}

export interface ExportProgress {
  readonly file: ArchivedFile | undefined;
  /** Of the whole export, so far. */
  readonly rows: number;
  /** About how many there will be. */
  readonly expected: number;
  readonly files: number;
  readonly pending: number;
}

export interface ExportHooks {
  readonly onProgress?: (progress: ExportProgress) => void;
  /** Ends between two files, or within one, which is then begun again next time. */
  readonly signal?: AbortSignal;
}

/**
 * Exports into a directory: a file for each day (UTC), or several where a day is large, and a manifest that
 * is written after each file. Called again after it was stopped or killed it goes on: files that are as
 * the manifest says are kept.
 *
 * @throws ManifestError when the directory holds something else.
 */
export async function exportToDirectory(
  source: ArchiveSource,
  request: ExportRequest,
  directory: string,
  hooks: ExportHooks = {},
): Promise<Manifest> {
  await mkdir(directory, { recursive: true });
  let manifest = await begin(source, request, directory);
  hooks.onProgress?.(progressOf(manifest, undefined));
  for (const next of manifest.pending) {
    hooks.signal?.throwIfAborted();
    const file = await exportFile(source, manifest, next, directory, hooks.signal);
    manifest = withFile(manifest, next.name, file);
    await writeManifest(directory, manifest);
    hooks.onProgress?.(progressOf(manifest, file));
  }
  const complete = { ...manifest, complete: true };
  if (!manifest.complete) await writeManifest(directory, complete);
  return complete;
}

function withFile(manifest: Manifest, done: string, file: ArchivedFile | undefined): Manifest {
  const files = file === undefined ? manifest.files : [...manifest.files, file].toSorted(byName);
  const pending = manifest.pending.filter(({ name }) => name !== done);
  return { ...manifest, files, pending, rows: files.reduce((sum, { rows }) => sum + rows, 0) };
}

/** What is left to do: all of it, or what the manifest of an export begun before does not have. */
async function begin(source: ArchiveSource, request: ExportRequest, directory: string): Promise<Manifest> {
  const found = await readManifest(directory);
  if (found !== undefined) return goOn(found, request, directory);
  const others = (await readdir(directory)).filter((name) => !name.endsWith(".part"));
  if (others.length > 0)
    throw new ManifestError(`${directory} has files in it and no ${manifestName}: take an empty one`);
  const now = Date.now() * 1000;
  const range = { ...request.range, to: request.range.to ?? now };
  const slices = await source.slices(range);
  const manifest: Manifest = {
    kind: "tidemark-archive",
    version: 1,
    of: "events",
    ...request.encoding,
    time: range.time,
    from: timeText(range.from),
    to: timeText(range.to),
    schemaVersion: source.schemaVersion,
    madeBy: request.madeBy,
    startedAt: timeText(now),
    complete: false,
    rows: 0,
    files: [],
    pending: slices.map(({ name, from, to, events }) => ({ name, from: timeText(from), to: timeText(to), events })),
  };
  await writeManifest(directory, manifest);
  return manifest;
}

async function goOn(found: Manifest, { range, encoding }: ExportRequest, directory: string): Promise<Manifest> {
  const same =
    found.of === "events" &&
    found.format === encoding.format &&
    found.compression === encoding.compression &&
    found.payloadOnly === encoding.payloadOnly &&
    found.time === range.time &&
    found.from === timeText(range.from) &&
    (range.to === undefined || found.to === timeText(range.to));
  if (!same) {
    throw new ManifestError(
      `${directory} holds another export: ${found.of} by ${found.time} time from ${found.from} to ${found.to} as ${found.format}`,
    );
  }
  const files: ArchivedFile[] = [];
  const again: Manifest["pending"][number][] = [];
  for (const file of found.files) {
    if (await isAsSaid(directory, file)) files.push(file);
    else again.push({ name: stem(file.name, found), from: file.from, to: file.to, events: file.rows });
  }
  const pending = [...found.pending, ...again].toSorted(byName);
  return { ...found, files, pending, complete: found.complete && pending.length === 0 };
}

async function exportFile(
  source: ArchiveSource,
  manifest: Manifest,
  next: Manifest["pending"][number],
  directory: string,
  signal: AbortSignal | undefined,
): Promise<ArchivedFile | undefined> {
  const name = `${next.name}${extensionOf(manifest)}`;
  const path = join(directory, name);
  const { time } = manifest;
  const slice = { time, name: next.name, events: next.events, from: microsOf(next.from), to: microsOf(next.to) };
  await rm(partOf(path), { force: true });
  const rows = await source.write(slice, manifest, partOf(path), signal);
  if (rows === 0) {
    // All of them were received before as well, and are in the file of that day.
    await rm(partOf(path), { force: true });
    return undefined;
  }
  const { bytes, sha256 } = await digestFile(partOf(path));
  await commitFile(partOf(path), path);
  return { name, from: next.from, to: next.to, rows, bytes, sha256 };
}

/** Whether a file of a manifest is there, whole and unchanged. */
export async function isAsSaid(directory: string, file: ArchivedFile): Promise<boolean> {
  try {
    const { bytes, sha256 } = await digestFile(join(directory, file.name));
    return bytes === file.bytes && sha256 === file.sha256;
  } catch {
    return false;
  }
}

function progressOf({ files, pending, rows }: Manifest, file: ArchivedFile | undefined): ExportProgress {
  const expected = rows + pending.reduce((sum, { events }) => sum + events, 0);
  return { file, rows, expected, files: files.length, pending: pending.length };
}

function stem(name: string, encoding: ArchiveEncoding): string {
  return name.slice(0, -extensionOf(encoding).length);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
