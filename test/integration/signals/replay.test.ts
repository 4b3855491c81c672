import { afterAll, beforeAll, expect, test } from "vitest";
import { createAsking } from "#query/ask.ts";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import type { FactSource } from "#signals/facts/fact.ts";
import { createReplaySource } from "#signals/facts/replay-source.ts";
import { createStoreSource } from "#signals/facts/store-source.ts";
import type { Verdict } from "#signals/verdict.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { deliver } from "#test/support/event-log/deliver.ts";
import { settleAll } from "#test/support/event-log/trial.ts";
import { object } from "#test/support/naive/json.ts";
import { declared } from "#test/support/signals/judged.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** History, replayed in the order in which it became known, says at each moment what was said at that moment. */

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const start = Date.UTC(2026, 3, 1, 3);
const base = facetBase("Any");
const iso = (ms: number): string => new Date(ms).toISOString();

interface Delivery {
  readonly event: ReturnType<typeof object>;
  readonly receivedAt: number;
}

/** A run of some weeks: late ones, failures that are corrected, ends before starts, checks, costs, retries, backfills. */
function delivered(index: number): readonly Delivery[] {
  const ended = start + index * day + (index % 5) * minute;
  const to = Math.floor(ended / day) * day - (index === 26 ? 60 * day : 0);
  const job = { namespace: "etl", name: `load_${index % 2}` };
  const event = (eventType: "START" | "COMPLETE" | "FAIL", at: number, delay: number): Delivery => ({
    receivedAt: at + delay,
    event: object(
      runEvent({
        eventType,
        eventTime: iso(at),
        job,
        run: {
          runId: runId(index + 1),
          facets: {
            nominalTime: { ...base, nominalStartTime: iso(to - 2 * day), nominalEndTime: iso(to) },
            tidemark_cost: { ...base, costs: [{ amount: 1.5, currency: "EUR", item: "warehouse" }] },
            ...(eventType === "FAIL" ? { errorMessage: { ...base, message: "no", programmingLanguage: "x" } } : {}),
          },
        },
        inputs: [{ namespace: "db", name: "raw", inputFacets: checks(index % 9 !== 8) }],
        outputs: [
          {
            namespace: "db",
            name: `orders_${index % 2}`,
            facets: { schema: { ...base, fields: [{ name: "id", type: index > 20 ? "text" : "bigint" }] } },
            outputFacets: { outputStatistics: { ...base, rowCount: 1000 + ((index * 37) % 50) } },
          },
        ],
      }),
    ),
  });
  return [
    // Some starts come long after their ends.
    event("START", ended - 20 * minute, index % 6 === 5 ? 2 * hour : minute),
    event(index % 11 === 10 ? "FAIL" : "COMPLETE", ended, index % 7 === 6 ? 5 * hour : minute),
    // Spark says COMPLETE after it has failed.
    ...(index % 11 === 10 ? [event("COMPLETE", ended + minute, minute)] : []),
    // One word comes when the run has long been forgotten: it does not go on for that.
    ...(index === 28 ? [event("START", ended - 19 * minute, 9 * day)] : []),
  ];
}

function checks(success: boolean) {
  return { dataQualityAssertions: { ...base, assertions: [{ assertion: "unique", success, column: "id" }] } };
}

let db: TestStore;
beforeAll(async () => {
  db = await openTestStore();
});
afterAll(() => db.cleanup());

/** What is said, but for how the platform does and when it was first heard of things. */
async function said(source: FactSource, now: number): Promise<readonly Partial<Verdict>[]> {
  const expectations = fixedExpectations(declared("jobs: [{ match: etl/*, cost: 30 EUR/month }]"));
  const { changed } = await createEvaluator({ source, expectations }).evaluate(now);
  return ordered(changed.filter(({ subject }) => subject.kind !== "platform"));
}

function ordered(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

test(
  "a replay says at each moment what was said then, and nothing of what came later",
  { timeout: 120_000 },
  async () => {
    const ask = createAsking(db.store)(new AbortController().signal);
    const all = Array.from({ length: 40 }, (_, index) => delivered(index)).flat();
    const moments = [15.3, 22.1, 26.6, 33.05, 43].map((days) => Math.round(start + days * day));
    const then: (readonly Partial<Verdict>[])[] = [];
    let told = -Infinity;
    for (const moment of moments) {
      const news = all.filter(({ receivedAt }) => receivedAt > told && receivedAt <= moment);
      await deliver(
        db.store,
        news.map(({ event, receivedAt }) => ({ event, receivedAt: receivedAt * 1000 })),
      );
      await settleAll(db.store);
      told = moment;
      then.push(await said(createStoreSource(ask), moment));
    }
    const states = then.flat().map(({ signal, state }) => `${signal} ${state}`);
    // It is worth something only when a lot was said.
    for (const wanted of ["failures breach", "quality breach", "freshness breach", "schema breach", "cost ok"])
      expect(states).toContain(wanted);
    const replayed = [];
    for (const moment of moments)
      replayed.push(await said(createReplaySource(ask, { from: 0, until: start + 60 * day }), moment));
    expect(replayed).toEqual(then);
    // Step by step it is the same as at once.
    const source = createReplaySource(ask, { from: 0, until: start + 60 * day });
    const evaluator = createEvaluator({ source, expectations: fixedExpectations(declared("")) });
    for (let now = start; now < start + 43 * day; now += 3 * hour) await evaluator.evaluate(now);
    const last = await evaluator.evaluate(start + 43 * day);
    const atOnce = createEvaluator({
      source: createReplaySource(ask, { from: 0, until: start + 60 * day }),
      expectations: fixedExpectations(declared("")),
    });
    const { counts, verdicts } = await atOnce.evaluate(start + 43 * day);
    expect(last.counts).toEqual(counts);
    expect(ordered(last.verdicts)).toEqual(ordered(verdicts));
  },
);
