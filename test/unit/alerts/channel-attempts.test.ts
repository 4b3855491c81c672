import { expect, test } from "vitest";
import { createChannelAttempts } from "#alerts/watcher/channel-attempts.ts";

test("a channel that is left alone is said to be so, with what it failed for", async () => {
  const attempts = createChannelAttempts({ most: 4, firstDelayMs: 1, longestDelayMs: 2, failures: 2, pauseMs: 60_000 });
  const said: string[] = [];
  let tried = 0;
  const settled = await attempts.until({
    attempts: 0,
    signal: new AbortController().signal,
    attempt: async () => {
      tried++;
      return { kind: "retry", why: "HTTP 500: out of order", afterMs: undefined };
    },
    onFailure: (why) => said.push(why),
  });
  const why = "HTTP 500: out of order; left alone for a while, since it has failed 2 times in a row";
  expect(said).toEqual(["HTTP 500: out of order", "HTTP 500: out of order", why]);
  expect(settled).toEqual({ kind: "failed", why });
  expect(tried).toBe(2);
});
