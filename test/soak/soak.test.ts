import { expect, test } from "vitest";
import { soak } from "#test/support/soak/soak.ts";

test(
  "a company of 300 datasets hears of what goes wrong in ninety days, and of little else",
  {
    timeout: 900_000,
  },
  async () => {
    const { company, score } = await soak("judged");
    expect(company.estate.flatMap(({ jobs }) => jobs.flatMap(({ outputs }) => outputs))).toHaveLength(300);
    expect(score.found).toHaveLength(40);
    // docs/detection.md says how good it is.
    expect(score.recall).toBeGreaterThanOrEqual(0.95);
    expect(score.precision).toBeGreaterThanOrEqual(0.8);
    // Of six, one is wrong.
    expect(score.rootRight).toBeGreaterThanOrEqual(0.8);
    expect(score.incidents.length).toBeGreaterThan(0);
  },
);
