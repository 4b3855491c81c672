import type { CollectorStatus } from "#collector/status.ts";
import type { StoreClient } from "./store-client.ts";

/** Of the rounds since a moment (milliseconds): a round is told apart by the time it is for. */
export function isLive(since: number): string {
  return `nominal_start >= fromUnixTimestamp64Milli(${since})`;
}

/** Of a history that ends at a moment (milliseconds): what was received when it happened. */
export function isHistory(end: number): string {
  return `event_time < fromUnixTimestamp64Milli(${end}) AND received_at = event_time`;
}

export async function storedEvents(store: StoreClient, condition: string): Promise<number> {
  const [row] = await store.rows<{ readonly events: string }>(
    `SELECT toString(count()) AS events FROM tidemark.events FINAL WHERE ${condition}`,
  );
  return Number(row?.events);
}

/** Whether all that the collector took is stored and derived: an event is there a little before what it changes. */
export async function hasCaughtUp(collectorUrl: string): Promise<boolean> {
  const response = await fetch(`${collectorUrl}/api/v1/status`);
  const { log }: CollectorStatus = JSON.parse(await response.text());
  return log.lag === 0;
}
