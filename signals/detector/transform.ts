/** Between values and the scale on which noise is alike everywhere. */
export interface Transform {
  readonly into: (value: number) => number;
  readonly outOf: (inner: number) => number;
  /** How much a share of a value, given on the inner scale, is there. Above zero. */
  readonly width: (inner: number, share: number) => number;
}

/** Of what is smaller than this share of the usual value, the size no longer matters. */
const small = 0.01;

/** What is smaller is nothing: shares of it could not be told. */
const tiny = 1e-300;

/** No number of ours goes beyond it, so that none overflows. */
const huge = 1e30;

/**
 * For proportional noise the inverse hyperbolic sine: a logarithm, but for values near zero, which it keeps finite.
 * Units are set by the first values, once.
 */
export function createTransform(noise: "additive" | "proportional", first: readonly number[]): Transform {
  const sizes = first.map(Math.abs).toSorted((a, b) => a - b);
  const middle = sizes[sizes.length >>> 1] ?? 0;
  const usual = middle < tiny ? 0 : middle;
  return noise === "additive" || usual === 0 ? additive(usual) : proportional(usual);
}

function additive(usual: number): Transform {
  // A power of two, so that nothing is lost by it.
  const unit = usual === 0 ? 1 : 2 ** Math.round(Math.log2(usual));
  return {
    into: (value) => clamp(value / unit),
    outOf: (inner) => clampTo(inner * unit, Number.MAX_VALUE),
    width: (inner, share) => Math.max(Math.abs(inner) * share, share * small, 1e-12),
  };
}

function proportional(usual: number): Transform {
  const unit = usual * small;
  return {
    into: (value) => clamp(Math.asinh(clampTo(value / unit, Number.MAX_VALUE))),
    outOf: (inner) => clampTo(Math.sinh(inner) * unit, Number.MAX_VALUE),
    width: (_, share) => Math.max(Math.log1p(share), 1e-12),
  };
}

function clamp(value: number): number {
  return clampTo(value, huge);
}

function clampTo(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
