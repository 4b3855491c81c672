import { isObject } from "#test/support/naive/json.ts";
import type { Delivery } from "#test/support/naive/told.ts";

/** Numbers that look random and are the same for the same seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) % limit;
  }

  shuffled<T>(items: readonly T[]): readonly T[] {
    const mixed = [...items];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      mixed.splice(last, 1, ...mixed.splice(other, 1, ...mixed.slice(last, last + 1)));
    }
    return mixed;
  }

  /** In their order, in batches of 1 to `most`. */
  batches<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
    const batches: T[][] = [];
    for (let from = 0; from < items.length;) {
      const size = 1 + this.below(most);
      batches.push(items.slice(from, from + size));
      from += size;
    }
    return batches;
  }
}

/**
 * The same events as another day might have brought them: in another order, some of them several times
 * and then later too, some with their members in another order.
 */
export function varied(log: readonly Delivery[], chance: Chance): readonly Delivery[] {
  const copies = log.flatMap((delivery) =>
    Array.from({ length: Math.max(0, chance.below(5) - 2) }, () => ({
      event: reordered(delivery.event, chance),
      receivedAt: delivery.receivedAt + chance.below(30) * 1e6,
    })),
  );
  return chance.shuffled([...log, ...copies]);
}

function reordered<T>(value: T, chance: Chance): T;
function reordered(value: unknown, chance: Chance): unknown {
  if (Array.isArray(value)) return value.map((item) => reordered(item, chance));
  if (!isObject(value)) return value;
  return Object.fromEntries(chance.shuffled(Object.keys(value)).map((key) => [key, reordered(value[key], chance)]));
}
