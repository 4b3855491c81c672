import type { Random } from "../random.ts";
import { makeDataset } from "./datasets.ts";
import type { Dataset } from "./model.ts";
import { domains, entities } from "./words.ts";

/** Where data lies, as far as it has been settled who writes it. */
export interface Estate {
  readonly random: Random;
  /** Tables of the source databases. */
  readonly sources: readonly Dataset[];
  /** Copies of them in the lake, tables made of those, and what the warehouse ends in. */
  readonly lake: Dataset[];
  readonly house: Dataset[];
  readonly marts: Dataset[];
  /** All of them. */
  readonly datasets: Dataset[];
  /** A new one with about so many columns. */
  readonly dataset: (namespace: string, name: string, columns: number) => Dataset;
}

export function createEstate(random: Random): Estate {
  const datasets: Dataset[] = [];
  const dataset = (namespace: string, name: string, columns: number): Dataset => {
    const made = makeDataset(random, namespace, name, columns);
    datasets.push(made);
    return made;
  };
  const sources = domains.flatMap((domain) =>
    entities.map((entity) => dataset(`postgres://${domain}-db.example.com:5432`, `prod.${domain}.${entity}`, 7)),
  );
  return { random, sources, lake: [], house: [], marts: [], datasets, dataset };
}

/** So many different ones of them. */
export function some(random: Random, datasets: readonly Dataset[], count: number): readonly Dataset[] {
  const picked = new Set<Dataset>();
  while (picked.size < count) picked.add(random.pick(datasets));
  return [...picked];
}

/** Comes round again after the last. */
export function cycled<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError("nothing to choose from");
  return item;
}

export function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
