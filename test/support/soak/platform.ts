import type { Chance } from "#bench/detection/chance.ts";
import type { PlatformFact } from "#signals/facts/fact.ts";
import type { ToldEvent } from "#signals/facts/fold.ts";
import { day, hour, minute } from "./calendar.ts";

export const platformFaultKinds = ["refused", "lagging"] as const;

/** Something that goes wrong with the platform itself: events are refused, or come late. */
export interface PlatformFault {
  readonly kind: (typeof platformFaultKinds)[number];
  readonly from: number;
  readonly until: number;
}

export function plantPlatformFaults(chance: Chance, from: number, until: number): readonly PlatformFault[] {
  const share = (until - from) / platformFaultKinds.length;
  return platformFaultKinds.map((kind, index) => {
    const begins = from + index * share + chance.between(day, share - day);
    return { kind, from: begins, until: begins + chance.between(1.5, 3) * hour };
  });
}

/** The same events, as late as the platform heard of them. */
export function heardThrough(
  faults: readonly PlatformFault[],
  chance: Chance,
  events: readonly ToldEvent[],
): readonly ToldEvent[] {
  const lagging = faults.filter(({ kind }) => kind === "lagging");
  return events.map((event) => {
    const { receivedAt } = event;
    if (!lagging.some(({ from, until }) => receivedAt >= from && receivedAt <= until)) return event;
    return { ...event, receivedAt: receivedAt + Math.round(chance.between(8, 20) * minute) };
  });
}

/** What was refused, by hour: now and then a few events, and many while a producer sends what nobody understands. */
export function refusedIn(
  faults: readonly PlatformFault[],
  chance: Chance,
  from: number,
  until: number,
): PlatformFact["deadLetters"] {
  const refused = faults.filter(({ kind }) => kind === "refused");
  const hours: { readonly at: number; readonly count: number }[] = [];
  for (let at = from; at < until; at += hour) {
    const wrong = refused.some((fault) => at + hour > fault.from && at < fault.until);
    if (wrong) hours.push({ at, count: chance.whole(80, 400) });
    else if (chance.happens(0.02)) hours.push({ at, count: chance.whole(1, 5) });
  }
  return hours;
}
