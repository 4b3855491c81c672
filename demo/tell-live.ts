import { jobs } from "./company/jobs.ts";
import type { Story } from "./company/story.ts";
import type { DeliveryCounts } from "#agent/index.ts";
import { runLive } from "./live/live.ts";
import type { Round } from "./live/round.ts";
import { startStages } from "./live/stages.ts";
import type { StageResults } from "./live/stages.ts";
import type { DemoOptions } from "./options.ts";
import type { Platform } from "./platform/platform.ts";
import { findIncident } from "./questions/incident.ts";
import { incidentsSince } from "./questions/incident-told.ts";
import type { ToldIncident } from "./questions/incident-told.ts";
import { hasCaughtUp, isLive, storedEvents } from "./questions/stored.ts";
import type { StoreClient } from "./questions/store-client.ts";
import { showIncident, showMessages, showQuestions } from "./screen/incident-lines.ts";
import { showJobs, showRound } from "./screen/round-lines.ts";
import type { Screen } from "./screen/screen.ts";
import { tellBackfill } from "./tell-backfill.ts";
import type { ToldBackfill } from "./tell-backfill.ts";
import { storedWithinMs, waitFor } from "./wait-for.ts";

export interface Live {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly events: number;
  readonly counts: readonly DeliveryCounts[];
  readonly backfillEvents: number;
  /** What people were told of that they should not have been: a backfill is no news. */
  readonly toldOfBackfill: number;
  /** What Tidemark made of what broke, undefined when it did not break. */
  readonly told: readonly ToldIncident[] | undefined;
}

const roundsOfOnce = 4;
const backfillInRound = 2;

/** Runs the shop's pipelines, tells each round, and in one of them what broke. */
export async function tellLive(
  options: DemoOptions,
  screen: Screen,
  platform: Platform,
  store: StoreClient,
  story: Story,
  signal: AbortSignal,
): Promise<Live> {
  const { once, tickMs, directory } = options;
  const breaksInRound = once ? 3 : 4;
  const since = Date.now();
  let last: StageResults = new Map();
  let backfill: ToldBackfill | undefined;
  let told: readonly ToldIncident[] | undefined;
  screen.heading(
    `Live: four processes run the shop's ${jobs.length} jobs every ${tickMs / 1000} s (${once ? `${roundsOfOnce} rounds` : "Ctrl-C ends"})`,
  );
  screen.line();
  const derived = (): Promise<true> =>
    waitFor("the live events in the store, and what is derived from them", storedWithinMs, async () => {
      const stored = await storedEvents(store, isLive(since));
      return (stored >= eventsOf(last) && (await hasCaughtUp(platform.gateway.url))) || undefined;
    });
  const onRound = async (round: Round, results: StageResults): Promise<void> => {
    last = results;
    if (round.number === 1) showJobs(screen, round, results);
    else showRound(screen, round, results);
    if (round.number === backfillInRound) backfill = await tellBackfill(screen, platform, store, story, directory);
    if (round.number > breaksInRound && !once) showMessages(screen, await judge(platform));
    if (round.number !== breaksInRound) return;
    await derived();
    showIncident(screen, round.start, await findIncident(store, round.start));
    const messages = await judge(platform);
    told = await waitFor("what is told", storedWithinMs, () => incidentsSince(store, round.start));
    showMessages(screen, [...messages, ...platform.takeMessages()]);
    showQuestions(screen, platform.gateway.url, platform.clickhouse.url);
    screen.line();
  };
  const stages = startStages(platform.connection, directory);
  try {
    const rounds = once ? roundsOfOnce : Number.POSITIVE_INFINITY;
    await runLive({ stages, story, tickMs, breaksInRound, rounds, signal, onRound });
  } finally {
    await stages.close();
  }
  await derived();
  const counts = [...last.values(), ...(backfill === undefined ? [] : [backfill])].map((each) => each.counts);
  return {
    since,
    events: eventsOf(last),
    counts,
    backfillEvents: backfill?.events ?? 0,
    toldOfBackfill: backfill?.incidents ?? 0,
    told,
  };
}

/** What people are told now. */
async function judge(platform: Platform): Promise<readonly string[]> {
  await platform.judge();
  return platform.takeMessages();
}

function eventsOf(results: StageResults): number {
  return [...results.values()].reduce((sum, { events }) => sum + events, 0);
}
