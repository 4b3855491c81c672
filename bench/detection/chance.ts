/** Seeded random numbers and the distributions that series are made of. */
export interface Chance {
  /** In [0, 1). */
  uniform(): number;
  between(low: number, high: number): number;
  /** A whole number in [low, high]. */
  whole(low: number, high: number): number;
  happens(probability: number): boolean;
  /** @throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  normal(): number;
  /** Log-normal around a median of 1. */
  lognormal(spread: number): number;
  /** Mean 1. */
  exponential(): number;
  /** At least 1; the smaller the shape, the heavier the tail. */
  pareto(shape: number): number;
  poisson(mean: number): number;
  /** A count more scattered than Poisson's: the smaller the shape, the wilder. */
  overdispersed(mean: number, shape: number): number;
}

/** The generator sfc32: https://pracrand.sourceforge.net/RNG_engines.txt */
export function createChance(seed: string | number): Chance {
  const uniform = sfc32(typeof seed === "number" ? seed : digest(seed));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const poisson = (mean: number): number => {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > floor; product *= uniform()) count++;
    return count;
  };
  /** Marsaglia and Tsang's method; mean 1. */
  const gamma = (shape: number): number => {
    if (shape < 1) return (gamma(shape + 1) * (shape + 1) * (1 - uniform()) ** (1 / shape)) / shape;
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return (d * v) / shape;
    }
  };
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    whole: (low, high) => low + Math.floor((high - low + 1) * uniform()),
    happens: (probability) => uniform() < probability,
    pick(items) {
      const item = items[Math.floor(uniform() * items.length)];
      if (item === undefined) throw new RangeError("nothing to pick from");
      return item;
    },
    normal,
    lognormal: (spread) => Math.exp(spread * normal()),
    exponential: () => -Math.log(1 - uniform()),
    pareto: (shape) => (1 - uniform()) ** (-1 / shape),
    poisson,
    overdispersed: (mean, shape) => poisson(mean * gamma(shape)),
  };
}

function sfc32(seed: number): () => number {
  let a = 0x9e37_79b9;
  let b = 0x243f_6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** FNV-1a. */
function digest(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash;
}
