import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseEventTime } from "#agent/contract/time.ts";
import { archiveFormats, compressions, encodingOfName } from "#store/archive/archive-encoding.ts";
import type { ArchiveEncoding } from "#store/archive/archive-encoding.ts";
import { ManifestError } from "#store/archive/archive-manifest.ts";
import { storeSource } from "#store/archive/archive-source.ts";
import type { ArchiveSource } from "#store/archive/archive-source.ts";
import { exportToDirectory } from "#store/archive/export-directory.ts";
import type { ExportProgress } from "#store/archive/export-directory.ts";
import type { ArchiveRange } from "#store/archive/slice.ts";
import { commitFile, digestFile, partOf } from "#store/archive/whole-file.ts";
import type { AddressOptions } from "../address.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { interruption } from "../interruption.ts";
import { formatBytes, formatCount, parseSince } from "../numbers.ts";
import type { Progress } from "../progress.ts";
import { remoteSource } from "../remote-archive.ts";
import { accessStore } from "../store-access.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

export interface ExportOptions extends AddressOptions {
  readonly format?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly out: string;
  readonly compression?: string;
  readonly payloadOnly?: true;
  readonly json?: true;
}

interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly version: string;
  readonly stdout: NodeJS.WritableStream;
}

interface Summary {
  readonly events: number;
  readonly files: number;
  readonly bytes: number;
  readonly out: string;
}

/** As far back as a store can know. */
const beginning = Date.UTC(1900, 0, 1) * 1000;

/** `tidemark export`: events into a file, a directory of files by day, or the standard output. */
export async function exportCommand(io: Io, options: ExportOptions): Promise<void> {
  const now = new Date();
  const encoding = encodingOf(options);
  const range = {
    time: options.by === "event" ? "event" : "received",
    from: options.from === undefined ? beginning : timeOf("--from", options.from, now),
    to: options.to === undefined ? undefined : timeOf("--to", options.to, now),
  } as const;
  if (range.to !== undefined && range.to <= range.from) throw new Failure("--to is not after --from", exitCodes.usage);

  const { signal, forget } = interruption();
  const access = await accessStore(io.env, options, { make: false });
  try {
    io.progress.note(`Exporting from ${access.where}`);
    const source = access.kind === "store" ? storeSource(access.store) : await remoteSource(access.client);
    const job: Job = { ...io, source, encoding, range: { ...range, to: range.to ?? now.getTime() * 1000 }, signal };
    const summary = await exportTo(job, options.out, range.to);
    tell(io, options, summary);
  } catch (error) {
    throw failureOf(error, signal);
  } finally {
    forget();
    io.progress.end();
    await access.close();
  }
}

interface Job extends Pick<Io, "progress" | "version" | "stdout"> {
  readonly source: ArchiveSource;
  readonly encoding: ArchiveEncoding;
  readonly range: ArchiveRange;
  readonly signal: AbortSignal;
}

async function exportTo(job: Job, out: string, to: number | undefined): Promise<Summary> {
  if (out === "-") return toStream(job);
  return encodingOfName(out) === undefined ? toDirectory(job, out, to) : toFile(job, out);
}

async function toDirectory(job: Job, out: string, to: number | undefined): Promise<Summary> {
  const { source, range, encoding, signal, progress } = job;
  const manifest = await exportToDirectory(
    source,
    { range: { ...range, to }, encoding, madeBy: `tidemark ${job.version}` },
    out,
    { signal, onProgress: (state) => progress.update(progressText(state)) },
  );
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return { events: manifest.rows, files: manifest.files.length, bytes, out };
}

async function toFile({ source, encoding, range, signal, progress }: Job, out: string): Promise<Summary> {
  const path = resolve(out);
  if (existsSync(path)) throw new Failure(`${out} is there already: remove it, or choose another name`);
  const slice = await source.whole(range, basename(path));
  progress.update(`about ${formatCount(slice.events)} events into one file`);
  const events = await source.write(slice, encoding, partOf(path), signal).catch(async (error: unknown) => {
    await rm(partOf(path), { force: true });
    throw error;
  });
  await commitFile(partOf(path), path);
  return { events, files: 1, bytes: (await digestFile(path)).bytes, out };
}

/** One day after the other, so that what is downstream gets to work. */
async function toStream({ source, encoding, range, signal, progress, stdout }: Job): Promise<Summary> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-export-"));
  let events = 0;
  let bytes = 0;
  try {
    for (const slice of await source.slices(range)) {
      signal.throwIfAborted();
      const path = join(directory, slice.name);
      events += await source.write(slice, encoding, path, signal);
      bytes += (await digestFile(path)).bytes;
      await pipeline(createReadStream(path), stdout, { end: false });
      await rm(path);
      progress.update(`${slice.name}: ${formatCount(events)} events`);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return { events, files: 0, bytes, out: "-" };
}

function encodingOf({ out, format, compression, payloadOnly }: ExportOptions): ArchiveEncoding {
  const named = encodingOfName(out);
  const chosen = archiveFormats.find((known) => known === format) ?? named?.format;
  if (chosen === undefined) throw new Failure("say --format parquet, orc, avro or ndjson", exitCodes.usage);
  if (named !== undefined && named.format !== chosen)
    throw new Failure(`--format ${chosen} does not fit the name ${plainText(out)}`, exitCodes.usage);
  const ndjson = chosen === "ndjson";
  if (!ndjson && (payloadOnly === true || (compression !== undefined && compression !== "none")))
    throw new Failure("--payload-only and --compression are for --format ndjson", exitCodes.usage);
  if (!ndjson && out === "-") throw new Failure("only ndjson goes to the standard output", exitCodes.usage);
  const packed = compressions.find((known) => known === compression) ?? named?.compression ?? "none";
  return { format: chosen, compression: packed, payloadOnly: payloadOnly === true };
}

/** Microseconds since the epoch, of a date, a time (UTC where it says no zone), or a time ago. */
function timeOf(option: string, text: string, now: Date): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const micros = parseEventTime(time)?.micros ?? ago(text, now);
  if (micros !== undefined) return micros;
  throw new Failure(
    `${option} takes a date or time such as 2026-01-31 or 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago; got ${plainText(text)}`,
    exitCodes.usage,
  );
}

function ago(text: string, now: Date): number | undefined {
  const date = /^\d+\s*[a-z]/.test(text) ? parseSince(text, now) : undefined;
  return date === undefined ? undefined : date.getTime() * 1000;
}

function progressText({ file, rows, expected, pending }: ExportProgress): string {
  const what = file === undefined ? "" : `${file.name}: `;
  const left = pending === 0 ? "" : `, ${formatCount(pending)} ${pending === 1 ? "file" : "files"} to go`;
  return `${what}${formatCount(rows)} of about ${formatCount(Math.max(rows, expected))} events${left}`;
}

function tell({ terminal, progress }: Io, { json }: ExportOptions, summary: Summary): void {
  if (summary.out === "-") return progress.note(`${formatCount(summary.events)} events`);
  if (json === true) return terminal.print(JSON.stringify({ ...summary, out: resolve(summary.out) }));
  const { events, files, bytes, out } = summary;
  const where =
    encodingOfName(out) === undefined ? `${formatCount(files)} ${files === 1 ? "file" : "files"} in ${out}` : out;
  terminal.print(`${formatCount(events)} events, ${formatBytes(bytes)}: ${where}`);
}

function failureOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new Failure("stopped; the same command goes on where it was");
  if (error instanceof ManifestError) return new Failure(error.message);
  if (error instanceof Error && "code" in error && "path" in error) return new Failure(error.message);
  return error;
}
