import type { JetStreamManager } from "@nats-io/jetstream";
import type { NatsLink } from "../log/nats-connection.ts";
import type { StreamPlan } from "../log/stream-plan.ts";

export interface LagWatchdogOptions {
  readonly link: NatsLink;
  readonly manager: JetStreamManager;
  readonly plan: StreamPlan;
  readonly reader: { readonly idleMs: number; restart(cause: string): void };
  readonly intervalMs?: number;
  readonly onError?: (error: unknown) => void;
}

/**
 * Restarts a pull that waits in vain: the server has messages to deliver and delivers none. Pulls
 * notice by themselves when the server is silent; this is for one that answers and forgets.
 * Call the result to end it.
 */
export function startLagWatchdog(options: LagWatchdogOptions): () => void {
  const timer = setInterval(() => void look(options), options.intervalMs ?? 15_000);
  timer.unref();
  return () => clearInterval(timer);
}

/** Less than a pull lives, so that one which expires does not hide the fault. */
const idleLimitMs = 5000;

async function look({ link, manager, plan, reader, onError }: LagWatchdogOptions): Promise<void> {
  if (!link.up || reader.idleMs < idleLimitMs) return;
  try {
    const { num_pending, num_ack_pending } = await manager.consumers.info(plan.stream, plan.durable);
    const deliverable = num_pending > 0 && num_ack_pending < plan.maxAckPending;
    if (deliverable && reader.idleMs >= idleLimitMs)
      reader.restart(`${num_pending} messages wait and none is delivered`);
  } catch (error) {
    onError?.(error);
  }
}
