import { storyIn } from "./history/story-file.ts";
import type { DemoOptions } from "./options.ts";
import { startPlatform } from "./platform/platform.ts";
import type { Address, Platform } from "./platform/platform.ts";
import { connectStore } from "./questions/store-client.ts";
import type { StoreClient } from "./questions/store-client.ts";
import { summarise } from "./questions/summary.ts";
import type { Summary } from "./questions/summary.ts";
import type { Screen } from "./screen/screen.ts";
import { showSummary } from "./screen/summary-lines.ts";
import { tellHistory } from "./tell-history.ts";
import { tellLive } from "./tell-live.ts";

interface Surroundings {
  readonly options: DemoOptions;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The whole demo. Answers what the store has in the end. */
export async function runDemo(surroundings: Surroundings): Promise<Summary> {
  const { options, screen, env } = surroundings;
  screen.heading("Tidemark: the shop Harbour & Finch, its data, and one thing that goes wrong");
  const platform = await startPlatform({ ...options, env });
  try {
    const store = connectStore(platform.clickhouse.url);
    try {
      showPlatform(screen, platform, options);
      return await tellStory(surroundings, platform, store);
    } finally {
      await store.close();
    }
  } finally {
    await platform.close();
  }
}

function showPlatform(screen: Screen, { gateway, clickhouse, log }: Platform, { directory }: DemoOptions): void {
  screen.line();
  screen.field("Send", `${gateway.url}/api/v1/lineage  OpenLineage over HTTP${taken(gateway)}`);
  screen.field("Look", `${clickhouse.url}  ClickHouse's HTTP interface, read-only${taken(clickhouse)}`);
  screen.field("Log", log);
  screen.field("Data", directory);
}

function taken({ insteadOf }: Address): string {
  return insteadOf === undefined ? "" : ` (port ${insteadOf} is taken)`;
}

async function tellStory(
  { options, screen, signal }: Surroundings,
  platform: Platform,
  store: StoreClient,
): Promise<Summary> {
  const story = await storyIn(options.directory, Date.now());
  const imported = await tellHistory(options, screen, platform.connection, store, story);
  const live = await tellLive(options, screen, platform, store, story, signal);
  const summary = await summarise(store, {
    history: imported.total,
    historyEnds: story.end,
    importMilliseconds: imported.milliseconds,
    liveSince: live.since,
    live: live.events,
    backfillEvents: live.backfillEvents,
    toldOfBackfill: live.toldOfBackfill,
    told: live.told,
    counts: [imported.counts, ...live.counts],
  });
  showSummary(screen, summary);
  return summary;
}
