/** A value of a type it does not have: what a caller in JavaScript may pass. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the purpose of it
export function untyped<T>(value: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- likewise
  return value as T;
}
