import { expect, test } from "vitest";
import { deadLettersAt } from "#signals/facts/told-dead-letters.ts";

const minute = 60_000;
const hour = 60 * minute;
const rows = [
  { at: 0, known: 5 * minute, redriven: null, count: 1 },
  { at: 0, known: 50 * minute, redriven: 3 * hour, count: 20 },
  { at: hour, known: 70 * minute, redriven: null, count: 300 },
];
const at = (now: number) => deadLettersAt(rows, now, 4 * hour);

test("what was refused counts from when it was, until it is sent again or is too long ago", () => {
  expect(at(4 * minute)).toEqual([]);
  expect(at(10 * minute)).toEqual([{ at: 0, count: 1 }]);
  expect(at(2 * hour)).toEqual([
    { at: 0, count: 21 },
    { at: hour, count: 300 },
  ]);
  expect(at(3 * hour)).toEqual([
    { at: 0, count: 1 },
    { at: hour, count: 300 },
  ]);
  expect(at(5 * hour)).toEqual([{ at: hour, count: 300 }]);
});
