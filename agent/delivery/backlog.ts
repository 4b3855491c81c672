import { readChunk } from "./spool/segment-reader.ts";
import type { Segment } from "./spool/segment.ts";

interface Source {
  readonly segment: Segment;
  offset: number;
  /** Lines of it that are not in memory yet. */
  unread: number;
}

export type BacklogRead =
  | { readonly kind: "lines"; readonly segment: Segment; readonly lines: readonly string[] }
  /** The segment is gone or damaged: so many of its events cannot be had back. */
  | { readonly kind: "lost"; readonly segment: Segment; readonly events: number; readonly cause: string };

/**
 * Events that are on disk only. Two kinds of them: this agent's own, from when memory was full, and
 * those adopted from dead processes. The own ones are read first.
 */
export class Backlog {
  readonly #own: Source[] = [];
  readonly #adopted: Source[] = [];

  /** While this agent's own events wait on disk, newer ones queue up behind them there. */
  get isOverflowing(): boolean {
    return this.#own.length > 0;
  }

  get isEmpty(): boolean {
    return this.#own.length === 0 && this.#adopted.length === 0;
  }

  /** An event just appended at `offset`, for which there is no room in memory. */
  overflow(segment: Segment, offset: number): void {
    const last = this.#own.at(-1);
    if (last?.segment === segment) last.unread++;
    else this.#own.push({ segment, offset, unread: 1 });
  }

  adopt(segment: Segment): void {
    this.#adopted.push({ segment, offset: 0, unread: segment.outstanding });
  }

  /** Reads the next events back. Not to be called again before it has resolved. */
  async read(): Promise<BacklogRead | undefined> {
    const sources = this.#own.length > 0 ? this.#own : this.#adopted;
    const source = sources[0];
    if (source === undefined) return undefined;
    const { segment } = source;
    try {
      const { lines, next } = await readChunk(segment.path, source.offset, segment.bytes);
      source.offset = next;
      source.unread -= lines.length;
      if (source.offset >= segment.bytes) sources.shift();
      return { kind: "lines", segment, lines };
    } catch (error) {
      sources.shift();
      return { kind: "lost", segment, events: source.unread, cause: String(error) };
    }
  }
}
