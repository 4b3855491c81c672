import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { extensionOf } from "../archive/archive-encoding.ts";
import type { ArchiveEncoding, ArchiveFormat } from "../archive/archive-encoding.ts";
import { manifestName, readManifest, writeManifest } from "../archive/archive-manifest.ts";
import type { ArchivedFile, Manifest } from "../archive/archive-manifest.ts";
import { storeSource } from "../archive/archive-source.ts";
import { timeText } from "../archive/archive-time.ts";
import {
  addDigests,
  digestOfEvents,
  digestOfRows,
  digestText,
  noContent,
  parseDigest,
} from "../archive/content-digest.ts";
import type { ContentDigest } from "../archive/content-digest.ts";
import { isAsSaid } from "../archive/export-directory.ts";
import { readEvents } from "../archive/read-events.ts";
import type { EngineOf } from "../archive/read-events.ts";
import { schemaVersion } from "../archive/schema-version.ts";
import { eventsOfSlice } from "../archive/slice.ts";
import type { EventTable, Slice } from "../archive/slice.ts";
import { commitFile, digestFile, partOf } from "../archive/whole-file.ts";
import type { Store } from "../store.ts";
import { boundsOf } from "./months.ts";

export interface MonthArchive {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Of what the files hold, read back from them. */
  readonly content: ContentDigest;
}

export interface ArchiveOptions {
  /** Holds a directory for each month. */
  readonly root: string;
  readonly format: ArchiveFormat;
  /** Reads the files back. */
  readonly engine: EngineOf;
  readonly signal: AbortSignal | undefined;
}

/**
 * The events of one month's partition as files that were read back and hold the same. Files of an attempt
 * before are kept where they still do.
 *
 * An archive whose events were dropped may be the only copy: it is never written to again. What came into
 * that month since goes into a directory of its own.
 */
export async function archiveMonth(store: Store, month: string, options: ArchiveOptions): Promise<MonthArchive> {
  const table: EventTable = { table: "tidemark.events", partition: month.replace("-", "") };
  const encoding: ArchiveEncoding = {
    format: options.format,
    compression: options.format === "ndjson" ? "zstd" : "none",
    payloadOnly: false,
  };
  const { sealed, directory } = await directoriesOf(options.root, month, encoding);
  for (const archive of sealed) if (await holds(store, archive, table)) return archive;
  await mkdir(directory, { recursive: true });
  const source = storeSource(store, table);
  const { from, to } = boundsOf(month);
  const slices = await source.slices({ time: "received", from, to });
  const before = new Map((await readManifest(directory))?.files.map((file) => [file.name, file]));

  let content = noContent;
  const files: ArchivedFile[] = [];
  for (const slice of slices) {
    options.signal?.throwIfAborted();
    const kept = before.get(`${slice.name}${extensionOf(encoding)}`);
    const written = await archiveSlice({ store, table, encoding, directory, ...options }, slice, kept);
    if (written === undefined) continue;
    files.push(written.file);
    content = addDigests(content, written.content);
    await writeManifest(directory, manifestOf(encoding, month, files, false));
  }
  const manifest = manifestOf(encoding, month, files, true);
  await writeManifest(directory, manifest);
  await removeOthers(directory, files);
  return { directory, manifest, content };
}

/** Marks an archive as what is left of events that are being dropped. */
export async function sealArchive({ directory, manifest }: MonthArchive): Promise<void> {
  await writeManifest(directory, { ...manifest, dropped: true });
}

interface Directories {
  /** Archives of this month whose events were dropped. */
  readonly sealed: readonly MonthArchive[];
  /** `2026-01`, or the first of `2026-01.2`, `2026-01.3` … that may be written to. */
  readonly directory: string;
}

async function directoriesOf(root: string, month: string, encoding: ArchiveEncoding): Promise<Directories> {
  const sealed: MonthArchive[] = [];
  for (let number = 1; ; number++) {
    const directory = join(root, number === 1 ? month : `${month}.${number}`);
    const manifest = await readManifest(directory);
    if (manifest?.dropped === true) sealed.push({ directory, manifest, content: contentOf(manifest) });
    else if (manifest === undefined || manifest.format === encoding.format) return { sealed, directory };
  }
}

function contentOf({ files }: Manifest): ContentDigest {
  return files.reduce((sum, { content }) => addDigests(sum, parseDigest(content)), noContent);
}

/** Whoever sealed it was killed before the events were dropped, or they were imported again, all of them. */
async function holds(store: Store, archive: MonthArchive, { table, partition }: EventTable): Promise<boolean> {
  const live = await digestOfRows(store, `${table} FINAL WHERE _partition_id = '${partition}'`);
  if (digestText(live) !== digestText(archive.content)) return false;
  for (const file of archive.manifest.files) if (!(await isAsSaid(archive.directory, file))) return false;
  return true;
}

interface SliceTarget extends ArchiveOptions {
  readonly store: Store;
  readonly table: EventTable;
  readonly encoding: ArchiveEncoding;
  readonly directory: string;
}

interface Written {
  readonly file: ArchivedFile;
  readonly content: ContentDigest;
}

const attempts = 5;

/** Undefined when nothing is in it. */
async function archiveSlice(
  target: SliceTarget,
  slice: Slice,
  kept: ArchivedFile | undefined,
): Promise<Written | undefined> {
  const { store, table, directory } = target;
  let live = await digestOfRows(store, eventsOfSlice(slice, table));
  if (kept?.content === digestText(live) && (await isAsSaid(directory, kept))) return { file: kept, content: live };
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (live.rows === 0) return undefined;
    const written = await writeSlice(target, slice);
    // Compared with what is there after it was written: what came meanwhile makes it too old.
    live = await digestOfRows(store, eventsOfSlice(slice, table));
    if (digestText(written.content) === digestText(live)) return written;
  }
  throw new Error(`the archive of ${slice.name} does not hold what the store has, after ${attempts} attempts`);
}

async function writeSlice(target: SliceTarget, slice: Slice): Promise<Written> {
  const { store, table, encoding, directory, engine, signal } = target;
  const name = `${slice.name}${extensionOf(encoding)}`;
  const path = join(directory, name);
  await rm(partOf(path), { force: true });
  await storeSource(store, table).write(slice, encoding, partOf(path), signal);
  let content = noContent;
  for await (const events of readEvents({ path: partOf(path), ...encoding }, engine))
    content = addDigests(content, digestOfEvents(events));
  const { bytes, sha256 } = await digestFile(partOf(path));
  await commitFile(partOf(path), path);
  const file = {
    name,
    from: timeText(slice.from),
    to: timeText(slice.to),
    rows: content.rows,
    bytes,
    sha256,
    content: digestText(content),
  };
  return { file, content };
}

function manifestOf(
  encoding: ArchiveEncoding,
  month: string,
  files: readonly ArchivedFile[],
  complete: boolean,
): Manifest {
  const { from, to } = boundsOf(month);
  return {
    kind: "tidemark-archive",
    version: 1,
    of: "events",
    ...encoding,
    time: "received",
    from: timeText(from),
    to: timeText(to),
    schemaVersion,
    madeBy: "tidemark retention",
    startedAt: timeText(Date.now() * 1000),
    complete,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    files,
    pending: [],
  };
}

/** Of an attempt before, when days were cut otherwise. */
async function removeOthers(directory: string, files: readonly ArchivedFile[]): Promise<void> {
  const known = new Set([manifestName, ...files.map(({ name }) => name)]);
  for (const name of await readdir(directory)) if (!known.has(name)) await rm(join(directory, name));
}
