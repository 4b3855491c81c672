import { ArchiveFileError, findArchive } from "#collector/archive/archive-files.ts";
import type { FoundArchive } from "#collector/archive/archive-files.ts";
import { receptionChoices } from "#collector/archive/importer.ts";
import type { Importer, ImportOptions, ImportReport } from "#collector/archive/importer.ts";
import { openImporter } from "#collector/archive/open-importer.ts";
import { readArchive } from "#collector/archive/read-archive.ts";
import { NoEngineError, scratchEngine } from "#collector/archive/scratch-engine.ts";
import { ManifestError } from "#store/archive/archive-manifest.ts";
import { NotAnArchiveError } from "#store/archive/read-engine-file.ts";
import type { Store } from "#store/store.ts";
import type { AddressOptions } from "../address.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { interruption } from "../interruption.ts";
import { formatCount } from "../numbers.ts";
import type { Progress } from "../progress.ts";
import { remoteImporter } from "../remote-archive.ts";
import { accessStore } from "../store-access.ts";
import type { StoreAccess } from "../store-access.ts";
import type { Terminal } from "../terminal.ts";

export interface ImportCommandOptions extends AddressOptions {
  readonly receivedAt?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly progress: Progress;
}

const none: ImportReport = { read: 0, stored: 0, earlier: 0, present: 0, renamed: 0, refused: {} };

/** `tidemark import`: archived events into a store, through the collector's stages. */
export async function importCommand(io: Io, paths: readonly string[], options: ImportCommandOptions): Promise<void> {
  const asked = importOptions(options);
  const { signal, forget } = interruption();
  const found = await findAll(paths);
  for (const note of found.notes) io.progress.note(note);
  const access = await accessStore(io.env, options, { make: true });
  const scratch = scratchEngine();
  try {
    io.progress.note(`Importing into ${access.where}`);
    const engine =
      access.kind === "store" && access.store.kind === "embedded" ? () => Promise.resolve(access.store) : scratch.get;
    const importer = importerOf(access);
    const report = await run(importer, found, engine, asked, io.progress, signal);
    await importer.close();
    tell(io, options, report);
  } catch (error) {
    throw failureOf(error);
  } finally {
    forget();
    io.progress.end();
    await scratch.close();
    await access.close();
  }
}

interface Closable extends Importer {
  readonly close: () => Promise<void>;
}

function importerOf(access: StoreAccess): Closable {
  if (access.kind === "store") return openImporter(access.store, access.config);
  return { ...remoteImporter(access.client), close: async () => undefined };
}

async function findAll(paths: readonly string[]): Promise<FoundArchive> {
  try {
    const found: FoundArchive[] = [];
    for (const path of paths) found.push(await findArchive(path));
    const rows = found.map((each) => each.rows);
    return {
      files: found.flatMap(({ files }) => files),
      rows: rows.includes(undefined) ? undefined : rows.reduce((sum = 0, each = 0) => sum + each, 0),
      notes: found.flatMap(({ notes }) => notes),
    };
  } catch (error) {
    throw failureOf(error);
  }
}

async function run(
  importer: Importer,
  found: FoundArchive,
  engine: () => Promise<Store>,
  options: ImportOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<ImportReport> {
  let sum = none;
  for await (const events of readArchive(found.files, engine)) {
    sum = added(sum, await importer.import(events, options));
    const total = found.rows === undefined ? "" : ` of ${formatCount(found.rows)}`;
    progress.update(`${formatCount(sum.read)}${total} read, ${formatCount(sum.stored + sum.earlier)} taken`);
    if (signal.aborted)
      throw new Failure(`stopped after ${formatCount(sum.read)} events; the same command takes the rest`);
  }
  return sum;
}

function added(a: ImportReport, b: ImportReport): ImportReport {
  const refused = { ...a.refused };
  for (const [reason, count] of Object.entries(b.refused)) refused[reason] = (refused[reason] ?? 0) + count;
  return {
    read: a.read + b.read,
    stored: a.stored + b.stored,
    earlier: a.earlier + b.earlier,
    present: a.present + b.present,
    renamed: a.renamed + b.renamed,
    refused,
  };
}

function importOptions({ receivedAt, dryRun }: ImportCommandOptions): ImportOptions {
  const reception = receptionChoices.find((choice) => choice === (receivedAt ?? "archived"));
  if (reception === undefined) throw new Failure(`--received-at takes ${receptionChoices.join(", ")}`, exitCodes.usage);
  return { reception, dryRun: dryRun === true };
}

function tell({ terminal, progress }: Io, options: ImportCommandOptions, report: ImportReport): void {
  progress.end();
  const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  if (options.json === true) terminal.print(JSON.stringify(report));
  else for (const line of lines(report, refused, options.dryRun === true)) terminal.print(line);
  if (refused > 0)
    throw new Failure(
      options.dryRun === true
        ? `${formatCount(refused)} events would be refused`
        : `${formatCount(refused)} events were refused: see \`tidemark dlq list\``,
    );
}

function lines(report: ImportReport, refused: number, dryRun: boolean): readonly string[] {
  const rows: readonly (readonly [count: number, what: string])[] = [
    [report.read, "events read"],
    [report.stored, dryRun ? "new, would be stored" : "new, stored"],
    [report.earlier, "there as received later: now as received when the archive says"],
    [report.present, "there already"],
    [report.renamed, "with another identity than in the archive, since other keys are redacted here"],
    [refused, `refused${reasonsText(report.refused)}`],
  ];
  return rows
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, what]) => `${formatCount(count).padStart(12)}  ${what}`);
}

function reasonsText(refused: ImportReport["refused"]): string {
  const reasons = Object.entries(refused).toSorted(([, a], [, b]) => b - a);
  return reasons.length === 0
    ? ""
    : `: ${reasons.map(([reason, count]) => `${reason} ${formatCount(count)}`).join(", ")}`;
}

/** What a person can do something about. */
const told = [ArchiveFileError, ManifestError, NotAnArchiveError, NoEngineError];

function failureOf(error: unknown): unknown {
  return error instanceof Error && told.some((kind) => error instanceof kind) ? new Failure(error.message) : error;
}
