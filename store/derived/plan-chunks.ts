/** The events received in one hour. */
export interface HourOfEvents {
  /** `2026-01-31 07:00:00`, UTC. */
  readonly hour: string;
  readonly size: number;
}

/** Events of hours that follow each other, read in one statement. */
export interface EventChunk {
  /** Names it: `2026-01-31 07:00:00 to 2026-01-31 11:00:00`. */
  readonly chunk: string;
  /** The first of its hours, and the last. */
  readonly first: string;
  readonly last: string;
  readonly size: number;
}

/**
 * Puts hours together until a chunk has about so many events: a statement has its cost whatever it reads, and
 * holds all of its groups in memory. The cuts are the same when asked again, but for the newest events.
 */
export function planChunks(hours: readonly HourOfEvents[], eventsAtOnce: number): readonly EventChunk[] {
  const chunks: EventChunk[] = [];
  for (const { hour, size } of hours) {
    const open = chunks.at(-1);
    if (open === undefined || open.size + size > eventsAtOnce) chunks.push(chunkOf(hour, hour, size));
    else chunks[chunks.length - 1] = chunkOf(open.first, hour, open.size + size);
  }
  return chunks;
}

function chunkOf(first: string, last: string, size: number): EventChunk {
  return { chunk: `${first} to ${last}`, first, last, size };
}
