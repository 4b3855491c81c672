import type { Entry } from "./entry.ts";
import type { SendLimits } from "../transports/transport.ts";

/** A first-in-first-out queue with a bound in bytes and in events. */
export class MemoryQueue {
  readonly #maxBytes: number;
  readonly #maxEvents: number;
  #entries: (Entry | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  constructor(maxBytes: number, maxEvents: number) {
    this.#maxBytes = maxBytes;
    this.#maxEvents = maxEvents;
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Room to read waiting events back: below half of either bound. */
  get isLow(): boolean {
    return this.#bytes * 2 < this.#maxBytes && this.length * 2 < this.#maxEvents;
  }

  /** False when there is no room. An empty queue takes any one event. */
  offer(entry: Entry): boolean {
    if (this.length > 0 && (this.#bytes + entry.bytes > this.#maxBytes || this.length >= this.#maxEvents)) return false;
    this.push(entry);
    return true;
  }

  /** For events already counted in some bound: those to repeat, those read back by chunk. */
  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
  }

  /** The next events within the limits: at least one if there is any. */
  take(limits: SendLimits): readonly Entry[] {
    const taken: Entry[] = [];
    let bytes = 0;
    while (taken.length < limits.maxEvents) {
      const entry = this.#entries[this.#head];
      if (entry === undefined || (taken.length > 0 && bytes + entry.bytes > limits.maxBytes)) break;
      this.#entries[this.#head++] = undefined;
      bytes += entry.bytes;
      taken.push(entry);
    }
    this.#bytes -= bytes;
    this.#compact();
    return taken;
  }

  #compact(): void {
    if (this.#head < 1024 || this.#head * 2 < this.#entries.length) {
      if (this.#head !== this.#entries.length) return;
    }
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }
}
