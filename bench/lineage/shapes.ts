import { createRandom } from "../synthetic/random.ts";

/** A job as a graph needs it: it reads datasets and writes datasets, both by number. */
export interface ShapedJob {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A graph to be told by events, job by job. */
export interface Shape {
  readonly datasets: number;
  readonly jobs: readonly ShapedJob[];
}

export function edgesOf({ jobs }: Shape): number {
  return jobs.reduce((sum, { inputs, outputs }) => sum + inputs.length * outputs.length, 0);
}

const layers = 40;
const inputsEach = 5;
/** Of the datasets of a layer, so many are read by many. */
const popular = 0.02;

/**
 * A warehouse: layers of datasets, each made from about five of the layers before, mostly of the last one; a few
 * are read by very many; one in a hundred edges goes back, so there are cycles, large ones too; one job in
 * fifty only reads.
 */
export function warehouse(edges: number, seed: number): Shape {
  const random = createRandom(seed);
  const width = Math.max(1, Math.round(edges / inputsEach / (layers - 1)));
  const datasets = width * layers;
  const anyOf = (layer: number): number =>
    layer * width + random.below(random.chance(0.3) ? Math.max(1, Math.round(width * popular)) : width);
  const source = (layer: number): number => {
    if (random.chance(0.01)) return anyOf(random.below(layers));
    return anyOf(random.chance(0.8) ? layer - 1 : random.below(layer));
  };
  const jobs: ShapedJob[] = [];
  for (let dataset = 0; dataset < datasets; dataset++) {
    const layer = Math.floor(dataset / width);
    const inputs = new Set(Array.from({ length: layer === 0 ? 0 : inputsEach }, () => source(layer)));
    jobs.push({ inputs: [...inputs], outputs: [dataset] });
    if (random.chance(0.02)) jobs.push({ inputs: [dataset], outputs: [] });
  }
  return { datasets, jobs };
}

/** Each of so many datasets feeds each of so many others, by one job. */
export function bipartite(width: number): Shape {
  const numbers = (from: number): readonly number[] => Array.from({ length: width }, (_, index) => from + index);
  return { datasets: 2 * width, jobs: [{ inputs: numbers(0), outputs: numbers(width) }] };
}

/** Each dataset is made from the one before. */
export function chain(length: number): Shape {
  return {
    datasets: length,
    jobs: Array.from({ length: length - 1 }, (_, index) => ({ inputs: [index], outputs: [index + 1] })),
  };
}
