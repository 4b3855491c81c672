import type { RetentionLimit, TableClass } from "#store/retention/retention-policy.ts";
import { tableClasses } from "#store/retention/retention-policy.ts";
import { formatBytes } from "./numbers.ts";

/** `400 days, up to 50.0 GB`; `all` without a limit. */
export function limitText({ maxAgeSeconds, maxBytes }: RetentionLimit): string {
  const limits = [
    ...(maxAgeSeconds === null ? [] : [daysText(maxAgeSeconds)]),
    ...(maxBytes === null ? [] : [`up to ${formatBytes(maxBytes)}`]),
  ];
  return limits.length === 0 ? "all" : limits.join(", ");
}

function daysText(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  return days === 1 ? "1 day" : `${days} days`;
}

export function className(of: TableClass): string {
  return of.replace("_", " ");
}

/** On one line: `events 400 days; dead letters 90 days`. */
export function policyText(limits: Readonly<Record<TableClass, RetentionLimit>>): string {
  const said = tableClasses
    .map((of) => [of, limitText(limits[of])] as const)
    .filter(([, text]) => text !== "all")
    .map(([of, text]) => `${className(of)} ${text}`);
  return said.length === 0 ? "everything is kept" : said.join("; ");
}
