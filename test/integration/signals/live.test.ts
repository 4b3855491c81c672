import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunEvent } from "#agent/contract/event.ts";
import { createAsking } from "#query/ask.ts";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import { createStoreSource } from "#signals/facts/store-source.ts";
import { Recorder } from "#signals/record/recorder.ts";
import type { Evaluation, FullEvaluation } from "#signals/verdict.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { deliver } from "#test/support/event-log/deliver.ts";
import { settleAll } from "#test/support/event-log/trial.ts";
import { object } from "#test/support/naive/json.ts";
import { declared } from "#test/support/signals/judged.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** Real events through the collector's stages and the engine, judged one evaluation after the other. */

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const start = Date.UTC(2026, 3, 1, 3);
const base = facetBase("Any");
const table = { namespace: "postgres://db", name: "shop.orders" };

const iso = (ms: number) => new Date(ms).toISOString();

/** A day's run: two events, an hour apart by their ids, for the day before. */
function dailyRun(
  index: number,
  changes: { readonly rows?: number; readonly fails?: true; readonly nulls?: true } = {},
) {
  const ended = start + index * day;
  const to = Math.floor(ended / day) * day;
  const nominalTime = { ...base, nominalStartTime: iso(to - day), nominalEndTime: iso(to) };
  const event = (eventType: "START" | "COMPLETE" | "FAIL", at: number, facets: object): RunEvent =>
    runEvent({
      eventType,
      eventTime: iso(at),
      run: { runId: runId(index + 1), facets: { nominalTime, ...facets } },
      outputs: [
        {
          ...table,
          facets: { schema: { ...base, fields: [{ name: "id", type: "bigint" }] } },
          outputFacets: { outputStatistics: { ...base, rowCount: changes.rows ?? 1000 + (index % 7) } },
        },
      ],
      inputs:
        changes.nulls === true
          ? [
              {
                ...table,
                inputFacets: {
                  dataQualityAssertions: {
                    ...base,
                    assertions: [{ assertion: "not_null", success: false, column: "id" }],
                  },
                },
              },
            ]
          : [],
    });
  const error = { errorMessage: { ...base, message: "disk full", programmingLanguage: "python" } };
  return [
    event("START", ended - 10 * minute, {}),
    changes.fails === true ? event("FAIL", ended, error) : event("COMPLETE", ended, {}),
  ];
}

let db: TestStore;
beforeAll(async () => {
  db = await openTestStore();
});
afterAll(() => db.cleanup());

/** Received a minute after they happened. */
async function tell(events: readonly RunEvent[]): Promise<void> {
  await deliver(
    db.store,
    events.map((event) => ({ event: object(event), receivedAt: (Date.parse(event.eventTime) + minute) * 1000 })),
  );
  await settleAll(db.store);
}

const states = ({ verdicts }: Evaluation) =>
  verdicts.map(({ signal, aspect, state }) => [signal, aspect, state].join(" ").replaceAll("  ", " "));

test("what becomes known is judged when it is known, recorded, and read through the views", async () => {
  const source = createStoreSource(createAsking(db.store)(new AbortController().signal));
  const expectations = fixedExpectations(declared("datasets: [{ match: '**', owner: shop-data, importance: high }]"));
  const evaluator = createEvaluator({ source, expectations });
  const recorder = new Recorder(db.store, evaluator);
  const at = async (now: number): Promise<FullEvaluation> => {
    const evaluation = await evaluator.evaluate(now);
    await recorder.record(evaluation);
    expect(evaluation.heartbeats.flatMap(({ error }) => error ?? [])).toEqual([]);
    return evaluation;
  };

  // Thirty days of order.
  await tell(Array.from({ length: 30 }, (_, index) => dailyRun(index)).flat());
  const last = start + 29 * day;
  expect(states(await at(last + hour))).toEqual([]);
  const signals = await db.rows(
    "SELECT signal, state, owner, importance FROM tidemark.signals WHERE subject_kind = 'dataset' ORDER BY signal",
  );
  expect(signals).toEqual([
    { signal: "completeness", state: "ok", owner: "shop-data", importance: "high" },
    { signal: "freshness", state: "ok", owner: "shop-data", importance: "high" },
    { signal: "late_data", state: "ok", owner: "shop-data", importance: "high" },
    { signal: "schema", state: "ok", owner: "shop-data", importance: "high" },
    { signal: "volume", state: "ok", owner: "shop-data", importance: "high" },
  ]);

  // Nothing new, and nothing is due: nothing changes.
  const quiet = await at(last + 2 * hour);
  const ofData = quiet.changed.filter(({ subject }) => subject.kind !== "platform");
  expect([ofData, quiet.verdicts]).toEqual([[], []]);

  // The next run fails, and a check with it.
  await tell(dailyRun(30, { fails: true, nulls: true }));
  const failed = await at(last + day + minute);
  expect(states(failed)).toEqual(["quality id not_null breach", "failures breach"]);
  expect(failed.verdicts[1]).toMatchObject({
    summary: "The last run failed: disk full; the last good run ended 1 d ago",
  });

  // Hours later it is missed.
  expect(states(await at(last + day + 8 * hour)).toSorted()).toEqual([
    "completion breach",
    "failures breach",
    "freshness breach",
    "quality id not_null breach",
  ]);
  const open = await db.rows("SELECT count() AS n FROM tidemark.signals WHERE state = 'breach'");
  expect(open).toEqual([{ n: 4 }]);

  // The day after all is well but the amount, and what was wrong says so once.
  await tell(dailyRun(31, { rows: 3 }));
  const mended = await at(last + 2 * day + minute);
  expect(states(mended).toSorted()).toEqual([
    "completeness breach",
    "completion ok",
    "failures ok",
    "freshness ok",
    "quality id not_null breach",
    "volume rows breach",
  ]);
  const wrong = ["completeness breach", "quality id not_null breach", "volume rows breach"];
  expect(states(await at(last + 2 * day + 2 * minute)).toSorted()).toEqual(wrong);
  const rules = await db.rows<{ readonly rule: string; readonly breaches: number }>(
    "SELECT rule, breaches FROM tidemark.rules WHERE rule = 'volume'",
  );
  expect(rules).toMatchObject([{ rule: "volume", breaches: 1 }]);
  expect(await db.rows("SELECT state FROM tidemark.signal_history WHERE signal = 'failures' ORDER BY since")).toEqual([
    { state: "ok" },
    { state: "breach" },
    { state: "ok" },
  ]);
});

test("a start knows what a running one knew", async () => {
  const ask = createAsking(db.store)(new AbortController().signal);
  const now = start + 31 * day + 3 * minute;
  const fresh = createEvaluator({ source: createStoreSource(ask), expectations: fixedExpectations(declared("")) });
  const evaluation = await fresh.evaluate(now);
  expect(states(evaluation).toSorted()).toEqual([
    "completeness breach",
    "quality id not_null breach",
    "volume rows breach",
  ]);
  // What was said of things that are no more goes out of the view.
  await new Recorder(db.store, fresh).record({ ...evaluation, changed: [], verdicts: [] });
  expect(await db.rows("SELECT count() AS n FROM tidemark.signals")).toEqual([{ n: 0 }]);
});
