import { expect, test, vi } from "vitest";
import { waitForLog } from "#alerts/watcher/log-wait.ts";
import { startRounds } from "#alerts/watcher/rounds.ts";

test("one round at a time; one that is asked for comes after the one under way, once for all who ask", async () => {
  let atOnce = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const rounds = startRounds({
    everyMs: 1_000_000,
    async round() {
      most = Math.max(most, ++atOnce);
      await new Promise<void>((resolve) => {
        ends.push(resolve);
      });
      atOnce--;
    },
    onProblem: (error) => expect.unreachable(String(error)),
  });
  await vi.waitFor(() => expect(ends).toHaveLength(1));
  const asked = [rounds.now(), rounds.now()];
  ends[0]?.();
  await vi.waitFor(() => expect(ends).toHaveLength(2));
  ends[1]?.();
  await Promise.all(asked);
  expect([ends.length, most]).toEqual([2, 1]);
  await rounds.close();
});

test("a round that fails is told, to whoever asked for it too, and is no end", async () => {
  const problems: unknown[] = [];
  let number = 0;
  const rounds = startRounds({
    everyMs: 1_000_000,
    round: () => (++number < 3 ? Promise.reject(new Error(`round ${number}`)) : Promise.resolve()),
    onProblem: (error) => problems.push(error),
  });
  await vi.waitFor(() => expect(problems).toHaveLength(1));
  await expect(rounds.now()).rejects.toThrow("round 2");
  await rounds.now();
  await rounds.close();
});

test("what the log has is waited for until it is stored", async () => {
  const lags = [5, null, 3, 0, 7];
  const next = (): Promise<number | null> => Promise.resolve(lags.splice(0, 1)[0] ?? null);
  await waitForLog(next, "start", new AbortController().signal);
  expect(lags).toEqual([7]);
  const few = [1000, 7];
  await waitForLog(() => Promise.resolve(few.shift() ?? 0), "round", new AbortController().signal);
  expect(few).toEqual([7]);
});
