import { setImmediate as turn } from "node:timers/promises";
import type { ArchivedEvent } from "#store/archive/archived-event.ts";
import type { Store } from "#store/store.ts";
import type { EventRow } from "#store/tables/events.ts";
import { deadLetterRow, refuse } from "../dead-letters/dead-letter-row.ts";
import type { DeadLetterWriter } from "../dead-letters/dead-letter-writer.ts";
import type { DeadLetter } from "../log/log.ts";
import { createPipeline } from "../pipeline.ts";
import type { Pipeline, PipelineOptions } from "../pipeline.ts";
import type { EventSink } from "../reader/event-sink.ts";
import { knownReceptions } from "./known-receptions.ts";

/**
 * When imported events count as received: as the archive says, else now; when they happened, so that
 * history can be asked about as if it had been there; or now.
 */
export const receptionChoices = ["archived", "event-time", "now"] as const;
export type ReceptionChoice = (typeof receptionChoices)[number];

export interface ImportOptions {
  readonly reception: ReceptionChoice;
  /** Judge and count, and write nothing. */
  readonly dryRun: boolean;
}

export interface ImportReport {
  readonly read: number;
  /** New to the store. */
  readonly stored: number;
  /** In the store as received later; now as received when the archive says. */
  readonly earlier: number;
  /** In the store already, or twice in the archive. */
  readonly present: number;
  /** Of those, with an identity that is not the archive's: other keys are redacted here than were there. */
  readonly renamed: number;
  /** Now dead letters, by reason. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface Importer {
  /** Resolves when the events, and those refused as dead letters, are durable. */
  import(events: readonly ArchivedEvent[], options: ImportOptions): Promise<ImportReport>;
}

export interface ImporterOptions extends Omit<PipelineOptions, "allowBackdating"> {
  readonly store: Pick<Store, "client">;
  readonly sink: EventSink;
  readonly deadLetters: Pick<DeadLetterWriter, "write">;
}

/** Of an event whose archive does not say. */
const unknownSource = "import";
/** How long other work of the process may wait for this. */
const turnMs = 20;

/**
 * Takes events out of archives into the store, through the collector's own stages: what is derived from an
 * event is what today's code derives. Whoever calls decides whether the archive's reception may be believed.
 */
export function createImporter(options: ImporterOptions): Importer {
  const pipeline = createPipeline({ ...options, allowBackdating: true });
  return {
    async import(events, { reception, dryRun }) {
      const judged = await judge(pipeline, events, reception);
      const sorted = await sortOut(options.store, judged.rows);
      if (!dryRun) await write(options, sorted.missing, judged.letters);
      return {
        read: events.length,
        stored: sorted.stored,
        earlier: sorted.earlier,
        present: sorted.present,
        renamed: judged.renamed,
        refused: countReasons(judged.letters),
      };
    },
  };
}

interface Judged {
  readonly rows: readonly EventRow[];
  readonly letters: readonly DeadLetter[];
  readonly renamed: number;
}

async function judge(
  pipeline: Pipeline,
  events: readonly ArchivedEvent[],
  reception: ReceptionChoice,
): Promise<Judged> {
  const now = Date.now() * 1000;
  const rows: EventRow[] = [];
  const letters: DeadLetter[] = [];
  let renamed = 0;
  let turnStart = performance.now();
  for (const event of events) {
    const receivedAt = reception === "archived" ? Math.min(event.receivedAt ?? now, now) : now;
    const source = event.source === "" ? unknownSource : event.source;
    const processed = pipeline.process({
      body: event.payload,
      contentType: undefined,
      receivedAt,
      source: "http",
      backdate: reception === "event-time" ? "event-time" : undefined,
    });
    for (const item of processed) {
      if (item.kind === "dead") letters.push({ ...item.letter, source });
      else {
        if (event.eventId !== "" && event.eventId !== item.row.event_id) renamed++;
        rows.push({ ...item.row, source, violations: violationsOf(item.row, event) });
      }
    }
    if (performance.now() - turnStart > turnMs) {
      await turn();
      turnStart = performance.now();
    }
  }
  return { rows, letters, renamed };
}

function violationsOf({ violations }: EventRow, { reception }: ArchivedEvent): readonly string[] {
  return reception === "" ? violations : [...violations, reception];
}

interface Sorted {
  readonly missing: readonly EventRow[];
  readonly stored: number;
  readonly earlier: number;
  readonly present: number;
}

/** Which rows the store lacks, or has as received later. */
async function sortOut(store: Pick<Store, "client">, rows: readonly EventRow[]): Promise<Sorted> {
  const first = new Map<string, EventRow>();
  for (const row of rows) {
    const same = first.get(row.event_id);
    if (same === undefined || row.received_at < same.received_at) first.set(row.event_id, row);
  }
  const known = await knownReceptions(store, [...first.values()]);
  const missing = [...first.values()].filter(
    ({ event_id, received_at }) => received_at < (known.get(event_id) ?? Infinity),
  );
  const earlier = missing.filter(({ event_id }) => known.has(event_id)).length;
  return { missing, stored: missing.length - earlier, earlier, present: rows.length - missing.length };
}

async function write(
  { sink, deadLetters }: ImporterOptions,
  rows: readonly EventRow[],
  letters: readonly DeadLetter[],
): Promise<void> {
  await sink.ready();
  const refusedAt = new Date();
  await Promise.all([
    rows.length > 0 ? sink.write(rows) : undefined,
    letters.length > 0
      ? deadLetters.write(letters.map((letter) => deadLetterRow(refuse(letter, refusedAt))))
      : undefined,
  ]);
}

function countReasons(letters: readonly DeadLetter[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason } of letters) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
