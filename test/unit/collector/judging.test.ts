import { expect, test } from "vitest";
import type { Beside } from "#collector/beside.ts";
import { createHealth } from "#collector/health.ts";
import { createJudging } from "#collector/judging.ts";
import { createMemoryLog } from "#test/support/memory-log.ts";

const minute = 60_000;
const start = Date.UTC(2026, 4, 1);

const store = {
  get client(): never {
    throw new Error("the store is not asked for what this collector knows");
  },
};

/** Whether judging is overdue at a minute, when it was last done at another. */
async function overdueAt(at: number, judgedAt: number | undefined): Promise<boolean | undefined> {
  const beside: Beside = {
    everyMs: minute,
    telling: () => "on",
    judgedAt: () => (judgedAt === undefined ? undefined : start + judgedAt * minute),
    judge: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return (await createJudging(beside, store, new Date(start), () => start + at * minute)())?.overdue;
}

test("judging is overdue when two periods have passed, and some minutes for a round that takes long", async () => {
  expect(await overdueAt(60, 59)).toBe(false);
  expect(await overdueAt(60, 56.5)).toBe(false);
  expect(await overdueAt(60, 55)).toBe(true);
});

test("after a start the log is read first", async () => {
  expect(await overdueAt(6, undefined)).toBe(false);
  expect(await overdueAt(8, undefined)).toBe(true);
});

test("it is said by readiness, and does not end it: events are taken all the same", async () => {
  const health = createHealth({
    log: createMemoryLog(),
    pingStore: () => Promise.resolve(),
    judging: () => Promise.resolve({ overdue: true }),
  });
  expect(await health()).toMatchObject({ ready: true, status: "ready", evaluation: "overdue" });
});
