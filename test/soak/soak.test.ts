import { describe, expect, test } from "vitest";
import { day } from "#test/support/soak/calendar.ts";
import { createCompany, soakFrom } from "#test/support/soak/company.ts";
import { soak } from "#test/support/soak/soak.ts";

describe("a company of 300 datasets", () => {
  test("is the same for the same seed, and has forty faults", () => {
    const [one, other] = [createCompany("same"), createCompany("same")];
    expect(one.estate.flatMap(({ jobs }) => jobs.flatMap(({ outputs }) => outputs))).toHaveLength(300);
    expect(one.faults).toHaveLength(40);
    expect(other.events.length).toBe(one.events.length);
    expect(other.events.at(-1)).toEqual(one.events.at(-1));
  });

  test("hears of what goes wrong, and of little else", { timeout: 600_000 }, async () => {
    const { score } = await soak("judged", soakFrom + 21 * day);
    expect(score.recall).toBeGreaterThanOrEqual(0.85);
    expect(score.precision).toBeGreaterThanOrEqual(0.6);
    expect(score.rootRight).toBeGreaterThanOrEqual(0.9);
  });
});
