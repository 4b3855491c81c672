import { setImmediate as turn } from "node:timers/promises";
import { linesIn } from "#store/archive/ndjson-lines.ts";
import { RowEncoder } from "#store/columns.ts";
import {
  applyReplay,
  countChanged,
  countReceived,
  forgetReplayed,
  prepareReplay,
  replayedEvents,
} from "#store/replay/replayed-events.ts";
import type { ReceivedSpan } from "#store/replay/replayed-events.ts";
import { timeText } from "#store/sql-text.ts";
import type { Store } from "#store/store.ts";
import type { Pipeline } from "./pipeline.ts";

export interface ReplayReport {
  /** Events received in the span. */
  readonly read: number;
  /** Those that today's code reads otherwise than the stored row says. */
  readonly changed: number;
  /** Those whose identity is another now: they are redacted otherwise. Among the changed. */
  readonly renamed: number;
  /** Those that today's code refuses, by reason. They stay as they are. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface ReplayOptions {
  readonly span: ReceivedSpan;
  /** Reads and compares, and changes nothing. */
  readonly dryRun: boolean;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

const rowsAtOnce = 20_000;
/** How long other work of the process may wait for this. */
const turnMs = 20;

interface StoredEvent {
  readonly event_id: string;
  readonly received: string;
  readonly source: "nats" | "http";
  readonly payload: string;
}

/**
 * Reads events again from what was sent, through the collector's stages: for when the code that
 * understands them has changed. When received, and from where, stays. What is derived has to be rebuilt after it.
 */
export async function replay(store: Store, pipeline: Pipeline, options: ReplayOptions): Promise<ReplayReport> {
  const { span, dryRun, signal, onProgress } = options;
  const total = await countReceived(store, span);
  await prepareReplay(store);
  const encoder = new RowEncoder(replayedEvents);
  const refused = new Map<string, number>();
  const kept: string[] = [];
  let read = 0;
  let renamed = 0;
  let turnedAt = performance.now();
  for await (const stored of receivedIn(store, span)) {
    signal.throwIfAborted();
    const [again] = pipeline.process({
      body: Buffer.from(stored.payload),
      contentType: "application/json",
      receivedAt: Number(stored.received),
      source: stored.source,
      backdate: undefined,
    });
    if (again?.kind === "row") {
      if (again.row.event_id !== stored.event_id) renamed++;
      encoder.add(again.row);
    } else {
      kept.push(stored.event_id);
      const reason = again?.letter.reason ?? "not_json";
      refused.set(reason, (refused.get(reason) ?? 0) + 1);
    }
    read++;
    if (encoder.rows >= rowsAtOnce) await flush(store, encoder);
    if (performance.now() - turnedAt > turnMs) {
      onProgress(read, total);
      await turn();
      turnedAt = performance.now();
    }
  }
  await flush(store, encoder);
  onProgress(read, total);
  const changed = await countChanged(store, span);
  if (!dryRun && changed > 0) await applyReplay(store, span, kept);
  if (dryRun) await forgetReplayed(store);
  return { read, changed, renamed, refused: Object.fromEntries(refused) };
}

async function flush(store: Store, encoder: RowEncoder<typeof replayedEvents.columns>): Promise<void> {
  await store.insert(encoder);
  encoder.reset();
}

/** In no order, since each is read by itself. Piece by piece: they may be all events. */
async function* receivedIn({ client }: Store, { from, to }: ReceivedSpan): AsyncGenerator<StoredEvent> {
  const { stream } = await client.exec({
    query: `SELECT event_id, toString(toUnixTimestamp64Micro(received_at)) AS received, source, payload
      FROM tidemark.events FINAL
      WHERE received_at >= {from:DateTime64(6, 'UTC')} AND received_at < {to:DateTime64(6, 'UTC')}
      FORMAT JSONEachRow`,
    query_params: { from: timeText(from), to: timeText(to) },
  });
  for await (const lines of linesIn(stream)) {
    for (const line of lines) {
      const row: StoredEvent = JSON.parse(line.toString());
      yield row;
    }
  }
}
