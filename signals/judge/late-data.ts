import type { Verdict } from "../verdict.ts";
import type { Delivery } from "./delivery.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { whileLast } from "./while-last.ts";
import { shareText, spanText } from "./words.ts";

const lately = 40;
const fewDeliveries = 10;
/** So many of the last may have come after newer ones. */
const tolerated = 0.1;

/** How much comes after newer data of the same job, and so is missing from what was made of it; backfills do not count. */
export const judgeLateData = whileLast(judge);

function judge(about: About, deliveries: readonly Delivery[]): Verdict | undefined {
  const recent = deliveries
    .slice(-5 * lately)
    .filter(({ nominal, past }) => !past && nominal !== null && nominal.to > nominal.from)
    .slice(-lately);
  if (recent.length < fewDeliveries) return undefined;
  const newest = new Map<string, number>();
  let late: { readonly delivery: Delivery; readonly behindMs: number } | undefined;
  let count = 0;
  for (const delivery of recent) {
    const job = `${delivery.job.namespace}\0${delivery.job.name}`;
    const to = delivery.nominal?.to ?? 0;
    const before = newest.get(job) ?? -Infinity;
    if (to < before) {
      count++;
      late = { delivery, behindMs: before - to };
    }
    newest.set(job, Math.max(before, to));
  }
  const share = count / recent.length;
  const wrong = share > tolerated && late !== undefined;
  return makeVerdict(about, {
    state: wrong ? "breach" : "ok",
    since: late?.delivery.at ?? recent.at(-1)?.at ?? about.now,
    unit: "share",
    observed: share,
    expected: 0,
    upper: tolerated,
    history: { points: recent.length, from: recent[0]?.at ?? null, wanted: fewDeliveries },
    summary:
      late === undefined
        ? `Nothing of the last ${recent.length} writes came after newer data`
        : `${shareText(share)} of the last ${recent.length} writes came after newer data, the last ${spanText(late.behindMs)} behind it`,
    evidence:
      late === undefined || late.delivery.nominal === null
        ? {}
        : {
            run: { job: late.delivery.job, runId: late.delivery.runId, error: null, endedAt: late.delivery.at },
            interval: late.delivery.nominal,
          },
  });
}
