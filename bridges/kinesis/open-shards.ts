import type { Positions } from "./positions.ts";
import type { KinesisStream, Place } from "./stream.ts";

/** A shard that is being read. */
export interface OpenShard {
  readonly id: string;
  /** Where the next reading begins. */
  next: Place;
  /** The same, for when `next` has expired. */
  sure: Place;
  /** When it may be read again, of `performance.now()`. */
  due: number;
  /** Since it was read too fast: how long it is left alone; milliseconds. */
  throttledMs: number;
}

/** What is new is seen after so long; what a shard was split into, when it has ended. */
const listedForMs = 60_000;

/** The shards of a stream that can be read now: all that came before them was read, or is gone. */
export class OpenShards {
  readonly #open = new Map<string, OpenShard>();
  readonly #ended = new Set<string>();
  readonly #stream: KinesisStream;
  readonly #positions: Positions;
  #listAt = -Infinity;

  constructor(stream: KinesisStream, positions: Positions) {
    this.#stream = stream;
    this.#positions = positions;
  }

  /** The one whose turn is the soonest; undefined when there is none. */
  async soonest(): Promise<OpenShard | undefined> {
    if (performance.now() >= this.#listAt) await this.#list();
    return [...this.#open.values()].reduce<OpenShard | undefined>(
      (first, shard) => (first === undefined || shard.due < first.due ? shard : first),
      undefined,
    );
  }

  /** It was read to its end. */
  end(id: string): void {
    this.#open.delete(id);
    this.#ended.add(id);
    this.#listAt = -Infinity;
  }

  async #list(): Promise<void> {
    const listed = await this.#stream.shards();
    const places = new Map<string, Place>();
    for (const { id } of listed) {
      if (this.#open.has(id) || this.#ended.has(id)) continue;
      const position = await this.#positions.of(id);
      if (position?.kind === "end") this.#ended.add(id);
      else places.set(id, position ?? { kind: "oldest" });
    }
    const unread = new Set(listed.map(({ id }) => id).filter((id) => !this.#ended.has(id)));
    for (const { id, parents } of listed) {
      const place = places.get(id);
      if (place === undefined || parents.some((parent) => unread.has(parent))) continue;
      this.#open.set(id, { id, next: place, sure: place, due: -Infinity, throttledMs: 0 });
    }
    this.#listAt = performance.now() + listedForMs;
  }
}
