import type { DeliveryCounts } from "#agent/index.ts";
import type { Story } from "./company/story.ts";
import { hourMs } from "./company/volume.ts";
import { runBackfill } from "./live/stages.ts";
import type { Platform } from "./platform/platform.ts";
import { incidentsSince } from "./questions/incident-told.ts";
import { hasCaughtUp, storedEvents } from "./questions/stored.ts";
import type { StoreClient } from "./questions/store-client.ts";
import type { Screen } from "./screen/screen.ts";
import { storedWithinMs, waitFor } from "./wait-for.ts";

export interface ToldBackfill {
  readonly counts: DeliveryCounts;
  readonly events: number;
  /** That people were told of because of it: none, it is to be hoped. */
  readonly incidents: number;
}

const dayMs = 24 * hourMs;
const job = "mart.daily_revenue";
const nights = 3;
const oldestDaysAgo = 7;

/** Somebody computes three nights of last week again. It is no news, and nobody is told. */
export async function tellBackfill(
  screen: Screen,
  platform: Platform,
  store: StoreClient,
  story: Story,
  directory: string,
): Promise<ToldBackfill> {
  const since = Date.now();
  const midnight = Math.floor(story.end / dayMs) * dayMs;
  const spans = Array.from({ length: nights }, (_, index) => {
    const end = midnight - (oldestDaysAgo - index) * dayMs;
    return { start: end - dayMs, end };
  });
  const { counts, events } = await runBackfill("mart", { job, spans, story }, platform.connection, directory);
  await waitFor("the backfill in the store", storedWithinMs, async () => {
    const condition = `job_name = '${job}' AND event_time >= fromUnixTimestamp64Milli(${since}) AND nominal_start < fromUnixTimestamp64Milli(${midnight})`;
    const stored = await storedEvents(store, condition);
    return (stored >= events && (await hasCaughtUp(platform.gateway.url))) || undefined;
  });
  await platform.judge();
  const incidents = (await incidentsSince(store, since))?.length ?? 0;
  screen.field(
    "Backfill",
    `${job} computes ${nights} nights of last week again; ${incidents === 0 ? "nobody is told" : "it is told, which is wrong"}`,
  );
  return { counts, events, incidents };
}
