import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { engineFormat, extensionOf, writeSettings } from "../archive/archive-encoding.ts";
import type { ArchiveEncoding } from "../archive/archive-encoding.ts";
import { writeManifest } from "../archive/archive-manifest.ts";
import {
  archivedDeadLetters,
  archivedDeliveries,
  archivedHeartbeats,
  archivedIncidentLog,
  archivedVerdicts,
  selectArchived,
} from "../archive/archive-subject.ts";
import type { ArchiveSubject } from "../archive/archive-subject.ts";
import { microsOf, timeSql, timeText } from "../archive/archive-time.ts";
import { bytesOf } from "../archive/ndjson-lines.ts";
import { schemaVersion } from "../archive/schema-version.ts";
import { commitFile, digestFile, digestOf, partOf } from "../archive/whole-file.ts";
import type { FileDigest } from "../archive/whole-file.ts";
import { writeFile } from "../archive/write-file.ts";
import type { Store } from "../store.ts";
import type { DropOptions } from "./drop-month.ts";
import { recordDrop } from "./drops.ts";
import { operationalRows } from "./row-cutoff.ts";
import type { PlannedDrop } from "./retention-plan.ts";
import type { DropOutcome } from "./retention-report.ts";

interface RowClass {
  readonly subject: ArchiveSubject;
  readonly timeColumn: string;
  /** When a row was written; later ones than the archive stay. */
  readonly writtenColumn: string | undefined;
  /** What is counted of the rows that go. */
  readonly count: string;
}

/** By the name of the table. */
const rowClasses: Readonly<Record<string, RowClass>> = {
  "tidemark.dead_letters": {
    subject: archivedDeadLetters,
    timeColumn: "received_at",
    writtenColumn: "updated_at",
    count: "count()",
  },
  "tidemark.deliveries": {
    subject: archivedDeliveries,
    timeColumn: "hour",
    writtenColumn: undefined,
    count: "sum(rows)",
  },
  "tidemark.verdicts": {
    subject: archivedVerdicts,
    timeColumn: "judged_at",
    writtenColumn: undefined,
    count: "count()",
  },
  "tidemark.incident_log": {
    subject: archivedIncidentLog,
    timeColumn: "at",
    writtenColumn: undefined,
    count: "count()",
  },
  "tidemark.rule_heartbeats": {
    subject: archivedHeartbeats,
    timeColumn: "evaluated_at",
    writtenColumn: undefined,
    count: "count()",
  },
};

/** NDJSON, which can be read without an engine; the bytes of dead letters stand in it in base64. */
const encoding: ArchiveEncoding = { format: "ndjson", compression: "zstd", payloadOnly: false };

/** Drops the rows before a time of a table without partitions; first archives them, and reads the archive back. */
export async function dropRows(store: Store, planned: PlannedDrop, options: DropOptions): Promise<DropOutcome> {
  const of = rowClasses[planned.table];
  if (of === undefined) throw new RangeError(`${planned.table} is not dropped by rows`);
  const now = Date.now() * 1000;
  const written = of.writtenColumn === undefined ? "" : ` AND ${of.writtenColumn} <= ${timeSql(now)}`;
  const { staying } = operationalRows.find(({ table }) => table === planned.table) ?? {};
  const stays = staying === undefined ? "" : ` AND NOT (${staying})`;
  const goes = `${of.timeColumn} < ${timeSql(microsOf(planned.before))}${written}${stays}`;
  const counted = await count(store, planned.table, of, goes);
  const root = options.policy.archive;
  const archive = root === null ? "" : await archiveRows(store, planned, of, goes, join(root, of.subject.name), now);
  await recordDrop(
    store,
    {
      class: planned.class,
      table: planned.table,
      part: `before ${planned.before}`,
      reason: planned.reason,
      first_at: planned.range.first,
      last_at: planned.range.last,
      rows: counted,
      bytes: planned.bytes,
      archive,
    },
    `${counted} ${now}`,
  );
  // Older versions of a row that stays may go: the newest is what counts.
  await store.client.command({
    query: `ALTER TABLE ${planned.table} DELETE WHERE ${goes} SETTINGS mutations_sync = 2`,
  });
  return { kind: "dropped", planned, rows: counted, archive };
}

async function count({ client }: Store, table: string, of: RowClass, goes: string): Promise<number> {
  const result = await client.query({
    query: `SELECT toFloat64(${of.count}) AS counted FROM ${table} FINAL WHERE ${goes}`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ readonly counted: number }>();
  return row?.counted ?? 0;
}

/** The directory. */
async function archiveRows(
  store: Store,
  planned: PlannedDrop,
  { subject }: RowClass,
  goes: string,
  root: string,
  now: number,
): Promise<string> {
  const directory = join(root, `before-${planned.before.replaceAll(":", "")}-${now}`);
  await mkdir(directory, { recursive: true });
  const name = `${subject.name}${extensionOf(encoding)}`;
  const path = join(directory, name);
  const select = selectArchived(subject, `${planned.table} FINAL WHERE ${goes}`);
  await writeFile(store, select, encoding, partOf(path));
  const live = await liveDigest(store, select);
  const filed = await digestOf(bytesOf(partOf(path), encoding.compression));
  if (live.sha256 !== filed.sha256) throw new Error(`the archive ${path} does not hold what ${planned.table} has`);
  const { bytes, sha256 } = await digestFile(partOf(path));
  await commitFile(partOf(path), path);
  const range = { from: timeText(planned.range.first), to: planned.before };
  await writeManifest(directory, {
    kind: "tidemark-archive",
    version: 1,
    of: subject.name,
    ...encoding,
    time: "received",
    ...range,
    schemaVersion,
    madeBy: "tidemark retention",
    startedAt: timeText(now),
    complete: true,
    dropped: true,
    rows: filed.lineFeeds,
    files: [{ name, ...range, rows: filed.lineFeeds, bytes, sha256 }],
    pending: [],
  });
  return directory;
}

/** The rows as the engine writes them, in the order of the archive. */
async function liveDigest({ client }: Store, select: string): Promise<FileDigest> {
  const { stream } = await client.exec({
    query: `${select} FORMAT ${engineFormat(encoding)}`,
    clickhouse_settings: writeSettings,
  });
  return digestOf(stream);
}
