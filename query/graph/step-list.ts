import { GrowingList } from "./growing-list.ts";

/** Parallel lists: step `i` goes from node `from[i]` to node `to[i]` along the edge `edges[i]`. */
export interface Steps {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly edges: Uint32Array;
}

/** Gathers steps, at most so many; counts those that are too many. */
export class StepList {
  readonly #most: number;
  readonly #from = new GrowingList();
  readonly #to = new GrowingList();
  readonly #edges = new GrowingList();
  #dropped = 0;

  constructor(most: number) {
    this.#most = most;
  }

  push(from: number, to: number, edge: number): void {
    if (this.#to.length >= this.#most) {
      this.#dropped++;
      return;
    }
    this.#from.push(from);
    this.#to.push(to);
    this.#edges.push(edge);
  }

  /** All of these, then of the others as many as make `most` together. */
  followedBy(others: StepList, most: number): { readonly steps: Steps; readonly leftOut: number } {
    const room = Math.min(others.#to.length, Math.max(0, most - this.#to.length));
    const join = (ours: GrowingList, theirs: GrowingList): Uint32Array => {
      const joined = new Uint32Array(ours.length + room);
      joined.set(ours.toArray());
      joined.set(theirs.toArray(room), ours.length);
      return joined;
    };
    return {
      steps: {
        from: join(this.#from, others.#from),
        to: join(this.#to, others.#to),
        edges: join(this.#edges, others.#edges),
      },
      leftOut: this.#dropped + others.#dropped + others.#to.length - room,
    };
  }
}
