import { join } from "node:path";
import { digestOfRows, digestText } from "../archive/content-digest.ts";
import type { EngineOf } from "../archive/read-events.ts";
import type { Store } from "../store.ts";
import { archiveMonth, sealArchive } from "./archive-month.ts";
import type { MonthArchive } from "./archive-month.ts";
import { recordDrop } from "./drops.ts";
import { dropMoved, leavingTable, moveBack, moveOut } from "./leaving-month.ts";
import { dropReplayCopies } from "./replay-copies.ts";
import type { PlannedDrop } from "./retention-plan.ts";
import type { RetentionPolicy } from "./retention-policy.ts";
import type { DropOutcome } from "./retention-report.ts";

export interface DropOptions {
  readonly policy: Pick<RetentionPolicy, "archive" | "format">;
  /** Reads archives back; asked for only where their format needs one. */
  readonly engine: EngineOf;
  /** Who drops; see `moveOut`. */
  readonly claim: string;
  readonly signal?: AbortSignal | undefined;
}

/** Events may come into a month of the past: imported ones, and backdated ones. */
const attempts = 3;

/**
 * Drops a month of events: archives it, takes its partition out, compares that with the archive, and only then
 * drops it. What was not archived when the partition was taken out brings it back, and it starts again.
 *
 * Killed anywhere nothing is lost: `bringBack` undoes what was begun.
 */
export async function dropMonth(
  store: Store,
  planned: PlannedDrop,
  month: string,
  options: DropOptions,
): Promise<DropOutcome> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const archive = await archived(store, month, options);
    if (!(await moveOut(store, month, options.claim))) return { kind: "busy", planned };
    const rows = await finish(store, planned, month, archive);
    if (rows !== undefined) return { kind: "dropped", planned, rows, archive: archive?.directory ?? "" };
  }
  return { kind: "changing", planned };
}

async function archived(
  store: Store,
  month: string,
  { policy, engine, signal }: DropOptions,
): Promise<MonthArchive | undefined> {
  if (policy.archive === null) return undefined;
  return archiveMonth(store, month, { root: join(policy.archive, "events"), format: policy.format, engine, signal });
}

/** The number of events that are gone; undefined when they are back, since the archive lacks some. */
async function finish(
  store: Store,
  planned: PlannedDrop,
  month: string,
  archive: MonthArchive | undefined,
): Promise<number | undefined> {
  try {
    const content = await digestOfRows(store, `${leavingTable(month)} FINAL`);
    if (archive !== undefined && digestText(archive.content) !== digestText(content)) {
      await moveBack(store, month);
      return undefined;
    }
    if (archive !== undefined) await sealArchive(archive);
    await recordDrop(
      store,
      {
        class: "events",
        table: planned.table,
        part: month,
        reason: planned.reason,
        first_at: planned.range.first,
        last_at: planned.range.last,
        rows: content.rows,
        bytes: planned.bytes,
        archive: archive?.directory ?? "",
      },
      digestText(content),
    );
    await dropReplayCopies(store, month);
    await dropMoved(store, month);
    return content.rows;
  } catch (error) {
    await moveBack(store, month);
    throw error;
  }
}
