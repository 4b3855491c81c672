/** Whether two facts say the same: plain data, compared as a whole. */
export function isSameFact(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => isSameFact(Reflect.get(one, key), Reflect.get(other, key)))
  );
}
