const firstMs = 100;
const longestMs = 30_000;

/**
 * Pause after the n-th failure in a row, n from 1: exponential up to 30 s, the upper half of it
 * random, so that many processes that lost the same broker do not come back in step.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return ceiling / 2 + (ceiling / 2) * random();
}
