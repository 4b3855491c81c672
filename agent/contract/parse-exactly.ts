/** From Node 22 on; before, a number beyond a double loses its last digits. */
const rawJson: unknown = Reflect.get(JSON, "rawJSON");

/**
 * `JSON.parse`, but numbers that no double holds are kept as they were written.
 *
 * @throws SyntaxError for what is no JSON.
 */
export function parseExactly(text: string): unknown {
  if (typeof rawJson !== "function" || !/\d{16}/.test(text)) return JSON.parse(text);
  const keep = rawJson;
  const revive = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source;
    if (typeof value !== "number" || source === undefined || !/^-?\d{16,}$/.test(source)) return value;
    return Number.isSafeInteger(value) ? value : keep(source);
  };
  return JSON.parse(text, revive);
}
