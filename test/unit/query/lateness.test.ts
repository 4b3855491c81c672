import { expect, test } from "vitest";
import { lateness } from "#query/graph/lateness.ts";

const hour = 3_600_000;

/** Writes so many hours before the latest one, the latest first. */
const writes = (...hours: readonly number[]): readonly number[] => hours.map((each) => (1000 - each) * hour);

test("late is who was not written for longer than one and a half of the longest gap", () => {
  const hourly = writes(0, 1, 2, 3, 4, 5);
  expect(lateness(hourly, 1001.5 * hour)).toEqual({
    kind: "on_time",
    lastWrite: 1000 * hour,
    longestGap: hour,
    dueAt: 1001.5 * hour,
  });
  expect(lateness(hourly, 1001.5 * hour + 1).kind).toBe("late");
  const withWeekend = writes(0, 24, 96, 120, 144, 168);
  expect(lateness(withWeekend, 1108 * hour).kind).toBe("on_time");
  expect(lateness(withWeekend, 1108 * hour + 1).kind).toBe("late");
});

test("with fewer than five gaps it is unknown", () => {
  expect(lateness(writes(0, 1, 2, 3, 4), 5000 * hour).kind).toBe("unknown");
  expect(lateness([], 5000 * hour).kind).toBe("unknown");
});

test("gaps of long ago do not count", () => {
  const recent = Array.from({ length: 21 }, (_, index) => index);
  expect(lateness(writes(...recent, 500), 1002 * hour).kind).toBe("late");
  expect(lateness(writes(...recent.slice(0, 20), 500), 1002 * hour).kind).toBe("on_time");
});
