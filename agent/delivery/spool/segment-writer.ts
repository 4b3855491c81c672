import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { OwnerDirectory } from "./owner-directory.ts";
import type { Segment } from "./segment.ts";

interface Active {
  readonly fd: number;
  readonly segment: Segment;
}

/**
 * Appends lines to this agent's newest segment, one system call a line, without fsync: what was
 * appended survives the death of the process, not of the machine.
 */
export class SegmentWriter {
  readonly #directory: OwnerDirectory;
  readonly #segmentBytes: number;
  readonly #onFreed: (bytes: number) => void;
  #active: Active | undefined;
  #number = 0;

  constructor(directory: OwnerDirectory, segmentBytes: number, onFreed: (bytes: number) => void) {
    this.#directory = directory;
    this.#segmentBytes = segmentBytes;
    this.#onFreed = onFreed;
  }

  /** @throws when the line could not be written whole; nothing of it is left then. */
  append(line: string, bytes: number): Segment {
    const active = this.#withRoom(bytes);
    let written = 0;
    try {
      written = writeSync(active.fd, line);
    } catch (error) {
      this.seal();
      throw error;
    }
    if (written !== bytes) {
      ftruncateSync(active.fd, active.segment.bytes);
      throw new Error(`only ${written} of ${bytes} bytes could be written`);
    }
    active.segment.bytes += bytes;
    active.segment.outstanding++;
    return active.segment;
  }

  /** Empties the newest segment if all of it is settled. */
  reset(): void {
    const active = this.#active;
    if (active === undefined || active.segment.outstanding > 0 || active.segment.bytes === 0) return;
    ftruncateSync(active.fd, 0);
    this.#onFreed(active.segment.bytes);
    active.segment.bytes = 0;
  }

  /** Ends the newest segment, and removes it if nothing in it is outstanding. */
  seal(): void {
    const active = this.#active;
    if (active === undefined) return;
    this.#active = undefined;
    active.segment.sealed = true;
    closeSync(active.fd);
    if (active.segment.outstanding === 0) this.#onFreed(removeSegment(active.segment));
  }

  #withRoom(bytes: number): Active {
    const active = this.#active;
    if (active !== undefined && (active.segment.bytes === 0 || active.segment.bytes + bytes <= this.#segmentBytes)) {
      return active;
    }
    this.seal();
    const path = join(this.#directory.path(), `${String(++this.#number).padStart(8, "0")}.ndjson`);
    const fd = openSync(path, "ax", 0o600);
    this.#active = { fd, segment: { path, bytes: 0, outstanding: 0, sealed: false } };
    return this.#active;
  }
}

/** Bytes given back. */
export function removeSegment(segment: Segment): number {
  try {
    unlinkSync(segment.path);
  } catch {
    // Removed by somebody else, or not ours to remove: its events are settled either way.
  }
  return segment.bytes;
}
