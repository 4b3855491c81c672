import { expect, test } from "vitest";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";
import { figuresOf } from "#test/support/soak/score.ts";
import { soak } from "#test/support/soak/soak.ts";

test(
  "a company of 300 datasets hears of what goes wrong in ninety days, and of little else",
  {
    timeout: 900_000,
  },
  async () => {
    const { company, score } = await soak("judged");
    expect(company.estate.flatMap(({ jobs }) => jobs.flatMap(({ outputs }) => outputs))).toHaveLength(300);
    // What was asked for; docs/detection.md says how good it is.
    const figures = figuresOf([score]);
    expect(figures.faults).toBe(40);
    expect(figures.recall).toBeGreaterThanOrEqual(0.95);
    expect(figures.precision).toBeGreaterThanOrEqual(0.8);
    expect(figures.cascades).toBe(10);
    expect(figures.rootRight).toBeGreaterThanOrEqual(0.9);
    expect(figures.told.firstTold).toBe(figures.incidents);
    expect(figures.mostNotifications).toBe(1);
    const wasSnoozed = (cause: Subject, at: number): boolean =>
      company.snoozed.some(
        ({ roots, from, until }) => at >= from && at <= until && roots.map(subjectKey).includes(subjectKey(cause)),
      );
    expect(company.snoozed).toHaveLength(3);
    expect(score.incidents.filter(({ cause, toldAt }) => wasSnoozed(cause, toldAt))).toEqual([]);
  },
);
