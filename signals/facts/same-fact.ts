/** Whether two facts say the same: plain data, compared as a whole. */
export function isSameFact(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const left = Object.entries(one);
  return (
    left.length === Object.keys(other).length &&
    left.every(([key, value]) => isSameFact(value, Reflect.get(other, key)))
  );
}
