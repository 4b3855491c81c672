import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explain } from "#test/support/event-log/difference.ts";
import type { Difference } from "#test/support/event-log/difference.ts";
import { eventLog } from "#test/support/event-log/event-log.ts";
import { openReopeningStore } from "#test/support/event-log/reopening-store.ts";
import type { ReopeningStore } from "#test/support/event-log/reopening-store.ts";
import { claims, logOf, ofSeed, seedsOf, Trial } from "#test/support/event-log/trial.ts";
import type { Claim } from "#test/support/event-log/trial.ts";

/**
 * Random logs of events: whatever comes in whatever way, the read views say the same, and what they say
 * is what a naive model makes of the events' JSON.
 *
 * `TIDEMARK_TEST_SEED` is the first seed, `TIDEMARK_TEST_SEEDS` says how many follow it.
 */
const firstSeed = Number(process.env["TIDEMARK_TEST_SEED"] ?? 1);
const seeds = Number(process.env["TIDEMARK_TEST_SEEDS"] ?? 200);
const seedsAtOnce = seeds > 1000 ? 500 : 200;

let db: ReopeningStore;

beforeAll(async () => {
  db = await openReopeningStore();
});

afterAll(() => db.cleanup());

const trials = Array.from({ length: Math.ceil(seeds / seedsAtOnce) }, (_, index) => {
  const first = firstSeed + index * seedsAtOnce;
  return { first, last: Math.min(first + seedsAtOnce, firstSeed + seeds) - 1 };
});

describe.each(trials)("seeds $first to $last", ({ first, last }) => {
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const newTrial = (): Trial => new Trial(db, new Map(all.map((seed) => [seed, logOf(seed)])));
  let trial: Trial;

  beforeAll(() => {
    trial = newTrial();
  });

  test.each(claims)("%s", { timeout: 300_000 }, async (claim) => {
    const found = await trial.judge(claim);
    if (found.length === 0) return;
    const message = await told(claim, found);
    // The search has left its own events in the store.
    trial = newTrial();
    expect.fail(message);
  });
});

/** What differs, by which seeds, and the smallest log of the first of them that shows it. */
async function told(claim: Claim, found: readonly Difference[]): Promise<string> {
  const [seed, ...others] = seedsOf(found);
  if (seed === undefined) return explain(found);
  const smallest = await shrunk(claim, seed);
  return [
    `seed ${seed}${others.length === 0 ? "" : `, and ${others.join(", ")}`}`,
    `TIDEMARK_TEST_SEED=${seed} TIDEMARK_TEST_SEEDS=1 npx vitest run test/property/derived.test.ts`,
    explain(ofSeed(found, seed)),
    smallest,
  ].join("\n");
}

async function shrunk(claim: Claim, seed: number): Promise<string> {
  let difference = "";
  const property = fc.asyncProperty(eventLog, async (log) => {
    const found = await new Trial(db, new Map([[seed, log]])).judge(claim);
    if (found.length > 0) difference = explain(found);
    return found.length === 0;
  });
  const details = await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: 60_000 });
  const [log] = details.counterexample ?? [];
  if (log === undefined) return "alone it does not fail";
  return `${log.map((delivery) => JSON.stringify(delivery)).join("\n")}\n${difference}`;
}
