import type { ConsumerInfo, JetStreamManager } from "@nats-io/jetstream";
import { expect, test, vi } from "vitest";
import type { NatsLink } from "#collector/log/nats-connection.ts";
import { eventsPlan } from "#collector/log/stream-plan.ts";
import { startLagWatchdog } from "#collector/reader/lag-watchdog.ts";

function watch(state: { idleMs: number; pending: number | Error; up?: boolean }) {
  const restarts: string[] = [];
  const errors: unknown[] = [];
  const info = async () => {
    if (state.pending instanceof Error) throw state.pending;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is looked at
    return { num_pending: state.pending, num_ack_pending: 0 } as ConsumerInfo;
  };
  const stop = startLagWatchdog({
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is looked at
    link: { up: state.up ?? true } as NatsLink,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is looked at
    manager: { consumers: { info } } as unknown as JetStreamManager,
    plan: eventsPlan,
    reader: { idleMs: state.idleMs, restart: (cause) => restarts.push(cause) },
    intervalMs: 5,
    onError: (error) => errors.push(error),
  });
  return { restarts, errors, stop };
}

test("a pull that waits in vain is restarted", async () => {
  const { restarts, stop } = watch({ idleMs: 6000, pending: 12 });
  await vi.waitFor(() => expect(restarts[0]).toMatch(/^12 messages/));
  stop();
});

test.each([
  ["nothing waits", { idleMs: 6000, pending: 0 }],
  ["it is being read", { idleMs: 10, pending: 12 }],
  ["it is disconnected", { idleMs: 6000, pending: 12, up: false }],
])("it is left alone when %s", async (_case, state) => {
  const seen = vi.fn<() => void>();
  const { restarts, stop } = watch(state);
  setTimeout(seen, 40);
  await vi.waitFor(() => expect(seen).toHaveBeenCalledOnce());
  expect(restarts).toEqual([]);
  stop();
});

test("an unknown lag is told and restarts nothing", async () => {
  const { restarts, errors, stop } = watch({ idleMs: 6000, pending: new Error("timeout") });
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0));
  expect(restarts).toEqual([]);
  stop();
});
