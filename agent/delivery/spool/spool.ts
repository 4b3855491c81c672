import type { Reporter } from "../reporter.ts";
import { adoptSegments } from "./adoption.ts";
import { bytesOfOthers } from "./disk-usage.ts";
import { OwnerDirectory } from "./owner-directory.ts";
import { removeSegment, SegmentWriter } from "./segment-writer.ts";
import type { Segment } from "./segment.ts";
import { StallBudget } from "./stall-budget.ts";

export interface SpoolOptions {
  readonly directory: string;
  /** Bound of the directory, all processes together, in bytes. */
  readonly maxBytes: number;
  /** A segment is closed when it would grow beyond this. */
  readonly segmentBytes: number;
  /** Appends that hold the pipeline up for longer, as `StallBudget` counts, suspend the spool for `suspendMs`. */
  readonly maxStallMs: number;
  readonly suspendMs: number;
}

export type Appended =
  | { readonly kind: "appended"; readonly segment: Segment; readonly offset: number }
  | { readonly kind: "full" }
  /** The event can only be kept in memory. */
  | { readonly kind: "unavailable" };

const UNAVAILABLE: Appended = { kind: "unavailable" };
const FULL: Appended = { kind: "full" };
/** Below this, a segment that is wholly settled is emptied only once nothing more comes for a while. */
const resetAtOnceBytes = 64 * 1024;
const resetDelayMs = 200;

/** Events on disk: appended before `emit` returns, removed when they are settled. */
export class Spool {
  readonly root: string;
  readonly #options: SpoolOptions;
  readonly #reporter: Reporter;
  readonly #directory: OwnerDirectory;
  readonly #writer: SegmentWriter;
  readonly #stalls: StallBudget;
  #ownBytes = 0;
  #othersBytes = 0;
  #suspendedUntil = 0;
  #resetTimer: NodeJS.Timeout | undefined;

  constructor(options: SpoolOptions, reporter: Reporter) {
    this.root = options.directory;
    this.#options = options;
    this.#reporter = reporter;
    this.#directory = new OwnerDirectory(options.directory);
    this.#stalls = new StallBudget(options.maxStallMs);
    this.#writer = new SegmentWriter(this.#directory, options.segmentBytes, (bytes) => {
      this.#ownBytes -= bytes;
    });
  }

  get bytes(): number {
    return this.#ownBytes;
  }

  append(payload: string, bytes: number): Appended {
    const started = performance.now();
    if (started < this.#suspendedUntil) return UNAVAILABLE;
    const lineBytes = bytes + 1;
    if (this.#ownBytes + this.#othersBytes + lineBytes > this.#options.maxBytes) return FULL;
    try {
      const segment = this.#writer.append(`${payload}\n`, lineBytes);
      this.#ownBytes += lineBytes;
      this.#watch(started, performance.now());
      return { kind: "appended", segment, offset: segment.bytes - lineBytes };
    } catch (error) {
      this.#suspend();
      this.#reporter.report(
        "spool_unavailable",
        `cannot write to the spool ${this.root}: ${String(error)}; events are kept in memory only`,
      );
      return UNAVAILABLE;
    }
  }

  /** One event of the segment no longer needs to be kept. */
  settle(segment: Segment): void {
    segment.outstanding--;
    if (segment.outstanding > 0) return;
    if (segment.sealed) {
      this.#ownBytes -= removeSegment(segment);
    } else if (segment.bytes >= resetAtOnceBytes) {
      this.#reset();
    } else {
      this.#resetTimer ??= setTimeout(() => this.#reset(), resetDelayMs).unref();
    }
  }

  /** Segments of dead processes, now this agent's own. Never rejects. */
  async adopt(): Promise<readonly Segment[]> {
    try {
      const segments = await adoptSegments(this.#directory, Date.now());
      for (const segment of segments) this.#ownBytes += segment.bytes;
      this.#othersBytes = await bytesOfOthers(this.root, this.#directory.current);
      return segments;
    } catch (error) {
      this.#reporter.report("spool_unavailable", `cannot use the spool ${this.root}: ${String(error)}`);
      return [];
    }
  }

  /** Shows other hosts that this process lives, and starts anew if its directory was taken away. */
  touch(): void {
    if (this.#directory.touch()) return;
    this.#reporter.report(
      "spool_damaged",
      `the spool directory of this process in ${this.root} was removed; a new one is used`,
    );
    this.#writer.seal();
  }

  /** Closes the files; what is unsettled is left for the next start. Synchronous, so that it works in an exit handler. */
  release(): void {
    clearTimeout(this.#resetTimer);
    this.#suspendedUntil = Number.POSITIVE_INFINITY;
    this.#writer.seal();
    this.#directory.release();
  }

  #reset(): void {
    clearTimeout(this.#resetTimer);
    this.#resetTimer = undefined;
    try {
      this.#writer.reset();
    } catch (error) {
      this.#reporter.report("spool_damaged", `cannot empty a segment in ${this.root}: ${String(error)}`);
    }
  }

  #watch(started: number, ended: number): void {
    if (!this.#stalls.spend(ended - started, ended)) return;
    this.#suspend();
    const seconds = this.#options.suspendMs / 1000;
    this.#reporter.report(
      "spool_slow",
      `appends to the spool ${this.root} take too long; for ${seconds} s events are kept in memory only`,
    );
  }

  #suspend(): void {
    this.#suspendedUntil = performance.now() + this.#options.suspendMs;
  }
}
