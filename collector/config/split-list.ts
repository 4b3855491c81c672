/** Separated by commas or on lines of their own. */
export function splitList(value: string): readonly string[] {
  return value
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
