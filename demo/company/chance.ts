/**
 * A number in [0, 1) that looks random and is always the same for one key, so that the same history
 * comes out however often, and in whatever order, it is made.
 */
export function chance(key: string): number {
  let state = 2_166_136_261;
  for (let index = 0; index < key.length; index++) state = Math.imul(state ^ key.charCodeAt(index), 16_777_619);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d);
  state = Math.imul(state ^ (state >>> 12), 0x297a_2d39);
  return ((state ^ (state >>> 15)) >>> 0) / 0x1_0000_0000;
}

/** A number around 1, at most `spread` away. */
export function around(key: string, spread: number): number {
  return 1 + (chance(key) + chance(`${key}'`) - 1) * spread;
}
