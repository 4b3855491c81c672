export const percentPattern = /^\d+(?:\.\d+)?\s*%$/;

/** `50%` is 0.5. */
export function parsePercent(text: string): number | undefined {
  return percentPattern.test(text) ? Number.parseFloat(text) / 100 : undefined;
}

const sizeUnits: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["k", 1e3],
  ["m", 1e6],
  ["g", 1e9],
  ["t", 1e12],
  ["ki", 1024],
  ["mi", 1024 ** 2],
  ["gi", 1024 ** 3],
  ["ti", 1024 ** 4],
]);

export const sizePattern = /^\d+(?:\.\d+)?\s*(?:[kKMGT]i?)?B$/;

/** `10MB`, `1.5 GiB`: bytes. */
export function parseSize(text: string): number | undefined {
  if (!sizePattern.test(text)) return undefined;
  const unit = /[kmgt]i?(?=b$)/i.exec(text)?.[0].toLowerCase() ?? "";
  return Math.round(Number.parseFloat(text) * (sizeUnits.get(unit) ?? Number.NaN));
}

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** ISO 4217. */
export function isCurrency(text: string): boolean {
  return currencies.has(text);
}

export const budgetPeriods = ["run", "day", "week", "month", "quarter", "year"] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

/** Share of a budget that is worth a warning, where nothing is said. */
export const defaultWarnAt = 0.8;

export const budgetPattern = /^\d+(?:\.\d+)?\s*[A-Z]{3}\s*(?:\/|per)\s*(?:run|day|week|month|quarter|year)$/;

/** `100 EUR/month`, `100 EUR per month`, as the keys it is short for. */
export function parseBudget(
  text: string,
): { readonly budget: number; readonly currency: string; readonly per: string } | undefined {
  const groups = /^(?<budget>[\d.]+)\s*(?<currency>[A-Z]{3})\s*(?:\/|per)\s*(?<per>[a-z]+)$/.exec(text)?.groups;
  if (groups === undefined || !budgetPattern.test(text)) return undefined;
  return { budget: Number(groups["budget"]), currency: groups["currency"] ?? "", per: groups["per"] ?? "" };
}
