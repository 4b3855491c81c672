import type { DataInterval } from "../calendar/data-interval.ts";
import type { Interval, Name } from "../facts/fact.ts";

/** Data that was written, or a run that completed. */
export interface Delivery {
  readonly at: number;
  readonly nominal: Interval | null;
  /** It repeats the past: it gives no credit for today. */
  readonly past: boolean;
  readonly job: Name;
  readonly runId: string;
}

/** Up to when there is data, as far as it says. */
export function through({ nominal }: Delivery): number | null {
  return nominal === null || nominal.to === nominal.from ? null : nominal.to;
}

/**
 * Whether the data that is due has come with it. Days of data need not begin when those of the deadline do (UTC's
 * and New York's), so half an interval may be missing at the end. What does not say which data it is counts by its time.
 */
export function fulfils(delivery: Delivery, data: DataInterval): boolean {
  const until = through(delivery);
  if (until === null || delivery.nominal === null) return !delivery.past && delivery.at >= data.to;
  return until >= data.to - (delivery.nominal.to - delivery.nominal.from) / 2;
}

/** The first that brought the data that is due; `deliveries` in order of time. */
export function fulfilment(deliveries: readonly Delivery[], data: DataInterval): Delivery | undefined {
  // Most are asked about the newest deadline: from the end.
  let found: Delivery | undefined;
  for (let index = deliveries.length - 1; index >= 0; index--) {
    const delivery = deliveries[index];
    if (delivery === undefined || delivery.at < data.from) break;
    if (fulfils(delivery, data)) found = delivery;
  }
  return found;
}
