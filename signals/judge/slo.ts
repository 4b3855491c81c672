import type { Deadline, Deadlines } from "../calendar/deadlines.ts";
import type { Slo, Timeliness } from "../expectations/expectations.ts";
import type { Verdict } from "../verdict.ts";
import { fulfilment } from "./delivery.ts";
import type { Delivery } from "./delivery.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { shareText, spanText } from "./words.ts";

/**
 * How fast a budget may burn, over a long and a short stretch of the window: both must be exceeded, so that it is neither told
 * too late nor after it is over. The shares of the window are those of the SRE workbook for 30 days: 1 h and 5 min, 6 h and
 * 30 min, 3 d and 6 h.
 */
const burns = [
  { rate: 14.4, long: 1 / 720, short: 1 / 8640 },
  { rate: 6, long: 1 / 120, short: 1 / 1440 },
  { rate: 1, long: 1 / 10, short: 1 / 120 },
] as const;

/** Deadlines in the window beyond which only the newest count. */
const most = 4000;

interface Judged {
  readonly at: number;
  readonly met: boolean;
}

/** How many deadlines were met in the window, against the share that is to be; none when there are no deadlines. */
export function judgeSlo(
  about: About,
  { target, windowMs }: Slo,
  timeliness: Timeliness | undefined,
  deliveries: readonly Delivery[],
  knownSince: number,
): Verdict | undefined {
  const { now } = about;
  if (timeliness?.kind !== "deadlines") return undefined;
  const first = deliveries[0];
  const from = Math.max(now - windowMs, Math.min(knownSince, first?.at ?? now));
  const due = passed(timeliness.deadlines, now - windowMs, now)
    .filter(({ at }) => at >= from)
    .slice(-most);
  const next = timeliness.deadlines.next(now)?.at ?? Infinity;
  if (due.length === 0 || first === undefined) {
    const summary = "No deadline has passed yet";
    return makeVerdict(about, { state: "learning", unit: "share", lower: target, summary, validUntil: next });
  }
  const judged = due.map((deadline): Judged => {
    const came = fulfilment(deliveries, deadline.data);
    return { at: deadline.at, met: came !== undefined && came.at <= deadline.at };
  });
  const missed = judged.filter(({ met }) => !met);
  const share = 1 - missed.length / judged.length;
  // Of so many as the whole window has, not of the few that have passed.
  const perMs = judged.length / Math.max(1, now - from);
  const allowed = (1 - target) * perMs * windowMs;
  const left = allowed === 0 ? (missed.length === 0 ? 1 : 0) : 1 - missed.length / allowed;
  const rateOf = (stretch: number): number => burnRate(judged, now - stretch * windowMs, target);
  const burning = burns.find(({ rate, long, short }) => rateOf(long) >= rate && rateOf(short) >= rate);
  const spent = missed.length > allowed && missed.length > 0;
  const rest = Math.max(0, left);
  return makeVerdict(about, {
    state: spent ? "breach" : burning === undefined ? "ok" : "at_risk",
    since: missed.at(-1)?.at ?? from,
    unit: "share",
    observed: share,
    expected: target,
    lower: target,
    history: { points: judged.length, from, wanted: 1 },
    summary: `${shareText(share)} of ${judged.length} deadlines met in ${spanText(now - from)}, ${shareText(target)} are to be: ${
      spent ? "the error budget is spent" : `${shareText(rest)} of the error budget is left`
    }${burning === undefined || spent ? "" : `, and burns ${burning.rate} times too fast`}`,
    validUntil: next,
  });
}

interface Passed {
  readonly from: number;
  readonly until: number;
  readonly deadlines: readonly Deadline[];
}

/** Things of which the same is said share their deadlines; these are found once for all of them. */
const remembered = new WeakMap<Deadlines, Passed>();

function passed(deadlines: Deadlines, from: number, until: number): readonly Deadline[] {
  const known = remembered.get(deadlines);
  if (known !== undefined && known.from <= from && known.until <= until) {
    const later = known.until === until ? [] : deadlines.between(known.until, until);
    const all = [...known.deadlines, ...later];
    // Now and then what is too old is let go.
    const kept = all.length > 2 * most ? all.slice(-most) : all;
    if (later.length > 0 || known.until !== until)
      remembered.set(deadlines, { from: known.from, until, deadlines: kept });
    return kept.filter(({ at }) => at >= from);
  }
  const found = deadlines.between(from, until);
  remembered.set(deadlines, { from, until, deadlines: found });
  return found;
}

/** 1 spends the budget in exactly the window; where no deadline was in the stretch, 0. */
function burnRate(judged: readonly Judged[], since: number, target: number): number {
  const within = judged.filter(({ at }) => at >= since);
  if (within.length === 0 || target >= 1) return 0;
  return within.filter(({ met }) => !met).length / within.length / (1 - target);
}
