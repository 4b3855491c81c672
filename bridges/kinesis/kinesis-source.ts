import { setTimeout as delay } from "node:timers/promises";
import type { Batch, Source } from "../source.ts";
import { OpenShards } from "./open-shards.ts";
import type { OpenShard } from "./open-shards.ts";
import type { Position, Positions } from "./positions.ts";
import type { KinesisStream, Reading } from "./stream.ts";
import { userRecords } from "./user-records.ts";

export interface KinesisSourceOptions {
  readonly stream: KinesisStream;
  readonly positions: Positions;
  /** Aborted when another bridge may read the stream. */
  readonly turn: AbortSignal;
  readonly close: () => Promise<void>;
  readonly pauses?: Pauses;
}

/** Between two readings of a shard; milliseconds. */
export interface Pauses {
  /** When there was nothing more. */
  readonly idle: number;
  /** When there is more. All who read a shard have five readings a second together. */
  readonly behind: number;
  /** When it was read too fast; doubled with each time, up to `mostThrottled`. */
  readonly throttled: number;
  readonly mostThrottled: number;
}

const usualPauses: Pauses = { idle: 1000, behind: 200, throttled: 1000, mostThrottled: 16_000 };

/**
 * All shards of a stream, one reading after the other, which bounds the memory. A shard that was split or merged is read
 * to its end before those that it became. What was never read begins with the oldest record.
 */
export function kinesisSource(options: KinesisSourceOptions): Source {
  return {
    name: options.stream.name,
    batches: (signal) => batches(options, AbortSignal.any([signal, options.turn])),
    close: options.close,
  };
}

async function* batches(options: KinesisSourceOptions, signal: AbortSignal): AsyncGenerator<Batch> {
  const { stream, positions, pauses = usualPauses } = options;
  const shards = new OpenShards(stream, positions);
  while (!signal.aborted) {
    const shard = await shards.soonest();
    const wait = shard === undefined ? pauses.idle : shard.due - performance.now();
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => undefined);
    if (shard === undefined || signal.aborted) continue;
    const reading = await stream.read(shard.id, shard.next);
    moveOn(shard, reading, pauses);
    const batch = batchOf(shard, reading, positions);
    if (batch !== undefined) yield batch;
    if (reading.kind === "records" && reading.next === undefined) shards.end(shard.id);
  }
}

function moveOn(shard: OpenShard, reading: Reading, { idle, behind, throttled, mostThrottled }: Pauses): void {
  const now = performance.now();
  if (reading.kind === "throttled") {
    shard.throttledMs = Math.min(shard.throttledMs * 2 || throttled, mostThrottled);
    shard.due = now + shard.throttledMs;
    return;
  }
  shard.throttledMs = 0;
  if (reading.kind === "expired") {
    shard.next = shard.sure;
    return;
  }
  const last = reading.records.at(-1);
  if (last !== undefined) shard.sure = { kind: "after", sequenceNumber: last.sequenceNumber };
  shard.next = reading.next ?? shard.sure;
  shard.due = now + (reading.isBehind ? behind : idle);
}

/** Undefined when there is nothing to carry and nothing to remember. */
function batchOf({ id }: OpenShard, reading: Reading, positions: Positions): Batch | undefined {
  if (reading.kind !== "records") return undefined;
  const position = positionAfter(reading);
  if (position === undefined) return undefined;
  return {
    bodies: reading.records.flatMap(({ data }) => userRecords(data)),
    confirm: () => positions.set(id, position),
  };
}

function positionAfter({ records, next }: Extract<Reading, { readonly kind: "records" }>): Position | undefined {
  if (next === undefined) return { kind: "end" };
  const last = records.at(-1);
  return last && { kind: "after", sequenceNumber: last.sequenceNumber };
}
