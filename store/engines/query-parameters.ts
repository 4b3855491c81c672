/**
 * Values of `{name:Type}` placeholders as ClickHouse's escaped text, as `@clickhouse/client` writes
 * them into `param_*` of a URL: strings bare, members of arrays as SQL literals, null as `\N`.
 */
export function formatParameters(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, topLevel(value)]));
}

function topLevel(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "string") return escape(value);
  if (value instanceof Date) return dateText(value);
  return literal(value);
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") return `'${escape(value)}'`;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value instanceof Date) return `'${dateText(value)}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(",")}]`;
  throw new TypeError(`A query parameter cannot be a ${typeof value}`);
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\0": "\\0",
};

function escape(text: string): string {
  return text.replaceAll(/[\\'\t\n\r\b\f\0]/g, (character) => escapes[character] ?? character);
}

/** Seconds since the epoch with milliseconds, which DateTime and DateTime64 both read. */
function dateText(value: Date): string {
  const seconds = Math.floor(value.getTime() / 1000);
  const milliseconds = value.getTime() - seconds * 1000;
  return milliseconds === 0 ? String(seconds) : `${seconds}.${String(milliseconds).padStart(3, "0")}`;
}
