import { spanAround } from "../calendar/time-span.ts";
import type { Declarations } from "../expectations/declarations.ts";
import type { Thing } from "../expectations/resolve/thing.ts";
import type { Verdict } from "../verdict.ts";

/** While a maintenance window may begin or end, it is looked for so often. */
const everyMs = 60_000;

/** What is wrong during maintenance is excused; what is wrong is looked at again, since one may begin or end. */
export function excusedByMaintenance(
  windows: Declarations["maintenance"],
  thing: Thing,
  now: number,
  verdicts: readonly Verdict[],
): readonly Verdict[] {
  const own = windows.filter(({ datasets, jobs }) => {
    if (datasets === undefined && jobs === undefined) return true;
    return (thing.kind === "dataset" ? datasets : jobs)?.match(thing) !== undefined;
  });
  if (own.length === 0) return verdicts;
  const current = own.find(({ span }) => spanAround(span, now) !== undefined);
  return verdicts.map((verdict) => {
    if (verdict.state !== "breach" && verdict.state !== "at_risk") return verdict;
    const again = { ...verdict, validUntil: Math.min(verdict.validUntil, now + everyMs) };
    if (current === undefined) return again;
    return { ...again, state: "excused", summary: `${verdict.summary} (maintenance: ${current.name})` };
  });
}
