/**
 * Where a page ended: the values of the list's order columns in its last row. Opaque to clients
 * (base64url of JSON); it says of which list it is, so that a cursor of another is refused.
 */
export interface Cursor {
  readonly list: string;
  /** One for each order column, as text. */
  readonly position: readonly string[];
}

/** The longest that is read: names are at most a few kilobytes. */
export const maxCursorLength = 8192;

export function encodeCursor({ list, position }: Cursor): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString("base64url");
}

/** Undefined when the text is no cursor of this list. */
export function decodeCursor(text: string, list: string, columns: number): Cursor | undefined {
  if (text.length > maxCursorLength || !/^[\w-]+$/.test(text)) return undefined;
  const parsed = jsonOf(Buffer.from(text, "base64url").toString("utf8"));
  if (!Array.isArray(parsed) || parsed.length !== columns + 1) return undefined;
  const [name, ...position]: readonly unknown[] = parsed;
  return name === list && position.every((each) => typeof each === "string") ? { list, position } : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
