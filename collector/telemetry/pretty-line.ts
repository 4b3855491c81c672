const styles: Readonly<Record<string, string>> = {
  trace: "2",
  debug: "2",
  info: "36",
  warn: "33",
  error: "31",
  fatal: "1;31",
};

/** A line of the log for a person: `07:00:01 info  the store is back  attempts=3`. */
export function prettyLine(json: string, colors: boolean): string {
  const { time, level, msg, err, ...rest }: Readonly<Record<string, unknown>> = JSON.parse(json);
  const clock = String(time).slice(11, 19);
  const name = String(level);
  const style = styles[name];
  const label = colors && style !== undefined ? `\x1b[${style}m${name.padEnd(5)}\x1b[0m` : name.padEnd(5);
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${fieldText(value)}`);
  return `${[clock, label, typeof msg === "string" ? msg : "", ...fields, ...errorText(err)].join(" ").trimEnd()}\n`;
}

function fieldText(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function errorText(err: unknown): readonly string[] {
  if (typeof err !== "object" || err === null) return [];
  if ("stack" in err && typeof err.stack === "string") return [`\n${err.stack}`];
  return "message" in err ? [String(err.message)] : [];
}
