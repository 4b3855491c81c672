import { isSameFact } from "./same-fact.ts";

/**
 * The last facts of one kind about one thing, in order of event time, at most so many. What has ended is in order; what
 * goes on is beside it.
 */
export class History<T> {
  readonly #limit: number;
  readonly #atOf: (fact: T) => number | null;
  readonly #byKey = new Map<string, T>();
  readonly #open = new Set<T>();
  readonly #ended: T[] = [];
  #rewrites = 0;
  #dropped = 0;

  /** @param atOf when it ended; null while it goes on. */
  constructor(limit: number, atOf: (fact: T) => number | null) {
    this.#limit = limit;
    this.#atOf = atOf;
  }

  /** Those that have ended, the oldest first. */
  get ended(): readonly T[] {
    return this.#ended;
  }

  /** How many have been left out at the beginning of `ended`. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How often the past has changed: who has learnt from it must learn again. What comes at the end does not count. */
  get rewrites(): number {
    return this.#rewrites;
  }

  /** Those that go on. */
  get open(): readonly T[] {
    return [...this.#open];
  }

  /** Whether anything is new about it. */
  put(key: string, fact: T): boolean {
    const known = this.#byKey.get(key);
    if (known !== undefined && isSameFact(known, fact)) return false;
    const at = this.#atOf(fact);
    const first = this.#ended[0];
    if (at !== null && known === undefined && this.#dropped > 0 && first !== undefined && at < (this.#atOf(first) ?? 0))
      return false;
    if (known !== undefined) this.#takeOut(known);
    this.#byKey.set(key, fact);
    if (at === null) this.#open.add(fact);
    else this.#insert(fact, at);
    return true;
  }

  get(key: string): T | undefined {
    return this.#byKey.get(key);
  }

  /** Forgets the oldest beyond the limit; `keyOf` as it was put. */
  trim(keyOf: (fact: T) => string): void {
    const surplus = this.#ended.length - this.#limit;
    // In lots, since taking from the front moves the rest.
    if (surplus < this.#limit / 4) return;
    for (const fact of this.#ended.splice(0, surplus)) this.#byKey.delete(keyOf(fact));
    this.#dropped += surplus;
  }

  #takeOut(known: T): void {
    if (this.#open.delete(known)) return;
    const index = this.#ended.lastIndexOf(known);
    if (index === -1) return;
    this.#ended.splice(index, 1);
    this.#rewrites++;
  }

  #insert(fact: T, at: number): void {
    let index = this.#ended.length;
    while (index > 0) {
      const before = this.#ended[index - 1];
      if (before === undefined || (this.#atOf(before) ?? 0) <= at) break;
      index--;
    }
    if (index < this.#ended.length) this.#rewrites++;
    this.#ended.splice(index, 0, fact);
  }
}
