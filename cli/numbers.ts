/** `12,345`; null is `unknown`, which is not zero. */
export function formatCount(count: number | null): string {
  return count === null ? "unknown" : count.toLocaleString("en-US");
}

/** `3 d 4 h`, `12 min`, `5 s`. */
export function formatDuration(seconds: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
  ] as const;
  const index = units.findIndex(([, size]) => seconds >= size);
  const unit = units[index];
  if (unit === undefined) return `${Math.floor(seconds)} s`;
  const [name, size] = unit;
  const [smaller, smallerSize] = units[index + 1] ?? ["s", 1];
  const rest = Math.floor((seconds % size) / smallerSize);
  return `${Math.floor(seconds / size)} ${name}${rest === 0 ? "" : ` ${rest} ${smaller}`}`;
}

/** `308 ms`, `25.6 s`, `12 min 5 s`. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(1)} s` : formatDuration(milliseconds / 1000);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes < 1e12 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e12).toFixed(1)} TB`;
}

/** An RFC 3339 time, a date, or a time ago: `30m`, `2h`, `7d`. Undefined when it is none of these. */
export function parseSince(text: string, now: Date): Date | undefined {
  const [, amount, unit] = /^(\d{1,6})\s*(s|m|min|h|d|w)$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const seconds = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 }[unit] ?? 0;
    return new Date(now.getTime() - Number(amount) * seconds * 1000);
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
