/** A ClickHouse string literal of any text. */
export function quoteString(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** A time as ClickHouse reads it, in a literal or a parameter: `2026-01-31 07:00:00.000`. */
export function timeText(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", "");
}

/** A ClickHouse identifier; a dotted name of a nested column is one identifier. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}
