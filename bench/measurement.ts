/** One figure of a benchmark. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export type Report = (measurement: Measurement) => void;

/** Prints each figure as it comes: a JSON object a line, or aligned columns for people. */
export function createReport(json: boolean, write: (line: string) => void): Report {
  if (json) return (measurement) => write(JSON.stringify(measurement));
  return ({ name, value, unit }) => write(`${name.padEnd(60)} ${format(value).padStart(12)} ${unit}`);
}

function format(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** The q-quantile (0 … 1) of the values, by nearest rank. Throws on none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (value === undefined) throw new Error("a quantile of no values");
  return value;
}
