import { expect, test } from "vitest";
import { InFlight } from "#collector/log/in-flight.ts";

test("it is full by messages and by bytes, and one message always fits", async () => {
  const inFlight = new InFlight({ messages: 2, bytes: 100 });
  expect(inFlight.enter(1000)).toBe(true);
  expect(inFlight.enter(1)).toBe(false);
  inFlight.leave(1000);
  expect([inFlight.enter(50), inFlight.enter(50), inFlight.enter(0)]).toEqual([true, true, false]);
  const empty = inFlight.empty();
  inFlight.leave(50);
  inFlight.leave(50);
  await empty;
  expect(inFlight.messages).toBe(0);
});
